"""How fast is CSV? One process; a cut file on one core and on two; a warm profile beside DuckDB and Polars.

python -m benchmarks.csv_files [--rows 2000000]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import polars
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from baselining.dataset.columns import FileColumn
from baselining.dataset.files import Piece, Place, list_files
from baselining.dataset.readers.csv import layout_of, profile_csv
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.spark.profiler import profile_dataset
from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import FOLDER, best, machine, numbers

COLUMNS = 20
FULL_PRECISION = 5
"""Of the columns of `numbers`, this one and every fifth from the first are doubles of 17 digits."""
ONE_PROCESS_BYTES = 64 * 1024 * 1024


def main() -> None:
    """Print speeds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument(
        "--cores", type=int, help="profile the cut file on so many cores and print the seconds alone"
    )
    options = parser.parse_args()
    rows = options.rows
    if options.cores:
        print(cut_on(rows, options.cores))
        return
    print(machine())
    mixed, doubles = csv_of(rows, only_doubles=False), csv_of(rows // 5, only_doubles=True)
    for file, what in ((doubles, "doubles of 17 digits"), (mixed, "doubles, decimals, integers")):
        speed = min(file.stat().st_size, ONE_PROCESS_BYTES) / 1e6 / one_process(file)
        print(f"{what}: {speed:.0f} MB/s of a core, in one process (at least 150)")
    one, two = (min(in_its_own_process(rows, cores) for _ in range(2)) for cores in (1, 2))
    print(f"cut: 1 core {one:.2f} s, 2 cores {two:.2f} s, ratio {one / two:.2f} (at least 1.8)")
    compare_tools(mixed)


def csv_of(rows: int, *, only_doubles: bool) -> Path:
    """The columns of `numbers` as CSV, or its doubles of full precision, four times over; written once."""
    file = FOLDER / f"{'doubles' if only_doubles else 'numbers'}-{rows}x{COLUMNS}.csv"
    if not file.exists():
        unfinished = file.with_suffix(".part")
        source = pq.ParquetFile(numbers(rows, COLUMNS))
        taken = range(COLUMNS)
        if only_doubles:
            taken = [number // FULL_PRECISION * FULL_PRECISION for number in taken]
        schema = pa.schema(
            [(f"f{n}", source.schema_arrow.field(number).type) for n, number in enumerate(taken)]
        )
        with pc.CSVWriter(unfinished, schema) as writer:
            for batch in source.iter_batches(batch_size=100_000):
                columns = [batch.column(number) for number in taken]
                writer.write_batch(pa.record_batch(columns, schema=schema))
        unfinished.rename(file)
    return file


def one_process(path: Path) -> float:
    """Processor seconds of a worker for the file's first 64 MiB."""
    place = Place()
    (file,) = list_files(place.filesystem(), [str(path)])
    layout = layout_of(place, file, header=True)
    columns = [FileColumn(name=name, spark_type="string") for name in layout.names]
    piece = Piece(file=file, start=0, end=min(file.size, ONE_PROCESS_BYTES))
    seconds = []
    for _ in range(4):  # the first one loads kernels
        started = time.process_time()
        for _ in profile_csv(layout, columns, place, [piece]):
            pass
        seconds.append(time.process_time() - started)
    return min(seconds)


def in_its_own_process(rows: int, cores: int) -> float:
    """Seconds, because a session keeps its cores."""
    command = [sys.executable, "-m", "benchmarks.csv_files", "--rows", str(rows), "--cores", str(cores)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def cut_on(rows: int, cores: int) -> float:
    """Seconds for a file that is cut, with all workers started."""
    file = csv_of(rows, only_doubles=False)
    open_session(SessionSpec(master=f"local[{cores}]"))
    profile(file, cut=True)
    return best(3, lambda: profile(file, cut=True))


def profile(file: Path, *, cut: bool = False) -> None:
    """Profile the file in the session that is running."""
    spec = DatasetSpec(uri=str(file), format=DatasetFormat.CSV, split_large_files=cut)
    profile_dataset(spec, engine=Engine.ARROW, session=SessionSpec(), on_progress=lambda *_: None)


def compare_tools(file: Path) -> None:
    """Ours, whole and cut, beside DuckDB's SUMMARIZE and Polars' describe of the same file, all on two cores."""
    open_session(SessionSpec(master="local[2]"))
    profile(file)  # warm
    connection = duckdb.connect(config={"threads": 2})
    query = f"SUMMARIZE SELECT * FROM read_csv('{file}')"  # noqa: S608 - our own file
    actions = {
        "whole": lambda: profile(file),
        "cut": lambda: profile(file, cut=True),
        f"DuckDB {duckdb.__version__} SUMMARIZE": lambda: connection.sql(query).fetchall(),
        f"Polars {polars.__version__} describe": lambda: polars.read_csv(file).describe(),
    }
    seconds = dict.fromkeys(actions, float("inf"))
    for _ in range(3):  # in turns, so that all see the same machine
        for name, action in actions.items():
            seconds[name] = min(seconds[name], best(1, action))
    print(
        f"{file.stat().st_size / 1e6:.0f} MB, warm: {', '.join(f'{k} {v:.2f} s' for k, v in seconds.items())}"
    )
    ours, _, theirs, polars_s = seconds.values()
    print(
        f"ratio to DuckDB {theirs / ours:.1f} (at least 3), "
        f"to Polars, with exact quantiles and no types from text, {polars_s / ours:.1f}"
    )


if __name__ == "__main__":
    main()
