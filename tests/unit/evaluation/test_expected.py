"""Names by place, and which values to count."""

from __future__ import annotations

from tests.unit.evaluation.data import baseline

from baselining.evaluation.expected import known_values, names_by_place

CONSTRAINTS = baseline({"kind": ["a", "b"], "price": ["1", "2"]})[1]


def test_columns_without_names_take_those_of_the_constraints_by_place() -> None:
    assert names_by_place(["_c0", "_c1", "_c2"], CONSTRAINTS) == {"_c0": "kind", "_c1": "price", "_c2": "_c2"}
    assert names_by_place(["_c0"], CONSTRAINTS) == {"_c0": "kind"}


def test_columns_with_names_keep_them() -> None:
    assert names_by_place(["price", "kind"], CONSTRAINTS) == {"price": "price", "kind": "kind"}
    assert names_by_place(["_c1", "_c0"], CONSTRAINTS) == {"_c1": "_c1", "_c0": "_c0"}


def test_values_are_counted_for_every_baseline_by_the_dataset_s_names() -> None:
    other = baseline({"kind": ["c"], "price": ["1"]})[1]

    assert known_values(["_c0", "_c1"], [CONSTRAINTS, other]) == {"_c0": frozenset("abc")}
    assert known_values(["price", "x"], [CONSTRAINTS]) == {}


def test_captured_columns_take_names_by_place_even_if_they_have_some() -> None:
    assert names_by_place(["a", "b"], CONSTRAINTS, always=True) == {"a": "kind", "b": "price"}
    assert names_by_place(["a"], CONSTRAINTS, always=True) == {"a": "kind"}
    assert names_by_place(["a", "b", "price"], CONSTRAINTS, always=True) == {
        "a": "kind",
        "b": "price",
        "price": "price_",
    }
