"""What thousands of tiny files cost: opening and profiling them, against one file of the same rows.

python -m benchmarks.many_files [--files 10000] [--cores 2]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.profile import DatasetProfile
from baselining.spark.profiler import profile_dataset
from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import FOLDER, machine, peak_memory

ROWS = 5


def main() -> None:
    """Print seconds, and memory, for Parquet and CSV."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--cores", type=int, default=2)
    options = parser.parse_args()
    print(machine())
    open_session(SessionSpec(master=f"local[{options.cores}]"))
    for kind in ("parquet", "csv"):
        one, many = write(options.files, kind)
        profile(one, kind)  # warm
        seconds, expected = profile(one, kind)
        with peak_memory() as peak:
            tiny_seconds, found = profile(many, kind)
        assert found.item_count == expected.item_count == ROWS * options.files
        print(
            f"{kind}: {options.files:,} files {tiny_seconds:.1f} s ({tiny_seconds / options.files * 1e3:.1f} ms "
            f"each), one of as many rows {seconds:.1f} s; driver: JVM {peak['jvm']:.0f} MB, "
            f"Python {peak['driver']:.0f} MB; workers together {peak['python']:.0f} MB"
        )


def write(files: int, kind: str) -> tuple[Path, Path]:
    """A file, and a folder of as many rows in tiny files; written once."""
    folder = FOLDER / f"tiny-{files}-{kind}"
    one, many = folder / f"one.{kind}", folder / "many"
    save = pq.write_table if kind == "parquet" else pa.csv.write_csv
    if not one.exists():
        many.mkdir(parents=True, exist_ok=True)
        random = np.random.default_rng(3)
        rows = files * ROWS
        whole = pa.table(
            {
                "x": random.normal(size=rows),
                "n": random.integers(0, 100, rows),
                "s": pa.array(random.choice(["a", "b", "c"], rows)),
            }
        )
        for number in range(files):
            save(whole.slice(number * ROWS, ROWS), many / f"{number:06}.{kind}")
        save(whole, one)
    return one, many


def profile(uri: Path, kind: str) -> tuple[float, DatasetProfile]:
    """Seconds, opening included, and what was found."""
    started = time.perf_counter()
    spec = DatasetSpec(uri=str(uri), format=DatasetFormat(kind))
    found = profile_dataset(spec, engine=Engine.ARROW, session=SessionSpec(), on_progress=lambda *_: None)
    return time.perf_counter() - started, found.profile


if __name__ == "__main__":
    main()
