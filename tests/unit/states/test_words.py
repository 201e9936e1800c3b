"""Words for missing values are counted for as long as they are a column's only text."""

from __future__ import annotations

import pytest

from baselining.states.words import MISSING_VALUE_WORDS, from_header, known_words, merge


def test_known_words_are_told_from_other_text_exactly() -> None:
    assert known_words({"NA": 2, "na ": 1, "?": 3, "Rome": 4, "": 5}) == {"NA": 2, "?": 3}


def test_no_word_is_a_number_or_a_boolean_of_the_container() -> None:
    assert not {word for word in MISSING_VALUE_WORDS if word.isdigit() or word in ("true", "false", "")}


def test_counts_are_added_up() -> None:
    assert merge({"NA": 1, "?": 2}, {"NA": 3, "-": 1}) == {"-": 1, "?": 2, "NA": 4}


def test_other_text_on_one_side_makes_the_counts_useless() -> None:
    assert merge({"NA": 1}, None) is None
    assert merge(None, {}) is None


def test_counts_that_are_read_again_are_checked() -> None:
    assert from_header(None, 3) is None
    assert from_header([["NA", 2], ["?", 1]], 3) == {"NA": 2, "?": 1}


@pytest.mark.parametrize("pairs", [[["NA", 2]], [["secret", 3]], [["NA", -1], ["?", 4]], [["NA", "3"]], 3])
def test_other_counts_are_damage(pairs: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        from_header(pairs, 3)
