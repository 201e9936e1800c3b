"""Cells of CSV, from the bytes: the state is, bit by bit, the one that the same cells give as text."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.kernels.cells_twin import CELLS, EDGES, NUMBERS
from tests.unit.states.same import assert_bits_equal

from baselining.fold.cells import Cells, CellsBuilder
from baselining.fold.text import TextBuilder
from baselining.kernels.csv import PADDING, PLAIN, find_cells, is_ascii
from baselining.states.column import Column
from baselining.states.words import MISSING_VALUE_WORDS

PLAIN_CELLS = CELLS.filter(lambda text: not set(text) & set('"\0\r\n\\'))
WORDS = st.sampled_from(sorted(word for word in MISSING_VALUE_WORDS if "\\" not in word))


def column_of(cells: Sequence[str | None], rows: int, room: int, quotes: int = 0) -> Column:
    """The state of the second of three columns; every so many-th cell is quoted, and all with commas."""
    lines = []
    for number, cell in enumerate(cells):
        text = cell or ""
        if "," in text or (quotes and number % quotes == 0):
            text = f'"{text}"'
        lines.append(f"{number},{text},x\n")
    encoded = "".join(lines).encode()
    data = np.frombuffer(bytearray(encoded + b"9" * PADDING), np.uint8)[: len(encoded)]
    starts, ends = np.empty((rows, 3), np.int32), np.empty((rows, 3), np.int32)
    builder = CellsBuilder(max(room, rows))
    at = 0
    while at < data.size:
        found, at, why = find_cells(data, at, False, starts, ends)
        assert why == PLAIN
        builder.add(Cells(data=data, starts=starts[:found], ends=ends[:found], is_ascii=is_ascii(data)), 1)
    return builder.column()


def expected(cells: Sequence[str | None]) -> Column:
    builder = TextBuilder()
    builder.add(pa.array([cell or None for cell in cells], pa.string()))
    return builder.column()


@given(
    st.lists(st.none() | PLAIN_CELLS | NUMBERS, max_size=40) | st.lists(NUMBERS | WORDS, max_size=40),
    st.integers(1, 9),
    st.integers(1, 20),
    st.integers(0, 3),
)
def test_any_cells_have_one_state(cells: list[str | None], rows: int, room: int, quotes: int) -> None:
    assert_bits_equal(expected(cells), column_of(cells, rows, room, quotes))


@pytest.mark.parametrize("text", [text for text in EDGES if not set(text) & set('"\0\r\n\\')])
def test_an_awkward_cell_has_one_state(text: str) -> None:
    assert_bits_equal(expected([text, "1", text]), column_of([text, "1", text], 2, 2))


KINDS = {
    "few texts": lambda rng: f"v{rng.randint(0, 9)}",
    "many texts": lambda rng: f"v{rng.randint(0, 5000)}",
    "about as many as categories": lambda rng: f"v{rng.randint(0, 119)}",
    "long texts": lambda rng: "x" * rng.randint(0, 20_000),
    "few long texts": lambda rng: "é" * (3_000 * rng.randint(0, 9)),
    "doubles": lambda rng: repr(rng.gauss(0, 1)),
    "doubles of any size": lambda rng: repr(rng.gauss(0, 1) * 10.0 ** rng.randint(-320, 307)),
    "more digits than doubles have": lambda rng: f"{rng.getrandbits(90)}.{rng.getrandbits(90)}",
    "integers": lambda rng: str(rng.randint(-(10**9), 10**9)),
    "large integers": lambda rng: str(rng.randint(-(2**66), 2**66)),
    "zeros of both signs": lambda rng: rng.choice(["0", "-0", "-0.0", "1"]),
    "numbers and a word": lambda rng: rng.choice(["NA", repr(rng.random()), repr(rng.random()), ""]),
    "numbers and words": lambda rng: rng.choice([*sorted(MISSING_VALUE_WORDS - {"\\N"}), str(rng.random())]),
    "numbers, a word and late a text": lambda rng: (
        "abc" if rng.random() < 0.0002 else rng.choice(["NA", repr(rng.random())])
    ),
    "late an integer too large": lambda rng: str(2**64 if rng.random() < 0.0005 else rng.randint(0, 9**9)),
    "truths": lambda rng: rng.choice(["true", "false", ""]),
    "truths and late a number": lambda rng: "7" if rng.random() < 0.0005 else rng.choice(["true", "false"]),
    "replaced": lambda rng: rng.choice(["\ufffd", "a\ufffdb", "\uffff", f"é{rng.randint(0, 400)}", "NaN"]),
    "rarely replaced": lambda rng: "\ufffd" if rng.random() < 0.001 else f"é{rng.random()}",
}


@pytest.mark.parametrize("kind", KINDS)
def test_long_columns_have_one_state(kind: str) -> None:
    rng = random.Random(kind)  # noqa: S311 - not a secret
    cells = [KINDS[kind](rng) for _ in range(400 if "long" in kind else 6_000)]

    assert_bits_equal(expected(cells), column_of(cells, 1_000, 3_000, 7))
