"""Likely mistakes that the names of columns show are told in a sentence each."""

from __future__ import annotations

import pytest
from tests.unit.mistakes.profiles import profile_of

from baselining.mistakes.find import likely_mistakes
from baselining.mistakes.header import why_rows_are_longer

NUMBERS = ["1", "2", "3"]


def csv(names: list[str], cells: list[str | None] = NUMBERS, *, header: bool = True) -> tuple[str, ...]:  # type: ignore[assignment]
    return likely_mistakes(profile_of(**dict.fromkeys(names, cells)), is_csv=True, header=header)


@pytest.mark.parametrize("names", [["0", "5.1", "3.5", "-1.4"], ["1", "0"], ["7"]])
def test_a_header_of_numbers_is_probably_a_row(names: list[str]) -> None:
    (note,) = csv(names)

    assert note.startswith(f"All {len(names)} column names are numbers.")
    assert "--no-header (dataset.header: false)" in note


def test_a_header_mostly_of_numbers_with_fractions_is_probably_a_row() -> None:
    (note,) = csv(["5.1", "3.5", "setosa"])

    assert note.startswith("2 of 3 column names are numbers.")


@pytest.mark.parametrize(
    "names",
    [
        ["id", "price"],
        ["0", "1", "2", "3"],  # as pandas names columns without names
        ["country", "2019", "2020", "2021"],
        ["a", "b", "0.5"],
    ],
)
def test_other_headers_are_taken_as_they_are(names: list[str]) -> None:
    assert csv(names) == ()


def test_without_a_header_names_are_no_mistake() -> None:
    assert csv(["_c0", "_c1"], header=False) == ()


def test_names_of_other_formats_are_no_header() -> None:
    assert likely_mistakes(profile_of(**{"5.1": NUMBERS, "_c1": NUMBERS})) == ()


def test_a_trailing_comma_in_every_line_is_told() -> None:
    metrics = profile_of(a=NUMBERS, b=NUMBERS, _c2=[None, None, None])

    assert likely_mistakes(metrics, is_csv=True, header=True) == (
        (
            "The last column has no name, so that it is called '_c2', and no values. Do lines end with a comma? "
            "Leave it out."
        ),
    )


def test_a_last_column_with_values_but_without_name_is_told() -> None:
    assert csv(["a", "_c1"]) == ("The last column has no name, so that it is called '_c1'. Give it one.",)


def test_the_index_of_a_data_frame_is_told() -> None:
    (note,) = csv(["_c0", "a"])

    assert note.startswith("The first column has no name, so that it is called '_c0'.")
    assert "to_csv(index=False)" in note


@pytest.mark.parametrize("name", ["Unnamed: 0", "__index_level_0__"])
def test_an_index_that_was_read_and_written_again_is_told(name: str) -> None:
    (note,) = likely_mistakes(profile_of(**{name: NUMBERS, "a": NUMBERS}))

    assert f"({name!r})" in note


def test_columns_without_name_in_between_are_counted() -> None:
    assert csv(["a", "_c1", "b", "_c3", "c"]) == (
        "2 columns have no name, so that they are called '_c1', '_c3'.",
    )


def test_a_name_that_says_another_place_is_a_name() -> None:
    assert csv(["a", "_c7"]) == ()


@pytest.mark.parametrize(("separator", "words"), [(";", "semicolons (;)"), ("\t", "tabs"), ("|", "bars (|)")])
def test_one_column_whose_name_and_cells_hold_another_separator(separator: str, words: str) -> None:
    (note,) = csv([f"id{separator}price"], [f"1{separator}2", f"3{separator}4", f"5{separator}6"])

    assert note.startswith(f"There is one column only, and its name and cells hold {words}.")


def test_without_a_header_the_cells_alone_tell() -> None:
    (note,) = csv(["_c0"], ["1;2", "3;4"], header=False)

    assert "and its cells hold semicolons" in note


def test_where_not_all_cells_are_known_some_of_them_tell() -> None:
    metrics = profile_of(**{"id;price": [f"{row};{row / 7}" for row in range(400)]})
    assert metrics.columns["id;price"].categories is None

    assert likely_mistakes(metrics, is_csv=True, header=True) == ()
    assert (
        len(likely_mistakes(metrics, is_csv=True, header=True, first_cells=lambda: ["0;0.0", "1;0.14"])) == 1
    )


@pytest.mark.parametrize(
    ("names", "cells"),
    [
        (["text"], ["a;b", "c;d"]),
        (["a;b"], ["x", "y"]),
        (["a;b", "c"], ["1;2", "3;4"]),
        (["a;b"], ["1;2", "no", "no", "3;4"]),
    ],
)
def test_a_separator_in_few_places_is_text(names: list[str], cells: list[str | None]) -> None:
    assert csv(names, cells) == ()


def test_rows_that_are_too_long_are_explained_by_the_separator_if_the_header_holds_another() -> None:
    assert "semicolons" in why_rows_are_longer(["price;stock"])
    assert "doubled quote" in why_rows_are_longer(["price", "stock;old"])
    assert "escapechar='\\\\'" in why_rows_are_longer(["price"])


def test_values_are_never_shown() -> None:
    notes = csv(["a;b"], ["secret;x", "secret;y"])

    assert notes
    assert "secret" not in "".join(notes)
