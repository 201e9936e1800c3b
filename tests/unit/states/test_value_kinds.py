"""Kinds of values by column: merged in any order, kept as bytes, and refused if they are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.errors import DocumentError
from baselining.states.framing import pack
from baselining.states.value_kinds import VALUE_KINDS, ValueKinds

KINDS = st.dictionaries(st.text(max_size=3), st.integers(0, 31), max_size=5)


@given(KINDS, KINDS, KINDS)
def test_merging_is_associative_commutative_and_has_an_identity(
    a: ValueKinds, b: ValueKinds, c: ValueKinds
) -> None:
    merge = VALUE_KINDS.merge

    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert merge(a, b) == merge(b, a)
    assert merge(a, VALUE_KINDS.empty()) == a


@given(KINDS)
def test_kinds_survive_as_bytes_that_do_not_depend_on_the_order_of_columns(kinds: ValueKinds) -> None:
    raw = VALUE_KINDS.to_bytes(kinds)

    assert VALUE_KINDS.from_bytes(raw) == kinds
    assert VALUE_KINDS.to_bytes(dict(reversed(kinds.items()))) == raw


@pytest.mark.parametrize("header", [{}, {"kinds": 1}, {"kinds": {"a": 32}}, {"kinds": {"a": "1"}}])
def test_bytes_that_are_no_kinds_are_refused(header: dict[str, object]) -> None:
    with pytest.raises(DocumentError, match="damaged"):
        VALUE_KINDS.from_bytes(pack(VALUE_KINDS.tag, VALUE_KINDS.version, header, []))
