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
    assert in_label_order([(2.0, 2.0), (1.0, 0.0)]) == in_label_order([(1.0, 0.0), (2.0, 2.0)])
    assert in_label_order([(3.0, 1.0), (3.0, 2.0)]) == [3.0]  # 1 and 2 are predicted only
    assert sorted(in_label_order((float(i), 0.0) for i in range(30))) == list(range(30))


def test_labels_of_one_slot_stand_as_in_the_jvm() -> None:
    labels = [-1.5, 0.25, 7.0, 1e6]

    assert in_label_order((a, b) for a in labels for b in labels) == [1e6, 0.25, -1.5, 7.0]
