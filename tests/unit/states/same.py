"""When two states are the same: bit by bit, or as far as the order of merging may matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from math import isclose, isfinite
from typing import Any

import numpy as np

from baselining.states.column import Column
from baselining.states.kll import Kll, total_capacity, weighted_items
from baselining.states.numbers import Numbers

RANK_ERROR = 0.01
"""By how much of n two sketches of the same values may differ in a rank: twice the error of each."""


def bits(state: Any) -> Any:
    """A state as plain values, equal iff all bits are: types and the signs of zeros included."""
    if is_dataclass(state):
        return {field.name: bits(getattr(state, field.name)) for field in fields(state)}
    if isinstance(state, np.ndarray):
        return (
            str(state.dtype),
            [float(x).hex() for x in state.ravel()] if state.dtype.kind == "f" else state.tolist(),
        )
    if isinstance(state, Mapping):
        return {name: bits(value) for name, value in state.items()}
    if isinstance(state, (tuple, list)):
        return [bits(item) for item in state]
    if isinstance(state, Enum):
        return state.value
    return state.hex() if isinstance(state, float) else state


def assert_bits_equal(expected: Any, actual: Any) -> None:
    assert bits(expected) == bits(actual)


def assert_same_sketch(expected: Kll, actual: Kll) -> None:
    """Equal weight, and ranks as near as two sketches of the same values must be; exact while small."""
    assert expected.weight == actual.weight
    if expected.weight < total_capacity(1):
        np.testing.assert_array_equal(np.sort(expected.levels[0]), np.sort(actual.levels[0]))
        return
    points = np.union1d(np.concatenate(expected.levels), np.concatenate(actual.levels))
    apart = np.abs(_ranks(expected, points) - _ranks(actual, points)).max()
    assert apart <= RANK_ERROR * expected.weight


def assert_same_numbers(expected: Numbers, actual: Numbers) -> None:
    """Counts and extrema exactly, moments to rounding, the sketch to its rank error."""
    assert _exact_part(expected) == _exact_part(actual)
    largest = max(abs(expected.minimum), abs(expected.maximum)) if expected.count else 0.0
    for name, scale in (("total", largest), ("mean", largest), ("m2", largest * largest)):
        one, other = getattr(expected, name), getattr(actual, name)
        allowed = 1e-13 * scale * max(expected.count, 1)
        assert isfinite(allowed)
        assert isclose(one, other, rel_tol=1e-12, abs_tol=allowed), name
    exact = [numbers.total + numbers.residual for numbers in (expected, actual)]
    assert isclose(*exact, rel_tol=1e-15, abs_tol=1e-25 * largest * max(expected.count, 1))
    assert_same_sketch(expected.sketch, actual.sketch)


def assert_same_column(expected: Column, actual: Column) -> None:
    """As Numbers are, and everything else exactly; the order of categories carries no meaning."""
    names = [field.name for field in fields(Column) if field.name not in {"numbers", "longs"}]
    assert {name: bits(getattr(expected, name)) for name in names} == {
        name: bits(getattr(actual, name)) for name in names
    }
    for one, other in ((expected.numbers, actual.numbers), (expected.longs, actual.longs)):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert_same_numbers(one, other)


def _exact_part(numbers: Numbers) -> tuple[Any, ...]:
    return (numbers.count, numbers.not_finite, numbers.exact_total, numbers.minimum, numbers.maximum)


def _ranks(sketch: Kll, points: np.ndarray) -> np.ndarray:
    items, weights = weighted_items(sketch)
    return np.concatenate([[0], weights])[np.searchsorted(items, points, side="right")]
