"""How long does the Deequ engine take for many columns, five at a time, in a Java that has just started?

python -m benchmarks.deequ_wide [--columns 785] [--rows 100]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.spark.engines import deequ
from baselining.spark.frames.readers import read
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import machine

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def main() -> None:
    """Print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--columns", type=int, default=785)
    parser.add_argument("--rows", type=int, default=100)
    options = parser.parse_args()
    print(machine())
    spark = open_session(SessionSpec(master="local[2]", needs=frozenset({Need.DEEQU})))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "wide.csv"
        cells = np.random.default_rng(1).integers(0, 256, (options.rows, options.columns))
        names = ",".join(f"p{number}" for number in range(options.columns))
        np.savetxt(file, cells, fmt="%d", delimiter=",", header=names, comments="")
        print(f"{options.columns:,} columns x {options.rows:,} rows: {seconds(spark, file):.0f} s")


def seconds(spark: SparkSession, file: Path) -> float:
    """How long the Deequ engine takes for a file."""
    started = time.perf_counter()
    deequ.profile_table(spark, read(spark, DatasetSpec(uri=str(file), format=DatasetFormat.CSV)))
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
