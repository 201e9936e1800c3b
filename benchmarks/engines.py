"""How much faster is the `arrow` engine than Deequ? Warm session, same Parquet file, same run.

python -m benchmarks.engines [--rows 2000000] [--columns 20] [--master 'local[2]']
"""

from __future__ import annotations

import argparse
import math

from baselining.dataset.spec import Engine
from baselining.profile import DatasetProfile
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import machine, numbers, profile


def main() -> None:
    """Measure both engines and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--master", default="local[2]")
    options = parser.parse_args()
    print(machine())
    file = numbers(options.rows, options.columns)
    print(
        f"data: {options.rows:,} rows x {options.columns} columns, {file.stat().st_size / 1e6:.0f} MB Parquet"
    )
    open_session(SessionSpec(master=options.master, needs=frozenset({Need.DEEQU})))
    profile(file)  # warm: JVM, Python workers, kernels
    arrow_s, arrow = profile(file)
    print(f"arrow: {arrow_s:7.2f} s, {options.rows * options.columns / arrow_s / 1e6:.1f} M values/s")
    deequ_s, deequ = profile(file, Engine.DEEQU)
    print(f"deequ: {deequ_s:7.2f} s (Deequ 2.0.7)")
    print(f"the same statistics (sketches aside): {'yes' if agree(arrow, deequ) else 'NO'}")
    print(f"ratio: {deequ_s / arrow_s:.1f} (at least 40, goal 100)")


def agree(a: DatasetProfile, b: DatasetProfile) -> bool:
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
