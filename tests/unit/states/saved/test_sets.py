from __future__ import annotations

from dataclasses import replace

import pytest

from baselining.errors import DocumentError
from baselining.states.saved.index import Covered, Index
from baselining.states.saved.sets import check_sets


def index(**files: int) -> Index:
    return Index(
        dataset="d",
        dataset_format="parquet",
        columns=(("a", "int"),),
        split_bytes=100,
        files={name: Covered(size=5, modified_ns=time, run="r") for name, time in files.items()},
    )


def test_sets_of_different_files_fit() -> None:
    assert check_sets([("one", index(a=1)), ("two", index(b=1)), ("three", index(c=1))]) == ()


def test_a_file_in_two_sets_is_named() -> None:
    sets = [("one", index(a=1)), ("two", index(b=1)), ("three", index(b=1, c=1))]

    with pytest.raises(DocumentError, match=r"at two and those at three cover the same 1 files: b\."):
        check_sets(sets)


def test_many_files_in_two_sets_are_counted() -> None:
    files = index(a=1, b=1, c=1, d=1, e=1)

    with pytest.raises(DocumentError, match=r"the same 5 files: a, b, c and 2 more\."):
        check_sets([("one", files), ("one", files)])


def test_files_of_one_name_and_other_content_are_told() -> None:
    notes = check_sets([("monday", index(a=1)), ("tuesday", index(a=2))])

    assert notes == (
        "monday and tuesday both cover files named a, of other content: all of their rows count.",
    )


def test_sets_cut_in_other_ways_are_refused() -> None:
    other = replace(index(b=1), split_bytes=200)

    with pytest.raises(DocumentError, match="of splits of 100 bytes, and those at two of 200"):
        check_sets([("one", index(a=1)), ("two", other)])


def test_other_columns_are_named() -> None:
    other = replace(index(b=1), columns=(("a", "double"),))

    with pytest.raises(
        DocumentError, match="from two to one, the column 'a' was of type double and is of type int"
    ):
        check_sets([("one", index(a=1)), ("two", other)])
