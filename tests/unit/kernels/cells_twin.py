"""Text cells in plain Python: Deequ's regular expressions, and what Spark's casts make of a number's text.

Also a strategy of cells that are numbers, or nearly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from baselining.kernels.text import BOOLEAN, FRACTIONAL, INTEGRAL, STRING

_CLASSES = (
    (FRACTIONAL, re.compile(r"(-|\+)? ?\d+((\.\d+)|((?:\.\d+)?[Ee][-+]?\d+))", re.ASCII)),
    (INTEGRAL, re.compile(r"(-|\+)? ?\d+", re.ASCII)),
    (BOOLEAN, re.compile(r"(true|false)")),
)
_SIGN_AND_BLANK = re.compile(r"[-+] ")


@dataclass(frozen=True)
class Cell:
    """What a cell is, its number (None: no number), and the same where it is an integer of 64 bits."""

    kind: int
    number: float | None = None
    integer: int | None = None


def read(text: str) -> Cell:
    kind = next((kind for kind, pattern in _CLASSES if pattern.fullmatch(text)), STRING)
    if kind not in (FRACTIONAL, INTEGRAL) or _SIGN_AND_BLANK.match(text):
        return Cell(kind)
    if kind == FRACTIONAL:
        return Cell(kind, float(text))
    value = int(Decimal(text.strip()))  # int() refuses more than 4,300 digits
    return Cell(kind, float(text), value if -(2**63) <= value < 2**63 else None)


EDGES = (
    *(
        "",
        " ",
        "-",
        "+",
        ".",
        "e",
        "1.",
        ".5",
        "1e",
        "1e+",
        "1.e5",
        "1.5e",
        "e5",
        "--1",
        "+-1",
        "-+1",
        "- 1",
        "+ 1.5",
    ),
    *(
        "  1",
        " 1",
        " 1.5",
        " -1",
        "1 ",
        "1\n",
        "\n1",
        "1\0",
        "\t1",
        "0",
        "-0",
        "+0",
        "-0.0",
        "00",
        "-00",
        "007",
        "-007.50",
    ),
    *(
        "0.0",
        "0e0",
        "1e5",
        "1E5",
        "2E-3",
        "1e-400",
        "1e400",
        "-1e400",
        "1.5E+10",
        "0x1F",
        "1,000",
        "1_000",
        "2024-01-01",
    ),
    *(
        "NaN",
        "nan",
        "inf",
        "-inf",
        "Infinity",
        "true",
        "false",
        "True",
        "TRUE",
        "tru",
        "truee",
        "falsy",
        "falsf",
        "t",
    ),
    *(
        "truefalse",
        " true",
        "٣",
        "١٢٣",
        "1٣",
        "１２",
        "𝟙",
        "½",
        "é",
        "𝔘",
        "\ufffd",
        "0.1",
        "0.30000000000000004",
    ),
    *(
        "9007199254740992",
        "9007199254740993",
        "9007199254740993.0",
        "-9007199254740993",
        "9007199254740993e22",
    ),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809"),
    *("18446744073709551615", "18446744073709551616", "99999999999999999999", "10000000000000000000"),
    *("123456789.123456789", "1e22", "1e23", "1e-22", "1e-23", "4.9E-324", "2.4703282292062327e-324"),
    *("1.7976931348623157e308", "1.7976931348623159e308", "2.2250738585072011e-308", "0e" + "9" * 400),
    *("0." + "0" * 400 + "1", "1" + "0" * 400, "0" * 400 + "1", "0." + "1" * 400, "1." + "0" * 30),
    *("1e" + "9" * 400, "1e-" + "9" * 400, "1e" + "0" * 400 + "1"),
)
_DIGITS = st.text("0123456789", min_size=1, max_size=22) | st.sampled_from(
    ["0", "1", "00", "9" * 19, "1" * 30]
)
_NEARLY = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "-", "+", "--"]),
        st.sampled_from(["", "", " ", "  "]),
        _DIGITS | st.just(""),
        st.sampled_from(["", ".", "..", ","]),
        _DIGITS | st.just(""),
        st.sampled_from(["", "", "e", "E"]),
        st.sampled_from(["", "-", "+"]),
        st.integers(0, 400).map(str) | st.sampled_from(["", "5", "22", "23", "9" * 400]),
        st.sampled_from(["", "", "", " ", "\n", "x", "٣"]),
    ),
)
_NUMBERS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "-", "+", " "]),
    _DIGITS,
    st.just("") | _DIGITS.map(".{}".format),
    st.just("") | st.integers(-340, 340).map("e{}".format),
)
NUMBERS = st.one_of(
    _NUMBERS, st.floats(allow_nan=False, allow_infinity=False).map(repr), st.integers().map(str)
)
CELLS = st.one_of(
    st.sampled_from(EDGES), _NEARLY, _NUMBERS, NUMBERS, st.text(max_size=8), st.text("0123456789+-. eE")
)
