"""What looks like personal data, and what only resembles it; no value is ever shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.evaluation.data import baseline

from baselining.documents.pair import Documents
from baselining.personal_data.check_digits import is_card_number, is_iban
from baselining.personal_data.look import Suspicion, is_email, is_phone_number, look

CARDS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "5500-0000-0000-0004",
    "340000000000009",
    "3400 000000 00009",
]
IBANS = [
    "DE89370400440532013000",
    "GB82 WEST 1234 5698 7654 32",
    "fr1420041010050500013m02606",
    "NO9386011117947",
]
EMAILS = ["eve@example.org", "e.v+x@mail.example.co.uk", "jürgen@bücher.example"]
PHONES = [
    "+49 30 901820",
    "+1-202-555-0143",
    "(202) 555-0143",
    "202-555-0143",
    "030 / 90 18 20",
    "+442079460958",
]

ORDINARY = [
    *("JFK", "", "@", "a@b", "N14228", "AT&T", "DE00370400440532013000"),
    *("12345678", "0.05", "-0.25", "1,234,567.89", "192.168.10.125", "20130105"),
    *("2013-01-05", "05.01.2013", "01-05-2013", "10:30", "2013-01-05 06:00:00"),
    *("0-100", "100-200", "18-24"),
    *("4111111111111112", "0000000000000000", "1000000000000000000000", "\u0664" * 16),
]


@pytest.mark.parametrize("text", CARDS)
def test_card_numbers_are_known_by_their_check_digit(text: str) -> None:
    assert is_card_number(text)
    last = str((int(text[-1]) + 1) % 10)
    assert not is_card_number(text[:-1] + last)


@given(st.text("0123456789", min_size=12, max_size=18), st.sampled_from("23456"))
def test_exactly_one_last_digit_makes_a_card_number(digits: str, first: str) -> None:
    candidates = [first + digits[:-1] + last for last in "0123456789"]

    assert sum(map(is_card_number, candidates)) <= 1
    if 13 <= len(candidates[0]) <= 19 and len(set(candidates[0][:-1])) > 1:
        assert sum(map(is_card_number, candidates)) == 1


@pytest.mark.parametrize("text", IBANS)
def test_ibans_are_known_by_their_check_digits(text: str) -> None:
    assert is_iban(text)
    wrong = text[:2] + str((int(text[2]) + 1) % 10) + text[3:]
    assert not is_iban(wrong)


@given(
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=11, max_size=30), st.sampled_from(["DE", "GB"])
)
def test_ibans_with_computed_check_digits_are_known(account: str, country: str) -> None:
    rest = int("".join(str(int(each, 36)) for each in f"{account}{country}00")) % 97

    assert is_iban(f"{country}{98 - rest:02d}{account}")


@pytest.mark.parametrize("text", EMAILS)
def test_email_addresses_are_known(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize("text", PHONES)
def test_phone_numbers_are_known_where_they_are_written_as_such(text: str) -> None:
    assert is_phone_number(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_codes_numbers_dates_and_ranges_are_none_of_them(text: str) -> None:
    assert not any(test(text) for test in (is_card_number, is_iban, is_email, is_phone_number))


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    for test in (is_card_number, is_iban, is_email, is_phone_number):
        assert test(text) in (True, False)


def suspicions(cells: list[str]) -> tuple[Suspicion, ...]:
    statistics, constraints = baseline({"who": cells, "n": [str(row) for row in range(len(cells))]})
    return look(Documents(statistics=statistics, constraints=constraints))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (EMAILS[0], "e-mail address"),
        (IBANS[0], "IBAN"),
        ("4111 1111 1111 1111", "card number"),
        (PHONES[0], "phone number"),
    ],
)
def test_a_single_value_in_a_domain_is_found_and_not_shown(value: str, kind: str) -> None:
    found = suspicions(["x", "y", value, "x"] * 50)

    assert [each.to_json() for each in found] == [{"feature": "who", "kind": kind, "values": 1, "of": 3}]
    assert value not in json.dumps([each.to_json() for each in found])


def test_near_unique_names_are_found() -> None:
    found = suspicions([f"Name{row}" for row in range(100)])

    assert [(each.kind, each.values, each.of) for each in found] == [("near-unique value", 100, 100)]


def test_a_value_that_a_person_added_to_the_domain_is_found_too() -> None:
    statistics, constraints = baseline({"who": ["x", "y"] * 50})
    tree = constraints.tree()
    tree["features"][0]["string_constraints"]["domains"].append(EMAILS[0])
    edited = Documents(statistics=statistics, constraints=type(constraints).model_validate(tree))

    assert [(each.kind, each.values, each.of) for each in look(edited)] == [("e-mail address", 1, 3)]


@pytest.mark.parametrize(
    "cells",
    [
        ["JFK", "LGA", "EWR", "JFK"] * 50,
        [f"code{row % 50}" for row in range(100)],
        [f"Name{row}" for row in range(10)],
        [f"{row}-{row + 9}" for row in range(100)],
        ["", "x", "NullValue"] * 40,
    ],
    ids=["airports", "twice each", "too few", "ranges", "missing"],
)
def test_ordinary_categories_are_not_suspected(cells: list[str]) -> None:
    assert suspicions(cells) == ()
