"""Plain CSV, by the kernel and by a regular expression: they must agree on any bytes."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.kernels.csv import (
    LINE_END,
    NUL,
    PADDING,
    PLAIN,
    QUOTE,
    REASONS,
    ROW_LENGTH,
    find_cells,
    is_ascii,
)

INNER = rb'(?:[^"\\\r\n\0]|\\(?!["\\]|\Z)|"(?="))*'
CELL = re.compile(
    rb'"(?P<closed>' + INNER + rb')"[\x01-\x09\x0b\x0c\x0e-\x20]*(?=,|\Z)'
    rb'|(?P<quoted>"' + INNER + rb'"(?:[\x01-\x09\x0b\x0c\x0e-\x20]+|(?![\\]))[^,\r\n\0][^,\r\n\0]*)(?=,|\Z)'
    rb'|(?P<plain>(?!")[^,\r\n\0]*)(?=,|\Z)'
)
TOKENS = [
    b"a",
    b"1",
    b" ",
    b",",
    b'"',
    b"\n",
    b"\r\n",
    b"\r",
    b"\\",
    b"\0",
    b"\xff",
    b"#",
    b'"a,b"',
    b'""',
    b"\t",
]
BYTES = st.lists(st.sampled_from(TOKENS), max_size=14).map(b"".join)
LINES = st.builds(
    lambda cells, columns, end: b"".join(
        b",".join(cells[at : at + columns]) + end for at in range(0, len(cells), columns)
    ),
    st.lists(
        st.sampled_from(
            [
                b"",
                b"a",
                b"1.5",
                b'"a,b"',
                b'"a ""b"""',
                b'"a"b',
                b'"a" ',
                b'5"',
                b'""',
                b" ",
                b"x" * 70,
                b'"' + b"," * 70 + b'"',
            ]
        ),
        max_size=60,
    ),
    st.integers(1, 3),
    st.sampled_from([b"\n", b"\r\n"]),
)


def rows_of(data: bytes, columns: int, *, crlf: bool) -> list[list[bytes]] | None:
    """The twin: the cells of each row, or None if it is not plain."""
    lines = [line for line in data.split(b"\r\n" if crlf else b"\n") if line]
    rows = [cells_of(line) for line in lines]
    return [row for row in rows if row] if all(row and len(row) == columns for row in rows) else None


def cells_of(line: bytes) -> list[bytes] | None:
    cells, at = [], 0
    while at <= len(line):
        found = CELL.match(line, at)
        if found is None:
            return None
        cells.append(found[found.lastgroup or 0])
        at = found.end() + 1
    return cells


def scan(data: bytes, columns: int, *, crlf: bool = False, at_once: int = 7) -> tuple[list[list[bytes]], int]:
    """The cells, some rows at a time, up to what is not plain."""
    padded = np.frombuffer(
        bytearray(b'"' + data + b'"' * PADDING), np.uint8
    )  # neighbours must not be looked at
    text = padded[1 : 1 + len(data)]
    starts, ends = np.empty((at_once, columns), np.int32), np.empty((at_once, columns), np.int32)
    rows: list[list[bytes]] = []
    at, found = 0, PLAIN
    while at < text.size and found == PLAIN:
        count, at, found = find_cells(text, at, crlf, starts, ends)
        rows += [
            [data[start:end] for start, end in zip(*places, strict=True)]
            for places in zip(starts[:count].tolist(), ends[:count].tolist(), strict=True)
        ]
    return rows, found


@given(BYTES | LINES, st.integers(1, 3), st.booleans(), st.integers(1, 5))
def test_the_kernel_is_its_twin(data: bytes, columns: int, crlf: bool, at_once: int) -> None:
    rows, found = scan(data, columns, crlf=crlf, at_once=at_once)

    expected = rows_of(data, columns, crlf=crlf)
    assert (found == PLAIN) == (expected is not None)
    assert expected is None or rows == expected


@given(st.lists(st.sampled_from([b"a", b" ", b"\x7f", b"\x80", b"\xff"]), max_size=30).map(b"".join))
def test_text_of_ascii_is_told(data: bytes) -> None:
    padded = np.frombuffer(bytearray(data + b"a" * PADDING), np.uint8)

    assert is_ascii(padded[: len(data)]) == data.isascii()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"1,2\n", PLAIN),
        (b"", PLAIN),
        (b'"1",""', PLAIN),
        (b"1,\0\n", NUL),
        (b'1,"\0"\n', NUL),
        (b"1,2\r\n", LINE_END),
        (b'1,"2\n3"\n', QUOTE),
        (b'1,"2', QUOTE),
        (b'1,"2"3\n', PLAIN),
        (b'1,2"\n', PLAIN),
        (b'1,"2""3"\n', PLAIN),
        (b'1,"a\\b"\n', PLAIN),
        (b'1,"2"\\\n', QUOTE),
        (b'1,"2\\\\"\n', QUOTE),
        (b'1,"2"3\0\n', NUL),
        (b'1,"\\"\n', QUOTE),
        (b"1\n", ROW_LENGTH),
        (b"1,2,3", ROW_LENGTH),
    ],
)
def test_what_is_not_plain_is_told(data: bytes, found: int) -> None:
    assert scan(data, 2)[1] == found
    assert found == PLAIN or REASONS[found]
