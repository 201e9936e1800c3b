from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.documents.java_double import double_text, doubles_text

FINITE = st.floats(allow_nan=False, allow_infinity=False)
DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+")
SCIENTIFIC = re.compile(r"-?[1-9]\.(\d*[1-9]|0)E(-?[1-9]\d*)")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (100.0, "100.0"),
        (0.001, "0.001"),
        (0.00123, "0.00123"),
        (0.0009999, "9.999E-4"),
        (1.0e-4, "1.0E-4"),
        (-1.5e-5, "-1.5E-5"),
        (9999999.0, "9999999.0"),
        (9999999.999999998, "9999999.999999998"),
        (1.0e7, "1.0E7"),
        (-12345678.9, "-1.23456789E7"),
        (3.8e7, "3.8E7"),
        (0.1 + 0.2, "0.30000000000000004"),
        (0.16334757970000002, "0.16334757970000002"),
        (14402689218.907343, "1.4402689218907343E10"),
        (4.972724545902011e-17, "4.972724545902011E-17"),
        (1e16, "1.0E16"),
        (1.0e100, "1.0E100"),
        (9007199254740992.0, "9.007199254740992E15"),
        (9223372036854775807.0, "9.223372036854776E18"),
        (2.2250738585072014e-308, "2.2250738585072014E-308"),
        (1.7976931348623157e308, "1.7976931348623157E308"),
        (5e-324, "4.9E-324"),
        (-5e-324, "-4.9E-324"),
        (1e-323, "1.0E-323"),
        (1.5e-323, "1.5E-323"),
        (2e-323, "2.0E-323"),
        (2.0e-3, "0.002"),
        (2.0**-9, "0.001953125"),
        (2.0**-24, "5.9604644775390625E-8"),  # not the shortest, here and below: JDK-4511638
        (2.0**-44, "5.6843418860808015E-14"),
        (2.0**60, "1.15292150460684698E18"),
        (2e23, "1.9999999999999998E23"),
        (1e23, "9.999999999999999E22"),
        (8.41e21, "8.409999999999999E21"),
        (2.0**62 - 512, "4.6116860184273874E18"),
    ],
)
def test_a_double_is_written_as_java_writes_it(value: float, expected: str) -> None:
    assert expected == double_text(value)


@given(FINITE)
def test_the_text_reads_back_as_the_same_double(value: float) -> None:
    assert value.hex() == float(double_text(value)).hex()


@given(FINITE | st.floats(1e-4, 1e8) | st.floats(-1e8, -1e-4))
def test_the_notation_depends_on_the_magnitude(value: float) -> None:
    decimal = value == 0 or 1e-3 <= abs(value) < 1e7

    assert (DECIMAL if decimal else SCIENTIFIC).fullmatch(double_text(value))


@given(st.integers(-(2**53), 2**53).map(float))
def test_whole_numbers_keep_all_their_digits(value: float) -> None:
    assert value == int(float(double_text(value)))
    assert "." in double_text(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_json_cannot_carry_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="NaN and infinity"):
        double_text(value)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.floats(1e-3, 1e7) | st.just(-0.0)))
def test_many_doubles_are_written_as_each_alone(values: list[float]) -> None:
    assert doubles_text(values) == ", ".join(map(double_text, values))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_one_number_that_json_cannot_carry_among_many_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no place in a baseline document"):
        doubles_text([1.0, 2.0, value, 3.0])
