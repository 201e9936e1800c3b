"""Plain CSV, by the kernel and by a regular expression: they must agree on any bytes."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.kernels.csv import LINE_END, NUL, PLAIN, QUOTE, REASONS, ROW_LENGTH, scan_csv

CELL = rb'(?:"[^"\\\r\n\0]*"|[^",\r\n\0]*)'
TOKENS = [b"a", b"1", b" ", b",", b'"', b"\n", b"\r\n", b"\r", b"\\", b"\0", b"\xff", b"#", b'"a,b"', b'""']
BYTES = st.lists(st.sampled_from(TOKENS), max_size=14).map(b"".join)


def rows_of(data: bytes, columns: int, *, crlf: bool) -> int | None:
    """The twin: how many rows, or None if it is not plain."""
    end = b"\r\n" if crlf else b"\n"
    lines = [line for line in data.split(end) if line]
    row = re.compile(CELL + b"(?:," + CELL + b"){%d}" % (columns - 1))
    return len(lines) if all(row.fullmatch(line) for line in lines) else None


def scan(data: bytes, columns: int, *, crlf: bool = False) -> tuple[int, int]:
    # Neighbours must not be looked at.
    padded = np.frombuffer(b'"' + data + b'"', np.uint8)
    rows, found = scan_csv(padded[1:-1], columns, crlf)
    return int(rows), int(found)


@given(BYTES, st.integers(1, 3), st.booleans())
def test_the_kernel_is_its_twin(data: bytes, columns: int, crlf: bool) -> None:
    rows, found = scan(data, columns, crlf=crlf)

    expected = rows_of(data, columns, crlf=crlf)
    assert (found == PLAIN) == (expected is not None)
    assert expected is None or rows == expected


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
        (b'1,"2"3\n', QUOTE),
        (b'1,2"\n', QUOTE),
        (b'1,"\\"\n', QUOTE),
        (b"1\n", ROW_LENGTH),
        (b"1,2,3", ROW_LENGTH),
    ],
)
def test_what_is_not_plain_is_told(data: bytes, found: int) -> None:
    assert scan(data, 2)[1] == found
    assert found == PLAIN or REASONS[found]
