"""Small files of random bytes that are CSV, nearly CSV, or anything."""

from __future__ import annotations

import random

_ODD = [b"a", b",", b'"', b"\n", b"\r", b"\r\n", b"\\", b" ", b"1", b".", b"0", "\u00e9".encode(), b"\0", b"\xff",
        b"\xc3", "\ufeff".encode(), "\ufffd".encode(), b"\t", b"#", b'""', b",\n", b"\x1a", b"\x7f", b"\x85",
        "\u2028".encode(), "\u0085".encode(), "\U0001f600".encode(), b"\xed\xa0\x80", b"'", b";", b"\x0b"]  # fmt: skip
_PLAIN = [b"a", b"b c", b" ", b"1", b"-1.5", b"0", "\u00e9".encode(), b"\\", b"\\n", b"#x", b"'", b"NULL", b"\t",
          b"NaN", "\u2028".encode(), "\U0001f600".encode(), b"\x1a", b"\x01"]  # fmt: skip
_QUOTED = [b"", b"a", b"a,b", b",", b" ", b" a ", b"1", b"#", "\u00e9".encode()]


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
    return b"".join(rng.choice(_PLAIN) for _ in range(rng.randint(1, 3)))
