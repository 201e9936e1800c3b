"""Small files of random bytes that are CSV, nearly CSV, or anything."""

from __future__ import annotations

import random

_ODD = [b"a", b",", b'"', b"\n", b"\r", b"\r\n", b"\\", b" ", b"1", b".", b"0", "\u00e9".encode(), b"\0", b"\xff",
        b"\xc3", "\ufeff".encode(), "\ufffd".encode(), b"\t", b"#", b'""', b",\n", b"\x1a", b"\x7f", b"\x85",
        "\u2028".encode(), "\u0085".encode(), "\U0001f600".encode(), b"\xed\xa0\x80", b"'", b";", b"\x0b"]  # fmt: skip
_PLAIN = [b"a", b"b c", b" ", b"1", b"-1.5", b"0", "\u00e9".encode(), b"\\", b"\\n", b"#x", b"'", b"NULL", b"\t",
          b"NaN", "\u2028".encode(), "\U0001f600".encode(), b"\x1a", b"\x01"]  # fmt: skip
_QUOTED = [b"", b"a", b"a,b", b",", b" ", b" a ", b"1", b"#", "\u00e9".encode()]
_AROUND_QUOTES = [
    b'"',
    b'""',
    b'"""',
    b"a",
    b",",
    b" ",
    b"\\",
    b"\t",
    b"\x01",
    b"#",
    b"\\n",
    "\u00e9".encode(),
]


def random_file(rng: random.Random) -> bytes:
    """At least one byte."""
    if rng.random() < 0.3:
        return b"".join(rng.choice(_ODD) for _ in range(rng.randint(1, 14)))
    width = rng.randint(1, 4)
    end = rng.choice([b"\n", b"\n", b"\r\n"])
    lines = [_line(rng, width) for _ in range(rng.randint(1, 5))]
    text = end.join(lines) + rng.choice([b"", end])
    for _ in range(rng.choice([0, 0, 1, 2])):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(_ODD) + text[at + rng.randint(0, 1) :]
    return text or b"a"


def _line(rng: random.Random, width: int) -> bytes:
    if rng.random() < 0.05:
        return b""
    return b",".join(_cell(rng) for _ in range(width))


def _cell(rng: random.Random) -> bytes:
    kind = rng.random()
    if kind < 0.2:
        return b""
    if kind < 0.4:
        return b'"' + rng.choice(_QUOTED) + b'"'
    if kind < 0.45:
        return b'"' + b"".join(rng.choice(_AROUND_QUOTES) for _ in range(rng.randint(1, 6)))
    if kind < 0.5:
        return rng.choice(_PLAIN) + rng.choice(_AROUND_QUOTES)
    return b"".join(rng.choice(_PLAIN) for _ in range(rng.randint(1, 3)))


_TEXTS = [b"a", b"", b"b c", b"1", b"null", "\u00e9".encode(), b"\x7f", b"\\n", b"\\u0041", b"\t", b"\xff", b"\x01",
          b"'", "\u2028".encode(), "\U0001f600".encode(), "\ufeff".encode(), "\ufffd".encode(), b"{", b"}"]  # fmt: skip
_INTEGERS = [b"0", b"1", b"-1", b"-0", b"007", b"12345678901234567", b"999999999999999999", b"9223372036854775807",
             b"9223372036854775808", b"-9223372036854775808", b"+1", b"123456789012345678901234567890"]  # fmt: skip
_NUMBERS = [b"0.1", b"-0.0", b"1e5", b"1E-7", b"1.5e+10", b"1e999", b"1e-400", b"2.2250738585072012e-308", b".5",
            b"5.", b"1e", b"0.1234567890123456789012345", b"NaN", b"Infinity", b"-0e0"]  # fmt: skip
_LINES = [b"[]", b'[{"a":1}]', b'{"a":1}{"a":2}', b'{"a":1} x', b"null", b'"a"', b"1", b"{", b"}", b"{,}", b'{"a":1,}',
          b'{"a"}', b"{'a':1}", b'{a:1}', b"// x", b"{}", b" ", b"\t", b"\r", b"\x00"]  # fmt: skip


def random_jsonl(rng: random.Random) -> bytes:
    """Lines of objects with the names a (an integer), b (a number), c (a text), d (a truth); or nearly. Not empty."""
    end = rng.choice([b"\n", b"\n", b"\n", b"\r\n"]) if rng.random() < 0.2 else b"\n"
    text = end.join(_json_line(rng) for _ in range(rng.randint(1, 4))) + rng.choice([b"", end])
    if rng.random() < 0.15:
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(_ODD) + text[at + rng.randint(0, 1) :]
    return text or b"{}"


def _json_line(rng: random.Random) -> bytes:
    if rng.random() < 0.1:
        return rng.choice(_LINES)
    names = rng.sample([b"a", b"b", b"c", b"d"], rng.randint(0, 4))
    if rng.random() < 0.1:
        names.append(rng.choice([b"a", b"b", b"c", b"d", b"e", b"", b"A"]))
    space = rng.choice([b"", b"", b" ", b"\t", b"  "])
    colon = space + b":" + space
    pairs = [b'"' + name + b'"' + colon + _json_value(rng, name) for name in names]
    return space + b"{" + space + (space + b"," + space).join(pairs) + space + b"}" + space


def _json_value(rng: random.Random, name: bytes) -> bytes:
    kind = rng.random()
    if kind < 0.1:
        return b"null"
    if kind < 0.15:
        name = rng.choice([b"a", b"b", b"c", b"d"])
    often = rng.random() < 0.7
    if name == b"a":
        return rng.choice(_INTEGERS[:3]) if often else rng.choice(_INTEGERS)
    if name == b"b":
        return rng.choice(_NUMBERS[:5] + _INTEGERS[:3]) if often else rng.choice(_NUMBERS + _INTEGERS)
    if name == b"c":
        return b'"' + (rng.choice(_TEXTS[:7]) if often else rng.choice(_TEXTS)) + b'"'
    return (
        rng.choice([b"true", b"false"])
        if often
        else rng.choice([b"true", b"false", b"True", b"[1]", b'{"x":1}'])
    )
