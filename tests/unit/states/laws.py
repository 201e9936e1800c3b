"""The laws of a mergeable state, written once.

After algebird's `BaseProperties`: a state is a monoid up to its own equivalence, and a function of the rows
in their order, however they were cut into batches or splits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.unit.states.same import assert_bits_equal, bits
from tests.unit.states.trees import merge_in_order

if TYPE_CHECKING:
    from hypothesis import strategies as st

Rows = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of state under test.

    Attributes:
        fold: Rows, cut into batches, to the state of one split.
        merge: Two states to one.
        rows: Rows to try, edge cases included.
        assert_same: The equivalence under which the order of merging does not matter.

    """

    name: str
    fold: Callable[[Sequence[Rows]], Any]
    merge: Callable[[Any, Any], Any]
    rows: st.SearchStrategy[Rows]
    assert_same: Callable[[Any, Any], None] = assert_bits_equal

    def empty(self) -> Any:
        return self.fold([])

    def of(self, rows: Rows) -> Any:
        return self.fold([rows])


def empty_is_the_identity(subject: Subject, state: Any) -> None:
    assert_bits_equal(state, subject.merge(subject.empty(), state))
    assert_bits_equal(state, subject.merge(state, subject.empty()))


def merge_is_associative(subject: Subject, a: Any, b: Any, c: Any) -> None:
    left = subject.merge(subject.merge(a, b), c)
    right = subject.merge(a, subject.merge(b, c))

    subject.assert_same(left, right)


def merge_leaves_its_inputs_alone(subject: Subject, a: Any, b: Any) -> None:
    before = bits(a), bits(b)

    merged = subject.merge(a, b)
    kept = bits(merged)
    subject.merge(merged, b)
    subject.merge(a, merged)

    assert before == (bits(a), bits(b))
    assert kept == bits(merged)


def splits_do_not_matter(subject: Subject, rows: Rows, cuts: list[int]) -> None:
    whole = subject.of(rows)
    parts = [subject.of(piece) for piece in pieces(rows, cuts)]

    subject.assert_same(whole, reduce(subject.merge, parts))
    subject.assert_same(whole, merge_in_order(parts, subject.merge))


def batches_do_not_matter(subject: Subject, rows: Rows, cuts: list[int]) -> None:
    """Exactly: within a split, arithmetic is sequential whatever the size of a batch."""
    assert_bits_equal(subject.of(rows), subject.fold(pieces(rows, cuts)))


def pieces(rows: Rows, cuts: list[int]) -> list[Rows]:
    """`rows` cut at `cuts` (in any order, repeated cuts give empty pieces)."""
    places = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    return [rows[start:end] for start, end in pairwise(places)]
