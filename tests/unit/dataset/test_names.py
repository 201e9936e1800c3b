"""Names of columns that a baseline cannot have are refused, and it is said what to do."""

from __future__ import annotations

import pytest

from baselining.dataset.names import check_names, is_number
from baselining.errors import DatasetError


def refusal(names: list[str], *, from_header: bool = True) -> DatasetError:
    with pytest.raises(DatasetError) as caught:
        check_names(names, "train.csv", from_header=from_header)
    return caught.value


def test_any_distinct_text_is_a_name() -> None:
    check_names(["", "a", "A", "a b", "é", "\x01", "1"], "train.csv", from_header=True)


def test_a_name_of_bytes_that_were_not_utf_8_is_refused() -> None:
    error = refusal(["ok", "stra\ufffde"])

    assert error.message == (
        "train.csv is not clean UTF-8: a column name holds the replacement character U+FFFD, or NUL ('stra\ufffde')."
    )
    assert "iconv" in error.hint


def test_names_with_nul_are_counted() -> None:
    assert "2 column names hold the replacement character" in refusal(["a\0", "\0b", "c"]).message


def test_two_columns_of_one_name_are_named_once_each() -> None:
    error = refusal(["a", "b", "a", "b", "c"])

    assert error.message == "train.csv has more than one column named 'a', 'b'."
    assert "rename them" in error.hint


def test_a_header_of_numbers_some_of_them_equal_is_probably_a_row() -> None:
    assert "--no-header" in refusal(["1", "0", "0", "5.1"]).hint
    assert "rename them" in refusal(["1", "0", "0", "5.1"], from_header=False).hint
    assert "rename them" in refusal(["1", "x", "x"]).hint


@pytest.mark.parametrize("name", ["0", "-1", "+5", "5.1", ".5", "5.", "1e5", "2E-3", " 7", "0001"])
def test_what_reads_like_a_number(name: str) -> None:
    assert is_number(name)


@pytest.mark.parametrize("name", ["", "a", "1a", "x1", "1,5", "2020-01-01", "nan", "0x1F", "1_0", "٣"])
def test_what_does_not_read_like_a_number(name: str) -> None:
    assert not is_number(name)
