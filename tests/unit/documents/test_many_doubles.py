"""Many doubles at once have the texts that they have one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.documents import complete

from baselining.documents import many_doubles
from baselining.documents.files import to_bytes
from baselining.documents.java_double import doubles_text
from baselining.documents.layout import FormatVersion
from baselining.documents.many_doubles import texts_of_lists

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture(autouse=True)
def always_by_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_doubles, "FEWEST", 0)


def check(values: np.ndarray) -> None:
    lists = [part.tolist() for part in np.array_split(values, 7)]

    assert list(texts_of_lists(lists)) == [doubles_text(part).encode() for part in lists]


@settings(max_examples=300)
@given(st.lists(st.lists(FINITE | st.floats(1e-3, 1e7) | st.integers(0, 10**7).map(float))))
def test_lists_of_any_lengths_and_numbers(lists: list[list[float]]) -> None:
    assert list(texts_of_lists(lists)) == [doubles_text(each).encode() for each in lists]


def test_lists_are_written_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_doubles, "AT_ONCE", 3)
    lists = [[1.5], [], [2.5, 1e-9, 1e9], [0.1, 0.2, 0.3, 0.4], [5.0]]

    assert list(texts_of_lists(lists)) == [doubles_text(each).encode() for each in lists]


def test_random_magnitudes_and_signs() -> None:
    random = np.random.default_rng(7)
    check(np.exp(random.uniform(np.log(1e-4), np.log(1e8), 30_000)) * random.choice([-1, 1], 30_000))


def test_decimals_of_every_length() -> None:
    random = np.random.default_rng(7)
    check(random.integers(1, 10**17, 30_000) / 10.0 ** random.integers(10, 21, 30_000))


def test_the_neighbours_of_powers_of_ten_and_two() -> None:
    powers = np.concatenate([10.0 ** np.arange(-4, 9), 2.0 ** np.arange(-12, 25)])
    near = [powers]
    for _ in range(3):
        near += [np.nextafter(near[-1], 0), np.nextafter(powers, np.inf)]
    check(np.concatenate([*near, -powers, [0.0, -0.0]]))


def test_numbers_half_way_between_two_shorter_ones() -> None:
    """Such as 8388608.0009765625, of which 16 digits suffice: the even one is taken."""
    random = np.random.default_rng(7)
    halves = [
        random.integers(2**whole, 2 ** (whole + 1), 300) + random.integers(0, 2**bits, 300) * 2.0**-bits
        for whole in range(23)
        for bits in range(5, 30)
    ]
    check(np.concatenate(halves))
    assert list(texts_of_lists([[8388608.0009765625]])) == [b"8388608.000976562"]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_have_no_text(value: float) -> None:
    with pytest.raises(ValueError, match="no place"):
        list(texts_of_lists([[1.5, value]]))


@pytest.mark.parametrize("version", FormatVersion)
def test_documents_have_the_bytes_of_the_container(version: FormatVersion) -> None:
    assert to_bytes(complete.statistics(version)) == complete.written_by_hand(version, "statistics.json")
