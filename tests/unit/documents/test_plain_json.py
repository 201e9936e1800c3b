"""What the fast reader takes is what the careful one reads; whatever the careful one refuses is left to it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.documents.files import _read_carefully
from baselining.documents.plain_json import tree_if_plain
from baselining.errors import DocumentError

GOLDEN = sorted((Path(__file__).resolve().parents[2] / "golden").rglob("*.json"))
TEXTS = st.text() | st.sampled_from(["", ":", '":"', "\\u003a", "a: b", "\ud83d\ude00", "\x00", "\x1f"])
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TREES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: (
        st.lists(inner) | st.lists(st.floats(0, 1e300)) | st.dictionaries(TEXTS, inner) | st.lists(NUMBERS)
    ),
    max_leaves=30,
)
PIECES = (
    *(
        b'"a":1,',
        b'"a" : 1,',
        b"1e999",
        b"-1e400",
        b"NaN",
        b"Infinity",
        b"-0",
        b"-0.0",
        b"01",
        b"1.",
        b"1E+05",
    ),
    *(
        b"\\ud800",
        b"\\u003a",
        b"\\u003A",
        b"\xff",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\x00",
        b"\x0b",
        b"{}",
        b"[]",
    ),
    *(
        b"null,",
        b"true",
        b'"',
        b"\\",
        b",",
        b":",
        b"[",
        b"]",
        b"{",
        b"}",
        b"9" * 400,
        b"9" * 5000,
        b"0." + b"1" * 800,
    ),
)


def careful(raw: bytes) -> Any:
    """The careful reader's tree as text, which tells 1 from 1.0 and -0.0 from 0.0; its refusal is None."""
    try:
        return repr(_read_carefully(raw, "x"))
    except DocumentError:
        return None


def check(raw: bytes) -> bool:
    """The two agree; was it plain?"""
    tree = tree_if_plain(raw)
    if tree is None:
        return False
    assert repr(tree) == careful(raw)
    return True


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_what_the_container_wrote_is_plain(file: Path) -> None:
    assert check(file.read_bytes())


@given(TREES, st.sampled_from([None, 1]), st.booleans())
def test_trees_are_read_alike(tree: Any, indent: int | None, is_ascii: bool) -> None:
    try:
        raw = json.dumps(tree, indent=indent, ensure_ascii=is_ascii).encode()
    except UnicodeEncodeError:  # half a character
        return

    check(raw)


@pytest.mark.parametrize("seed", range(8))
def test_mutated_documents_are_read_alike_or_carefully(seed: int) -> None:
    source = random.Random(seed)  # noqa: S311 - no secret
    texts = [file.read_bytes()[:4000] for file in GOLDEN] + [
        b'{"a": [1.5, 2.5], "b": {"c": ":", "d": [1, "x"]}}'
    ]

    plain = 0
    for _ in range(400):
        raw = bytearray(source.choice(texts) if source.random() < 0.3 else texts[-1])
        for _ in range(source.randint(1, 2)):
            at = source.randrange(len(raw))
            raw[at : at + source.choice((0, 0, 1, 3))] = source.choice(PIECES)
        plain += check(bytes(raw))

    assert plain > 5


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": "x:y", "b": ""}}',
        b'[{"a": 1, "\\u0061": 2}]',
        b'{"a": "\\u003a", "a": 2}',
        b"[1.5, 1e999]",
        b"[1.5, -1e999, 1e999]",
        b'{"a": 1e400}',
        b'[1.5, {"a": 1, "a": 2}]',
        b"[1.5, [1e999]]",
        b"NaN",
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        b"null",
    ],
)
def test_what_may_have_to_be_refused_is_left_to_the_careful_reader(raw: bytes) -> None:
    assert tree_if_plain(raw) is None


@given(st.integers(0, 2**64 - 1), st.integers(-340, 310), st.integers(0, 30))
def test_numbers_with_many_digits_are_rounded_alike(digits: int, exponent: int, place: int) -> None:
    text = str(digits).zfill(place + 1)
    whole, fraction = text[: len(text) - place].lstrip("0") or "0", text[len(text) - place :]

    check(f"[{whole}{'.' + fraction if fraction else ''}e{exponent}, {whole}]".encode())


def test_numbers_half_way_between_two_doubles_are_rounded_alike() -> None:
    source = random.Random(7)  # noqa: S311 - no secret
    for _ in range(3000):
        mantissa, power = source.getrandbits(52) | 1 << 52, source.randint(0, 60)
        half = 2 * mantissa + 1  # times 2^-(power + 1): half way, with all its decimals
        digits = str(half * 5 ** (power + 1))
        for text in (digits, str(int(digits) + 1), str(int(digits) - 1)):
            check(f"[{text}e-{power + 1}]".encode())
            check(f"[{text}.0]".encode())
