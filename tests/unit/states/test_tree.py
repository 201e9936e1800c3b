from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.states.trees import merge_in_order


def pair(a: object, b: object) -> tuple[object, object]:
    return (a, b)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ("a", "a"),
        ("ab", ("a", "b")),
        ("abc", (("a", "b"), "c")),
        ("abcd", (("a", "b"), ("c", "d"))),
        ("abcdef", ((("a", "b"), ("c", "d")), ("e", "f"))),
        ("abcdefg", ((("a", "b"), ("c", "d")), (("e", "f"), "g"))),
    ],
)
def test_neighbours_are_merged_first(states: str, expected: object) -> None:
    assert expected == merge_in_order(states, pair)


@given(st.lists(st.text(max_size=2), min_size=1))
def test_the_order_of_the_states_is_kept(states: list[str]) -> None:
    assert "".join(states) == merge_in_order(states, lambda a, b: a + b)


@given(st.integers(1, 300))
def test_no_state_is_merged_more_often_than_the_tree_is_high(count: int) -> None:
    height = merge_in_order([0] * count, lambda a, b: max(a, b) + 1)

    assert height == (count - 1).bit_length()


@given(st.integers(1, 300))
def test_few_states_are_held_at_a_time(count: int) -> None:
    alive = most = 0

    def arriving() -> object:
        nonlocal alive, most
        for _ in range(count):
            alive += 1
            most = max(most, alive)
            yield True

    def merge(_a: object, _b: object) -> object:
        nonlocal alive
        alive -= 1
        return True

    merge_in_order(arriving(), merge)

    assert alive == 1
    assert most <= count.bit_length() + 1


def test_of_nothing_there_is_no_state() -> None:
    assert merge_in_order([], pair) is None
    assert merge_in_order([None, None], pair) is None


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["a", None, "b", "c"], ("a", ("b", "c"))),
        ([None, "a", "b"], ("a", "b")),
        (["a", "b", None], ("a", "b")),
    ],
)
def test_where_there_is_no_state_its_place_is_kept(states: list[object], expected: object) -> None:
    assert expected == merge_in_order(states, pair)


@given(st.lists(st.none() | st.text(max_size=2), max_size=70), st.sampled_from([1, 2, 4, 8, 64]))
def test_runs_may_be_merged_elsewhere(states: list[object], run: int) -> None:
    runs = [merge_in_order(states[start : start + run], pair) for start in range(0, len(states), run)]

    assert merge_in_order(states, pair) == merge_in_order(runs, pair)
