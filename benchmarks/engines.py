"""How much faster is the `arrow` engine than Deequ? Warm session, same Parquet file, same run.

python -m benchmarks.engines [--rows 2000000] [--columns 20] [--master 'local[2]']
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from baselining.dataset import DatasetFormat, DatasetSpec
from baselining.metrics import DatasetMetrics
from baselining.spark.jars import Need
from baselining.spark.profiler import Engine, profile_dataset
from baselining.spark.session import SessionSpec, open_session


def main() -> None:
    """Measure both engines and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--master", default="local[2]")
    options = parser.parse_args()
    print(f"machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data.parquet"
        write_numbers(file, options.rows, options.columns)
        print(
            f"data: {options.rows:,} rows x {options.columns} columns, {file.stat().st_size / 1e6:.0f} MB Parquet"
        )
        open_session(SessionSpec(master=options.master, needs=frozenset({Need.DEEQU})))
        profile(file, Engine.ARROW)  # warm: JVM, Python workers, kernels
        arrow_s, arrow = profile(file, Engine.ARROW)
        print(f"arrow: {arrow_s:7.2f} s, {options.rows * options.columns / arrow_s / 1e6:.1f} M values/s")
        deequ_s, deequ = profile(file, Engine.DEEQU)
        print(f"deequ: {deequ_s:7.2f} s")
    print(f"the same statistics (sketches aside): {'yes' if agree(arrow, deequ) else 'NO'}")
    print(f"ratio: {deequ_s / arrow_s:.1f}")


def write_numbers(file: Path, rows: int, columns: int) -> None:
    """Doubles of several shapes, integers of few and many values; a row group per 250,000 rows, one file, one split."""
    random = np.random.default_rng(7)
    makers = (
        lambda: random.normal(size=rows),
        lambda: random.lognormal(size=rows),
        lambda: random.integers(0, 10**6, rows),
        lambda: np.round(random.uniform(0, 100, rows), 2),
        lambda: random.integers(0, 5, rows),
    )
    table = pa.table({f"f{i}": makers[i % len(makers)]() for i in range(columns)})
    pq.write_table(table, file, row_group_size=250_000)


def profile(file: Path, engine: Engine) -> tuple[float, DatasetMetrics]:
    """Seconds, and what was found."""
    started = time.perf_counter()
    spec = DatasetSpec(uri=str(file), format=DatasetFormat.PARQUET)
    found = profile_dataset(spec, engine=engine, session=SessionSpec(), on_progress=lambda *_: None)
    return time.perf_counter() - started, found.metrics


def agree(a: DatasetMetrics, b: DatasetMetrics) -> bool:
    """Equal, but for sketches and last bits: Deequ merges the two splits of the file in no fixed order."""
    return all(
        (x.classes, x.distinct, x.numeric.minimum, x.numeric.maximum)
        == (y.classes, y.distinct, y.numeric.minimum, y.numeric.maximum)
        and math.isclose(x.numeric.total, y.numeric.total, rel_tol=1e-9, abs_tol=1e-6)
        and math.isclose(x.numeric.std_dev, y.numeric.std_dev, rel_tol=1e-9)
        for x, y in zip(a.columns.values(), b.columns.values(), strict=True)
        if x.numeric is not None and y.numeric is not None
    )


if __name__ == "__main__":
    main()
