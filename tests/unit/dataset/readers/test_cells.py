"""Rows have as many cells as univocity finds; `tests/spark/test_bad_input.py` asks univocity itself."""

from __future__ import annotations

import pytest

from baselining.dataset.readers.cells import count_cells


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("", 1),
        ("a", 1),
        ("a,b,", 3),
        ('"a,b",c', 2),
        ('"a', 1),
        ('"a,b', 1),
        ('"a",', 2),
        (r'"a\"b,c",d', 2),
        (r'"a\\",b', 2),
        ('a"b,c"d', 2),
        ('a""b,""', 2),
        ('"",""', 2),
    ],
)
def test_rows_that_all_readers_read_alike(row: str, cells: int) -> None:
    assert count_cells(row) == cells


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ('"screen 0"", black, matte",10.50,100', 5),
        ('"say ""hi""",5', 2),
        ('"a"" b, c",d', 3),
        ('"a"b,c",d', 3),
        ('"a" b,c', 2),
        ('"a" ,c', 2),
        (r'"a"\b,c",d', 2),
    ],
)
def test_a_doubled_quote_is_no_escape(row: str, cells: int) -> None:
    assert count_cells(row) == cells


def test_line_ends_within_quotes_belong_to_the_cell() -> None:
    assert count_cells('"a\nb,c",d') == 2
