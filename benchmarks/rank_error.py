"""How far are the sketch's quantiles from the exact ones? The schedule is the container's.

python -m benchmarks.rank_error [--rows 10000000]
"""

from __future__ import annotations

import argparse

import numpy as np

from baselining.fold.sketch import SketchBuilder
from baselining.states.kll import weighted_items
from benchmarks.common import machine

SHAPES = {
    "normal": lambda random, rows: random.normal(size=rows),
    "lognormal": lambda random, rows: random.lognormal(size=rows),
    "ascending": lambda _, rows: np.arange(float(rows)),
    "few values": lambda random, rows: random.integers(0, 1000, rows).astype(float),
}


def main() -> None:
    """Print the largest rank error over all items, in parts of the rows, by shape of data."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    rows = parser.parse_args().rows
    print(machine())
    for name, make in SHAPES.items():
        values = make(np.random.default_rng(5), rows)
        builder = SketchBuilder()
        for start in range(0, rows, 65_536):
            builder.add(values[start : start + 65_536])
        items, ranks = weighted_items(builder.sketch())
        values.sort()
        # A value that occurs often has a range of ranks; an estimate within it is exact.
        last = np.append(items[1:] != items[:-1], True)
        lowest = np.searchsorted(values, items[last], side="left")
        highest = np.searchsorted(values, items[last], side="right")
        found = ranks[last]
        error = np.maximum(np.maximum(lowest - found, found - highest), 0).max() / rows
        print(f"{name}, {rows:,} rows: largest rank error {error:.3%} (at most 0.25 %)")


if __name__ == "__main__":
    main()
