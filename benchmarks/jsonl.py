"""How much faster is a whole command than DuckDB's SUMMARIZE of the same JSON Lines file? Spark's start included.

python -m benchmarks.jsonl [--rows 2000000] [--pairs 3]
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
from benchmarks.whole_command import suggest

COLUMNS, CORES, LEAST = 10, 2, 1.5
_SUMMARIZE = """
import duckdb, sys
duckdb.connect(config={"threads": 2}).sql(f"SUMMARIZE SELECT * FROM read_json_auto('{sys.argv[1]}')").fetchall()
"""


def main() -> None:
    """Print the ratio of whole commands, and that of a warm session."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--pairs", type=int, default=3)
    asked = parser.parse_args()
    file = json_lines(asked.rows)
    print(f"{machine()}; {asked.rows:,} x {COLUMNS}, {file.stat().st_size / 1e6:.0f} MB")
    suggest(file, "arrow")  # compile kernels once
    ours, theirs = [], []
    for _ in range(asked.pairs):  # in turns, so that both see the same machine
        ours.append(suggest(file, "arrow"))
        theirs.append(_seconds(lambda: _summarize(file)))
    print(
        f"whole command: {median(ours):.1f} s, DuckDB {duckdb.__version__} SUMMARIZE {median(theirs):.1f} s, "
        f"ratio {median(theirs) / median(ours):.1f} (at least {LEAST})"
    )
    open_session(SessionSpec(master=f"local[{CORES}]"))
    _profile(file)
    ours, theirs = [], []
    for _ in range(asked.pairs):
        ours.append(_seconds(lambda: _profile(file)))
        theirs.append(_seconds(lambda: _summarize(file)))
    print(
        f"warm session: {median(ours):.1f} s, DuckDB {median(theirs):.1f} s, ratio {median(theirs) / median(ours):.1f}"
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
