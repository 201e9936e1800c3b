from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.states import laws
from tests.unit.states.subjects import SUBJECTS

if TYPE_CHECKING:
    from tests.unit.states.laws import Subject

every_state = pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
some_examples = settings(max_examples=max(settings.default.max_examples // 3, 1))
CUTS = st.lists(st.integers(0, 400) | st.integers(0, 9000), max_size=6)


@every_state
@some_examples
@given(data=st.data())
def test_empty_is_the_identity(subject: Subject, data: st.DataObject) -> None:
    laws.empty_is_the_identity(subject, subject.of(data.draw(subject.rows)))


@every_state
@some_examples
@given(data=st.data())
def test_merge_is_associative(subject: Subject, data: st.DataObject) -> None:
    a, b, c = (subject.of(data.draw(subject.rows)) for _ in range(3))

    laws.merge_is_associative(subject, a, b, c)


@every_state
@some_examples
@given(data=st.data())
def test_merge_leaves_its_inputs_alone(subject: Subject, data: st.DataObject) -> None:
    a, b = (subject.of(data.draw(subject.rows)) for _ in range(2))

    laws.merge_leaves_its_inputs_alone(subject, a, b)


@every_state
@some_examples
@given(data=st.data(), cuts=CUTS)
def test_splits_merged_in_order_say_what_the_whole_says(
    subject: Subject, data: st.DataObject, cuts: list[int]
) -> None:
    laws.splits_do_not_matter(subject, data.draw(subject.rows), cuts)


@every_state
@some_examples
@given(data=st.data(), cuts=CUTS)
def test_the_size_of_batches_changes_no_bit(subject: Subject, data: st.DataObject, cuts: list[int]) -> None:
    laws.batches_do_not_matter(subject, data.draw(subject.rows), cuts)
