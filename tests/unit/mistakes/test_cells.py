"""Likely mistakes that the cells of columns show are told in a sentence each, without any value but known words."""

from __future__ import annotations

import pytest
from tests.unit.mistakes.profiles import profile_of

from baselining.mistakes.find import likely_mistakes

MANY = [str(number) for number in range(990)]


def test_numbers_beside_words_for_missing_values() -> None:
    metrics = profile_of(age=[*MANY, *["NA"] * 7, "nan", None, None])
    assert metrics.columns["age"].categories is None

    (note,) = likely_mistakes(metrics)
    assert note == (
        "'age' would be Integral but for 8 of its 1,000 cells (0.8 %), which are 'NA', 'nan'. The container takes "
        "that for text, and the column for String: leave such cells empty."
    )


@pytest.mark.parametrize("word", ["NA", "nan", "NaN", "null", "None", "?", "-", "\\N", "inf", " ", "#N/A"])
def test_each_known_word_is_named(word: str) -> None:
    (note,) = likely_mistakes(profile_of(price=["1.5", word, "2", "3"]))

    assert note.startswith(
        f"'price' would be Fractional but for 1 of its 4 cells (25.0 %), which are {word!r}."
    )


def test_a_tiny_share_is_said_to_be_tiny() -> None:
    (note,) = likely_mistakes(profile_of(age=[*(MANY * 4), "?"]))

    assert "(less than 0.1 %)" in note


@pytest.mark.parametrize(
    "cells",
    [
        [*MANY, "NA", "secret"],
        [*MANY, "secret", "NA"],
        ["NA", "NA", "?"],
        ["Rome", "NA"],
        ["1", "true", "NA"],
        MANY,
    ],
    ids=["other text last", "other text first", "no numbers", "text", "booleans", "numbers"],
)
def test_nothing_is_said_where_words_are_not_the_only_reason(cells: list[str]) -> None:
    assert likely_mistakes(profile_of(age=cells)) == ()


def test_many_such_columns_are_counted() -> None:
    notes = likely_mistakes(profile_of(**{f"x{i}": ["1", "NA"] for i in range(12)}))

    assert len(notes) == 6
    assert notes[-1] == "7 more columns are numeric but for such words."


@pytest.mark.parametrize(
    "cells", [["True", "False"], ["True", "True"], ["TRUE", "FALSE"], ["True", "NA", "False"]]
)
def test_booleans_of_pandas_are_told(cells: list[str]) -> None:
    (note,) = likely_mistakes(profile_of(churn=cells))

    assert note.startswith("The cells of 'churn' are True and False, as pandas writes booleans.")


@pytest.mark.parametrize(
    "cells", [["true", "false"], ["True", "maybe"], ["TRUE", "False"], ["NA", "NA"], [None, None]]
)
def test_other_columns_are_no_booleans_of_pandas(cells: list[str | None]) -> None:
    assert likely_mistakes(profile_of(churn=cells)) == ()


@pytest.mark.parametrize(
    "cells", [["1", str(2**53 + 1)], [str(-(2**53) - 2), "0"], ["1753000000123456789", "1"]]
)
def test_integers_that_doubles_do_not_hold_are_told(cells: list[str]) -> None:
    (note,) = likely_mistakes(profile_of(id=cells))

    assert note.startswith("Integers of 'id' are beyond 2^53")


@pytest.mark.parametrize(
    "cells", [[str(2**53 - 1), "1"], ["1e300", "1"], [str(2**53 + 1), "0.5"], ["x", str(2**60)]]
)
def test_other_numbers_lose_nothing_that_matters(cells: list[str]) -> None:
    assert likely_mistakes(profile_of(id=cells)) == ()


def test_what_states_know_survives_merging_of_many_parts() -> None:
    cells = [*MANY[:500], "NA", *MANY[500:], "NA"]

    assert likely_mistakes(profile_of(age=cells, churn=["True"] * len(cells))) != ()
