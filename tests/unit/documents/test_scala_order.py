from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.golden_data import golden

from baselining.documents.scala_order import java_hash, ordered_pairs, ordered_values, pair_hash

PAIRS = st.lists(st.tuples(st.sampled_from(["a", "b"]), st.text(max_size=3)), unique=True, max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("a", 97),
        ("Aa", 2112),
        ("BB", 2112),
        ("hello", 99162322),
        ("hello world", 1794106052),
        ("polygenelubricants", 2**31),  # Integer.MIN_VALUE, here unsigned
        ("é", 233),
        ("\U0001d518", 31 * 0xD835 + 0xDD18),  # a surrogate pair is two chars
    ],
)
def test_a_text_has_java_s_hash_code(text: str, expected: int) -> None:
    assert expected == java_hash(text)


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])))
def test_the_hash_is_the_documented_polynomial(text: str) -> None:
    expected = sum(ord(char) * 31 ** (len(text) - 1 - place) for place, char in enumerate(text)) % 2**32

    assert expected == java_hash(text)


def test_hashes_of_pairs_depend_on_the_order_of_their_parts() -> None:
    assert pair_hash(("a", "b")) != pair_hash(("b", "a"))
    assert pair_hash(("Aa", "x")) == pair_hash(("BB", "x"))


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_arrival(
    pairs: list[tuple[str, str]], random: Random
) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)

    hashes = [pair_hash(pair) for pair in pairs]
    if len(set(hashes)) == len(hashes):  # equal hashes keep their order of arrival, as in Scala
        assert ordered_pairs(pairs) == ordered_pairs(shuffled)


@given(PAIRS)
def test_no_value_is_lost_and_none_is_invented(pairs: list[tuple[str, str]]) -> None:
    ordered = ordered_pairs(pairs)

    assert sorted(pairs) == sorted(ordered)
    for column in ("a", "b"):
        assert sorted(value for name, value in pairs if name == column) == sorted(
            ordered_values(column, ordered)
        )


def test_values_of_one_hash_stay_in_the_order_in_which_they_came() -> None:
    pairs = [("c", value) for value in ("BB", "Aa", "x", "y", "z")]

    values = ordered_values("c", pairs)

    assert values.index("BB") + 1 == values.index("Aa")


def test_up_to_four_values_stay_in_the_order_of_the_pairs() -> None:
    pairs = [("c", value) for value in "dbca"]

    assert list("dbca") == ordered_values("c", pairs)
    assert list("edbca") != ordered_values("c", [("c", "e"), *pairs])


WINDTURBINE = "nodata-windturbine-missing-cells"


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("cardio-oxayavongsa/constraints.json", 4),
        (f"{WINDTURBINE}/header-right-2020-04-09.constraints.json", 4),
        (f"{WINDTURBINE}/header-wrong-2020-04-08.constraints.json", 4),
    ],
)
def test_domains_stand_in_the_container_s_order_missing_cells_among_them(file: str, columns: int) -> None:
    features = json.loads(golden(file).read_bytes())["features"]
    seen = 0
    for start in range(0, len(features), 5):
        run = {
            feature["name"]: feature["string_constraints"]["domains"]
            for feature in features[start : start + 5]
            if "string_constraints" in feature
        }
        # Numeric columns of few values take part too, which only matters for whether there are more than four pairs.
        filling = [("", str(number)) for number in range(5)]
        pairs = ordered_pairs(
            [*filling, *((name, value) for name, domain in run.items() for value in domain)]
        )
        for name, domain in run.items():
            assert domain == ordered_values(name, pairs)
            seen += 1
    assert seen == columns
