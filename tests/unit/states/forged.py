"""Saved states that nobody computed: of every shape that the bytes can have. Also run as a child, with bounds checked.

`python -m tests.unit.states.forged` merges some hundreds of them; under NUMBA_BOUNDSCHECK=1 a compiled loop that
leaves an array raises IndexError instead of writing into somebody else's memory.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence

import numpy as np

from baselining.errors import DocumentError
from baselining.fold.columns import COLUMN_STATES
from baselining.fold.sketch import SketchBuilder
from baselining.states.column import TAG, VERSION, Column
from baselining.states.framing import pack
from baselining.states.kll import MOST_LEVELS, MOST_VALUES, capacity, total_capacity


def forged(sizes: Sequence[int], compactions: Sequence[int]) -> bytes:
    """The bytes of a column of numbers with a sketch of such levels, consistent in everything else."""
    count = sum(size << height for height, size in enumerate(sizes))
    floats = np.array([0.0, 0.0, 0.0, 0.0, 0.0 if count else np.inf, 9.0 if count else -np.inf])
    levels = [np.arange(size) % 10.0 for size in sizes]
    numbers = {
        "count": count,
        "not_finite": 0,
        "parts": 1,
        "exact_total": 0,
        "levels": list(sizes),
        "compactions": list(compactions),
    }
    header = {
        "source": "fractional",
        "classes": {"missing": 0, "fractional": count, "integral": 0, "boolean": 0, "string": 0},
        "numbers": numbers,
        "longs": None,
        "categories": None,
        "replaced": 0,
    }
    return pack(TAG, VERSION, header, [np.zeros(512, np.uint8), floats, *levels])


def some_shape(source: random.Random) -> tuple[list[int], list[int]]:
    """Sizes and compactions of levels: few or as many as may be, one of them overfull or all just full."""
    height = source.choice([1, 2, 5, MOST_LEVELS - 1, MOST_LEVELS, MOST_LEVELS, MOST_LEVELS + 1])
    sizes = [source.choice([0, 0, 1, capacity(level) - 1, capacity(level)]) for level in range(height)]
    overfull = source.choice([0, height - 1, source.randrange(height)])
    room = total_capacity(height) - sum(sizes) + sizes[overfull]
    sizes[overfull] = max(source.choice([0, 3, 4, 5, room - 1, room, room + 1]), 0)
    compactions = [source.choice([0, 1, 2, 3, MOST_VALUES, 2**63 - 1, 2**63, -1]) for _ in range(height)]
    return sizes, compactions if source.random() < 0.3 else [0] * height


def read_and_merged(raw: Sequence[bytes]) -> Column | None:
    """All of them in one, also with values added; None if they are refused."""
    try:
        states = [COLUMN_STATES.from_bytes(each) for each in raw]
        merged = states[0]
        for state in states[1:]:
            merged = COLUMN_STATES.merge(merged, state)
    except DocumentError:
        return None
    assert merged.numbers is not None
    builder = SketchBuilder(merged.numbers.sketch)
    builder.add(np.arange(7000.0))
    assert builder.sketch().weight == merged.numbers.count + 7000
    assert merged.numbers.count == sum(state.numbers.count for state in states if state.numbers)
    return merged


def main() -> None:
    """Merge many, and say how many were merged."""
    source = random.Random(11)  # noqa: S311 - not a secret
    top = forged([0] * (MOST_LEVELS - 1) + [3], [0] * MOST_LEVELS)
    below = forged([capacity(level) - 1 for level in range(MOST_LEVELS - 1)], [0] * (MOST_LEVELS - 1))
    outcomes = [read_and_merged([*[top] * times, below]) for times in (0, 1, 19)]
    outcomes += [
        read_and_merged([forged(*some_shape(source)) for _ in range(source.choice([1, 2, 3, 9]))])
        for _ in range(600)
    ]
    sys.stdout.write(f"{len(outcomes) - outcomes.count(None)} merged\n")


if __name__ == "__main__":
    main()
