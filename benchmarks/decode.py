"""How near is a profile to the mere decoding of the same columns by pyarrow, in one process, per core?

python -m benchmarks.decode [--rows 8000000]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import pyarrow.parquet as pq

from baselining.dataset.columns import FileColumn
from baselining.dataset.files import Piece, Place, list_files
from baselining.dataset.readers.parquet import reading_parquet
from benchmarks.common import machine, numbers

COLUMNS = 20
SPARK_TYPES = {"double": "double", "int64": "bigint"}


def main() -> None:
    """Print the ratio of processor times: of what a worker does, and of decoding."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=8_000_000)
    rows = parser.parse_args().rows
    print(machine())
    file = numbers(rows, COLUMNS)
    profile_once(numbers(10_000, COLUMNS))  # kernels
    decoding = folding = float("inf")
    for _ in range(3):
        decoding, folding = min(decoding, decode(file)), min(folding, profile_once(file))
    values = rows * COLUMNS / 1e6
    print(
        f"{rows:,} x {COLUMNS}, processor time: decoding {values / decoding:.0f} M values/s, decoding and profiling "
        f"{values / folding:.0f} M values/s, ratio {decoding / folding:.0%} (at least 30 %, goal 60 %)"
    )


def decode(file: Path) -> float:
    """Processor seconds to decode all columns in the way that is fastest: together, or one after another."""
    names = pq.read_schema(file).names
    return min(_decode(file, [names]), _decode(file, [[name] for name in names]))


def _decode(file: Path, groups: list[list[str]]) -> float:
    started = time.process_time()
    opened = pq.ParquetFile(file)
    for group in groups:
        for _ in opened.iter_batches(columns=group, use_threads=False):
            pass
    return time.process_time() - started


def profile_once(file: Path) -> float:
    """Processor seconds of one worker for the whole file."""
    started = time.process_time()
    place = Place()
    (listed,) = list_files(place.filesystem(), [str(file)])
    columns = [
        FileColumn(name=field.name, spark_type=SPARK_TYPES[str(field.type)]) for field in pq.read_schema(file)
    ]
    with reading_parquet(columns, place) as profile:
        for _ in profile([Piece(file=listed, start=0, end=listed.size)]):
            pass
    return time.process_time() - started


if __name__ == "__main__":
    main()
