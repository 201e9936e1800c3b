"""Plain JSON Lines, by the kernel and by a regular expression: they must agree on any bytes."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.kernels import names
from baselining.kernels.json_tokens import NUMBER, PLAIN, SHAPE, TEXT
from baselining.kernels.jsonl import FIELDS, REASONS, TWICE, scan_jsonl

TEXT_ = rb'"[^"\\\x00-\x1f]*"'
INTEGER = rb"0|-?[1-9][0-9]{0,17}"
FLOAT = (
    rb"-?(?=[0-9.]{1,30}(?![0-9.]))(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][+-]?[0-9]{1,3})?|[eE][+-]?[0-9]{1,3})"
)
VALUE = rb"(?:true|false|null|%s|%s|%s)" % (TEXT_, FLOAT, INTEGER)
PAIR = rb"[ \t]*%s[ \t]*:[ \t]*%s[ \t]*" % (TEXT_, VALUE)
LINE = re.compile(rb"[ \t]*(?:\{(?:[ \t]*|%s(?:,%s)*)\}[ \t]*)?" % (PAIR, PAIR))

NUMBERS = [b"1", b"0", b"-0", b"-1", b"01", b"1.5", b"-0.0", b"1e5", b"1e-07", b"1e+100", b"1e+1000", b"1e", b".5",
           b"5.", b"1" * 18, b"1" * 19, b"0." + b"1" * 28, b"0." + b"1" * 29]  # fmt: skip
VALUES = [*NUMBERS, b'"x"', b'""', b'"\\n"', b'"\t"', b"true", b"false", b"null", b"nul", b"[]", b"{}"]
ODD = [b"{", b"}", b":", b",", b'"a"', b" ", b"\t", b"\n", b"\r", b"x", b"1"]
OBJECTS = st.lists(st.builds(lambda v, s: b'"a"' + s + b":" + v + s, st.sampled_from(VALUES), st.sampled_from([b"", b" "])), max_size=3).map(lambda pairs: b"{" + b",".join(pairs) + b"}")  # fmt: skip # noqa: E501
BYTES = st.lists(st.one_of(OBJECTS, OBJECTS, st.just(b"\n"), st.sampled_from(ODD)), max_size=6).map(b"".join)


def scan(data: bytes) -> tuple[int, int]:
    padded = np.frombuffer(b'{"' + data + b'"', np.uint8)  # neighbours must not be looked at
    columns = names.table_of([], 64, FIELDS)
    none = np.empty((0, 0), np.int64), np.empty((0, 0), np.uint8)
    _, rows, found = scan_jsonl(padded[2:-1], 0, *columns, *none)
    return int(rows), int(found)


@given(BYTES)
def test_the_kernel_is_its_twin(data: bytes) -> None:
    rows, found = scan(data)

    lines = data.split(b"\n")
    plain = all(LINE.fullmatch(line) for line in lines)
    assert (found in (PLAIN, TWICE)) >= plain
    assert (found == PLAIN) <= plain
    if found == PLAIN:
        objects = [json.loads(line) for line in lines if line.strip()]
        assert rows == len(objects)
        assert all(isinstance(each, dict) for each in objects)
    if plain:
        pairs = [json.loads(line, object_pairs_hook=list) for line in lines if line.strip()]
        assert (found == TWICE) == any(len(dict(each)) < len(each) for each in pairs)


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers(number: bytes) -> None:
    line = b'{"a":' + number + b"}"

    assert (scan(line)[1] == PLAIN) == (LINE.fullmatch(line) is not None)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b'{"a": "\\u0041"}', TEXT),
        (b'{"a": "\x01"}', TEXT),
        (b'{"a', TEXT),
        (b'{"a": -0}', NUMBER),
        (b'{"a": 1e1000}', NUMBER),
        (b'{"a": [1]}', SHAPE),
        (b'{"a": NaN}', SHAPE),
        (b"[1]", SHAPE),
        (b'{"a": 1} x', SHAPE),
        (b'{"a": 1}\r\n', SHAPE),
    ],
)
def test_what_is_not_plain_is_told(line: bytes, found: int) -> None:
    assert scan(line)[1] == found
    assert REASONS[found]
