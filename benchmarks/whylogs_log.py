"""How much faster is a profile than whylogs' of the same Parquet file, by its pandas path? Reading included, both warm.

whylogs profiles on one core, in one process; ours has two. Its profile has no buckets, but quantile sketches of the
same kind, cardinalities and frequent items.

python -m benchmarks.whylogs_log [--rows 1000000] [--columns 20] [--cores 2]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
import whylogs

from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import best, machine, numbers, profile


def main() -> None:
    """Print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--cores", type=int, default=2)
    options = parser.parse_args()
    print(machine())
    open_session(SessionSpec(master=f"local[{options.cores}]"))
    file = numbers(options.rows, options.columns)
    profile(file)  # warm
    log(numbers(10_000, options.columns))
    theirs = best(1, lambda: log(file))
    ours = best(2, lambda: profile(file))
    print(
        f"{options.rows:,} x {options.columns}: {ours:.2f} s on {options.cores} cores, "
        f"whylogs {whylogs.__version__} {theirs:.2f} s on one: ratio {theirs / ours:.1f}, "
        f"per core {theirs / ours / options.cores:.1f}"
    )


def log(file: Path) -> int:
    """Its profile; how many columns it has."""
    return len(whylogs.log(pandas=pd.read_parquet(file)).view().get_columns())


if __name__ == "__main__":
    main()
