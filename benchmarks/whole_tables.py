"""How much faster is a whole command than DuckDB's SUMMARIZE of the same file, CSV, JSON Lines, Parquet?

python -m benchmarks.whole_tables [--pairs 3]

Both are typed as users type them, start included. Of JSON Lines a warm session is measured, too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import duckdb
import pyarrow.parquet as pq

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.spark.profiler import profile_dataset
from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import machine, numbers
from benchmarks.csv_files import csv_of
from benchmarks.whole_command import suggest

ROWS, COLUMNS, CORES = 2_000_000, 10, 2
_SUMMARIZE = """
import duckdb, sys
duckdb.connect(config={"threads": 2}).sql(f"SUMMARIZE SELECT * FROM '{sys.argv[1]}'").fetchall()
"""


def main() -> None:
    """Print the ratio of whole commands, and that of a warm session."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=3)
    pairs = parser.parse_args().pairs
    print(machine())
    lines = json_lines(ROWS)
    for name, file, least in (
        (f"CSV {ROWS:,} x 20", csv_of(ROWS, only_doubles=False), 1.5),
        (f"JSON Lines {ROWS:,} x {COLUMNS}", lines, 1.5),
        (f"Parquet {4 * ROWS:,} x 20", numbers(4 * ROWS, 20), 3),
    ):
        suggest(file, "arrow")  # compile kernels once, and read the file
        compare(
            f"{name}, {file.stat().st_size / 1e6:.0f} MB",
            lambda file=file: suggest(file, "arrow"),
            file,
            pairs,
            least,
        )
    open_session(SessionSpec(master=f"local[{CORES}]"))
    _profile(lines)
    compare("JSON Lines, warm session", lambda: _profile(lines), lines, pairs, None)


def compare(name: str, action: Callable[[], object], file: Path, pairs: int, least: float | None) -> None:
    """Print the medians of both, in turns, so that both see the same machine."""
    ours, theirs = [], []
    for _ in range(pairs):
        ours.append(_seconds(action))
        theirs.append(_seconds(lambda: _summarize(file)))
    print(
        f"{name}: {median(ours):.1f} s, DuckDB {duckdb.__version__} SUMMARIZE {median(theirs):.1f} s, "
        f"ratio {median(theirs) / median(ours):.1f}" + (f" (at least {least})" if least else "")
    )


def json_lines(rows: int) -> Path:
    """The file of `numbers` as JSON Lines, each fifth column as text; written once."""
    source = numbers(rows, COLUMNS)
    file = source.with_suffix(".jsonl")
    if not file.exists():
        unfinished = file.with_suffix(".part")
        with unfinished.open("w") as lines:
            for batch in pq.ParquetFile(source).iter_batches(50_000):
                columns = [list(map(repr, column.to_pylist())) for column in batch.columns]
                columns[4::5] = [[f'"category {cell}"' for cell in column] for column in columns[4::5]]
                names = [f'"{name}": ' for name in batch.schema.names]
                for row in zip(*columns, strict=True):
                    lines.write("{" + ", ".join(map("".join, zip(names, row, strict=True))) + "}\n")
        os.replace(unfinished, file)
    return file


def _profile(file: Path) -> None:
    spec = DatasetSpec(uri=str(file), format=DatasetFormat.JSONL)
    profile_dataset(spec, engine=Engine.ARROW, session=SessionSpec(), on_progress=lambda *_: None)


def _summarize(file: Path) -> None:
    """In a process of its own, as a command would."""
    subprocess.run([sys.executable, "-c", _SUMMARIZE, str(file)], check=True, capture_output=True)


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
