"""Hashes and orders of doubles in Scala; whole orders are compared with Spark's own in tests/spark."""

from __future__ import annotations

import pytest

from baselining.documents.scala_doubles import double_hash, in_label_order


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (0.0, 0),
        (6.0, 6),
        (-1.0, 0xFFFFFFFF),
        (4294967296.0, 1),  # Long.hashCode
        (-4294967297.0, 1),
        (0.5, 0x3F000000),  # Float.hashCode
        (0.1, 0x3FB99999 ^ 0x9999999A),  # Double.hashCode
        (1e300, 0x7E37E43C ^ 0x8800759C),
    ],
)
def test_a_double_has_the_hash_of_what_it_equals(value: float, found: int) -> None:
    assert double_hash(value) == found


def test_few_labels_stand_as_in_the_table_and_more_as_in_the_trie() -> None:
    assert sorted(in_label_order([2.0, 1.0, 0.0])) == [0.0, 1.0, 2.0]
    assert in_label_order([2.0, 1.0, 0.0]) == in_label_order([0.0, 1.0, 2.0])
    assert sorted(in_label_order(map(float, range(30)))) == list(range(30))
