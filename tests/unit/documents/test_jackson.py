from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.documents.jackson import dumps

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.text('\\u001fbn"/\x00\x1f\x7f\u2028\ufffe'),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({}, "{ }"),
        ([], "[ ]"),
        ([[]], "[ [ ] ]"),
        ([{}], "[ { } ]"),
        ([1.0, -0.0, 1e7], "[ 1.0, -0.0, 1.0E7 ]"),
        ([1, 1.0, "1", True, False, None], '[ 1, 1.0, "1", true, false, null ]'),
        ([[1.0], [], [2.0, 3.0]], "[ [ 1.0 ], [ ], [ 2.0, 3.0 ] ]"),
        ({"a": 0}, '{\n  "a" : 0\n}'),
        ({"a": {"b": []}, "c": "d"}, '{\n  "a" : {\n    "b" : [ ]\n  },\n  "c" : "d"\n}'),
        ([{"a": 1}, {"b": 2}], '[ {\n  "a" : 1\n}, {\n  "b" : 2\n} ]'),
        ({"a": [{"b": [{"c": 1}]}]}, '{\n  "a" : [ {\n    "b" : [ {\n      "c" : 1\n    } ]\n  } ]\n}'),
        (2**70, "1180591620717411303424"),
        (("a", 1.5), '[ "a", 1.5 ]'),
    ],
)
def test_the_layout_is_jackson_s(tree: Any, expected: str) -> None:
    assert expected.encode() == dumps(tree)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '""'),
        ('"\\/', r'"\"\\/"'),
        ("\b\f\n\r\t", r'"\b\f\n\r\t"'),
        ("\x00\x1b\x1f\x0b", r'"\u0000\u001B\u001F\u000B"'),
        ("\x7f\x80\u2028\ufeff", '"\x7f\x80\u2028\ufeff"'),
        ("Größe é ٣ 𝔘", '"Größe é ٣ 𝔘"'),
        (r"\u001f", r'"\\u001f"'),
        ("\\\x1f", r'"\\\u001F"'),
        (r"\\u001b" + "\x1b", r'"\\\\u001b\u001B"'),
    ],
)
def test_a_text_is_escaped_as_jackson_escapes_it(text: str, expected: str) -> None:
    assert expected.encode() == dumps(text)
    assert f"{{\n  {expected} : {expected}\n}}".encode() == dumps({text: text})


@given(TREES)
def test_whatever_is_written_is_json_that_reads_back(tree: Any) -> None:
    assert json.dumps(tree) == json.dumps(json.loads(dumps(tree)))


@given(TREES)
def test_lines_have_no_blanks_at_their_ends_and_the_last_no_newline(tree: Any) -> None:
    for line in dumps(tree).decode().split("\n"):
        assert line == line.rstrip(" ")
        assert line


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: [x], lambda x: {"a": [1, x]}])
def test_nan_and_infinity_are_refused_wherever_they_stand(value: float, wrap: Any) -> None:
    with pytest.raises(ValueError, match="NaN and infinity"):
        dumps(wrap(value))


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, object()])
def test_what_is_no_json_value_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="not a value of these documents"):
        dumps({"a": value})
