"""How much faster is the `arrow` engine than Deequ 2.1.0, per value? Warm session, the same kind of data.

Deequ 2.1.0 takes minutes for what 2.0.7 does in one and a half (it finds exact quartiles), so it gets fewer rows; its
fixed costs are then taken off by a run of a tenth of them. Its jar is resolved from Maven Central by Spark's Ivy, once,
without its dependency `software.amazon.glue:dqdl`, which Maven Central lacks and profiling does not need.

python -m benchmarks.deequ_2_1 [--rows 2000000] [--deequ-rows 200000] [--columns 20] [--master 'local[2]']
"""

from __future__ import annotations

import argparse
import os
from importlib import resources

from baselining.dataset.spec import Engine
from baselining.spark.session.jars import FOLDER_VARIABLE, Need
from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import FOLDER, machine, numbers, profile
from benchmarks.engines import agree

DEEQU = "com.amazon.deequ:deequ:2.1.0-spark-3.5"
LEFT_OUT = "software.amazon.glue:dqdl"


def main() -> None:
    """Print the ratio of values a second."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--deequ-rows", type=int, default=200_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--master", default="local[2]")
    options = parser.parse_args()
    print(machine())
    start(options.master)
    files = [numbers(rows, options.columns) for rows in (options.rows, options.deequ_rows)]
    tenth = numbers(options.deequ_rows // 10, options.columns)
    profile(files[0])  # warm: JVM, Python workers, kernels
    arrow_s, _ = profile(files[0])
    arrow_rate = options.rows * options.columns / arrow_s
    print(f"arrow: {options.rows:,} x {options.columns}: {arrow_s:.2f} s, {arrow_rate / 1e6:.1f} M values/s")
    profile(tenth, Engine.DEEQU)  # warm
    fixed_s, _ = profile(tenth, Engine.DEEQU)
    deequ_s, deequ = profile(files[1], Engine.DEEQU)
    deequ_rate = (options.deequ_rows - options.deequ_rows // 10) * options.columns / (deequ_s - fixed_s)
    print(
        f"Deequ 2.1.0: {options.deequ_rows:,} x {options.columns}: {deequ_s:.1f} s, a tenth of it {fixed_s:.1f} s, "
        f"so {deequ_rate / 1e6:.3f} M values/s"
    )
    print(f"the same statistics (sketches aside): {'yes' if agree(profile(files[1])[1], deequ) else 'NO'}")
    print(f"ratio per value: {arrow_rate / deequ_rate:.0f} (at least 200, goal 400)")


def start(master: str) -> None:
    """Start Spark with this Deequ instead of the one that `make jars` resolved."""
    os.environ.pop(FOLDER_VARIABLE, None)
    settings = {
        "spark.jars.packages": DEEQU,
        "spark.jars.excludes": LEFT_OUT,
        "spark.jars.ivy": str(FOLDER.resolve() / "ivy"),
        "spark.jars.ivySettings": str(
            resources.files("baselining.spark.session").joinpath("ivysettings.xml")
        ),
    }
    FOLDER.mkdir(exist_ok=True)
    open_session(SessionSpec(master=master, needs=frozenset({Need.DEEQU}), settings=settings))


if __name__ == "__main__":
    main()
