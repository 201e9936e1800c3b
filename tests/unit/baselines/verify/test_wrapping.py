"""Sums beyond 64 bits: Deequ's wrap around. That is said of them, instead of calling the baseline damaged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.baselines.verify.sound import statistics_of

from baselining.baselines.verify.against import compare_with_data
from baselining.baselines.verify.finding import Finding, Grade
from baselining.baselines.verify.statistics import verify_statistics
from baselining.baselines.verify.wrapping import is_wrapped
from baselining.documents.statistics import Statistics

ROWS = (40, 9000)
NANOSECONDS = "features['time'].numerical_statistics"


def times(rows: int, *, start: int = 1_760_000_000_000_000_000) -> pa.Table:
    """Nanoseconds since 1970 within a few hours; six of them are beyond 64 bits together."""
    steps = np.random.default_rng(3).integers(0, 10**13, rows)
    return pa.table({"time": [str(start + int(step)) for step in steps], "n": ["1"] * rows})


def as_deequ(data: pa.Table) -> Statistics:
    """The statistics with the sum and the mean that are left in 64 bits."""
    total = sum(map(int, data["time"].to_pylist()))
    wrapped = (total + 2**63) % 2**64 - 2**63
    return _changed(statistics_of(data), sum=float(wrapped), mean=float(wrapped) / data.num_rows)


def _changed(statistics: Statistics, **members: float) -> Statistics:
    tree: dict[str, Any] = statistics.tree()
    tree["features"][0]["numerical_statistics"].update(members)
    return Statistics.model_validate(tree)


def said(found: list[Finding]) -> list[tuple[Grade, str]]:
    return [(finding.grade, finding.place.removeprefix("statistics.json: ")) for finding in found]


@pytest.mark.parametrize("rows", ROWS)
def test_a_sum_that_wrapped_around_is_noted_and_not_called_damaged(rows: int) -> None:
    found = list(verify_statistics(as_deequ(times(rows))))

    assert said(found) == [(Grade.NOTE, f"{NANOSECONDS}.sum")]
    assert "64 bits" in found[0].problem


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("one_split", [True, False])
def test_it_is_that_of_the_data_whose_exact_sum_is_larger(rows: int, one_split: bool) -> None:
    data = times(rows)

    found = list(compare_with_data(as_deequ(data), statistics_of(data), one_split=one_split))

    assert said(found) == [(Grade.NOTE, f"{NANOSECONDS}.sum")]


@pytest.mark.parametrize("rows", ROWS)
def test_an_exact_sum_beyond_64_bits_is_sound(rows: int) -> None:
    assert list(verify_statistics(statistics_of(times(rows)))) == []


@pytest.mark.parametrize("rows", ROWS)
def test_another_sum_than_what_is_left_in_64_bits_is_still_wrong(rows: int) -> None:
    data = times(rows)
    sound = as_deequ(data).features[0].numerical_statistics
    assert sound is not None
    assert sound.sum is not None
    damaged = sound.sum + 2.0**62 * (-1 if sound.sum > 0 else 1)
    statistics = _changed(statistics_of(data), sum=damaged, mean=damaged / rows)

    grades = [finding.grade for finding in verify_statistics(statistics)]
    against = [
        finding.grade for finding in compare_with_data(statistics, statistics_of(data), one_split=True)
    ]

    assert Grade.WRONG in grades
    assert Grade.WRONG in against


def test_the_mean_has_to_be_that_of_the_wrapped_sum() -> None:
    statistics = _changed(as_deequ(times(40)), mean=1.0)

    assert (Grade.WRONG, f"{NANOSECONDS}.mean") in said(list(verify_statistics(statistics)))


@given(st.integers(-(2**80), 2**80))
def test_what_is_left_of_a_sum_in_64_bits_is_recognised_and_the_sum_itself_is_not(total: int) -> None:
    left = (total + 2**63) % 2**64 - 2**63

    assert is_wrapped(float(left), float(total), abs(total) * 2.0**-50 + 2.0**12) == (left != total)
    assert not is_wrapped(float(total), float(total), 2.0**12)


@pytest.mark.parametrize(("found", "true"), [(1.0, float("inf")), (2.0**70, 0.0), (5.0, 5.0)])
def test_nothing_else_is_taken_for_a_wrapped_sum(found: float, true: float) -> None:
    assert not is_wrapped(found, true, 1.0)
