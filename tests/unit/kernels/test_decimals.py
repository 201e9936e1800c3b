"""Decimals to the nearest double: Python's own reading of the text is the truth (CPython rounds correctly; dtoa.c)."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.kernels.decimals import nearest_double

MANTISSAS = st.one_of(
    st.integers(0, 2**64 - 1),
    st.integers(0, 19).flatmap(lambda digits: st.integers(0, 10**digits - 1)),
    st.integers(2**53 - 2, 2**53 + 2),
    st.integers(2**63 - 2, 2**63 + 2),
)
POWERS = st.one_of(st.integers(-30, 30), st.integers(-400, 400))
DOUBLES = st.integers(0, 0x7FEFFFFFFFFFFFFF)


def assert_nearest(mantissa: int, power: int) -> bool:
    number, certain = nearest_double(np.uint64(mantissa), power)
    if certain:
        assert float(f"{mantissa}e{power}").hex() == number.hex()
    return certain


def double_of(bits: int) -> float:
    return struct.unpack("<d", struct.pack("<Q", bits))[0]  # type: ignore[no-any-return]


@given(MANTISSAS, POWERS)
def test_any_decimal_becomes_the_nearest_double(mantissa: int, power: int) -> None:
    assert_nearest(mantissa, power)


@given(DOUBLES)
def test_every_double_written_with_17_digits_is_read_back_here(bits: int) -> None:
    digits, _, power = f"{double_of(bits):.16e}".partition("e")

    assert assert_nearest(int(digits.replace(".", "")), int(power) - 16)


@given(st.integers(2**52, 2**53 - 1), st.integers(-4, 4))
def test_halfway_cases_go_to_the_even_double(mantissa: int, power: int) -> None:
    halfway = 2 * mantissa + 1  # 54 bits: between two doubles
    if power < 0:
        scaled = halfway * 5**-power  # times 10^power: halfway times 2^power
        if scaled < 2**64:
            assert assert_nearest(scaled, power)
    elif halfway % 5**power == 0:
        assert assert_nearest(halfway // 5**power, power)
    assert assert_nearest(halfway, 0)


@pytest.mark.parametrize(
    ("mantissa", "power"),
    [
        (0, 0),
        (0, 400),
        (1, -400),
        (49406564584124654, -340),  # the least subnormal
        (24703282292062327, -340),  # just below half of it
        (24703282292062328, -340),  # just above
        (22250738585072011, -324),  # the greatest subnormal; it once hung PHP and Java
        (22250738585072014, -324),  # the least normal
        (17976931348623157, 292),  # the greatest
        (17976931348623158, 292),
        (17976931348623159, 292),  # infinite
        (1, 309),
        (2**64 - 1, 308),
        (2**64 - 1, -342),
        (2**64 - 1, -343),
        (9007199254740993, 0),
        (9223372036854775808, -19),
    ],
)
def test_the_ends_of_the_range_are_read_right(mantissa: int, power: int) -> None:
    assert assert_nearest(mantissa, power)
