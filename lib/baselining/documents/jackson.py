"""JSON text exactly as the container's Jackson `DefaultPrettyPrinter` lays it out.

Two blanks of indentation, `"key" : value`, arrays on one line as `[ a, b ]`, arrays of objects as
`[ {` … `}, {` … `} ]`, an empty array as `[ ]`, no newline at the end, UTF-8.
Doubles are written as Java's `Double.toString` writes them (see `java_double.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from baselining.documents.java_double import double_text

Tree: TypeAlias = "Mapping[str, Tree] | Sequence[Tree] | str | int | float | bool | None"
"""A JSON value. Nothing of ours is ever null (absent things are absent), but members we do not know may be."""

_quoted = json.JSONEncoder(ensure_ascii=False).encode
_SCALARS = frozenset({str, float, int, bool, type(None)})
_ESCAPE = re.compile(r"\\u00[01][0-9a-f]|\\.")


def dumps(tree: Tree) -> bytes:
    """Lay out `tree`.

    Floats are written as doubles (`1.0`), ints without a point; the caller's choice of type is the wire type.

    Raises:
        ValueError: If a float is NaN or infinite, which JSON cannot carry.
        TypeError: If something is not a JSON value.
    """
    from baselining.documents.many_doubles import (
        texts_of_lists,  # with numpy, which the command line loads late
    )

    parts: list[str] = []
    doubles: dict[int, Sequence[float]] = {}
    _write(tree, "\n", parts, doubles)
    pieces: list[bytes | memoryview] = []
    done = 0
    for place, text in zip(doubles, texts_of_lists(list(doubles.values())), strict=True):
        pieces += ("".join(parts[done:place]).encode(), text)
        done = place
    pieces.append("".join(parts[done:]).encode())
    return b"".join(pieces)


def _write(value: Tree, line: str, parts: list[str], doubles: dict[int, Sequence[float]]) -> None:
    """Append the text of `value` to `parts`, but for lists of doubles: those get a place, and are written together.

    `line` begins a line with the indentation that `value` has.
    """
    if isinstance(value, dict):
        _write_object(value, line, parts, doubles)
    elif isinstance(value, (list, tuple)):
        _write_array(value, line, parts, doubles)
    elif isinstance(value, Mapping):
        _write_object(dict(value), line, parts, doubles)
    else:
        parts.append(_scalar(value))


def _write_object(
    value: dict[str, Tree], line: str, parts: list[str], doubles: dict[int, Sequence[float]]
) -> None:
    if not value:
        parts.append("{ }")
        return
    inner = line + "  "
    before = "{" + inner
    for key, member in value.items():
        if type(member) in _SCALARS:
            parts.append(f"{before}{_key(key)} : {_scalar(member)}")
        else:
            parts.append(f"{before}{_key(key)} : ")
            _write(member, inner, parts, doubles)
        before = "," + inner
    parts.append(line + "}")


def _write_array(
    value: Sequence[Tree], line: str, parts: list[str], doubles: dict[int, Sequence[float]]
) -> None:
    if not value:
        parts.append("[ ]")
        return
    if set(map(type, value)) == {float}:  # sketches: most of a document
        parts.append("[ ")
        doubles[len(parts)] = value  # type: ignore[assignment]
        parts.append(" ]")
        return
    before = "[ "
    for item in value:
        parts.append(before)
        _write(item, line, parts, doubles)  # arrays do not indent their items
        before = ", "
    parts.append(" ]")


def _scalar(value: Tree) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"not a value of these documents: {type(value).__name__}")


def _text(value: str) -> str:
    """A JSON string; Jackson escapes quotes, backslashes and control characters, and nothing else.

    It writes the short escapes that JSON has and upper-case hexadecimal for other control characters
    (`CharTypes.get7BitOutputEscapes`); Python differs only in the case of the hexadecimal digits.
    """
    text = _quoted(value)
    return _ESCAPE.sub(_in_upper_case, text) if "\\u00" in text else text


_key = lru_cache(maxsize=1024)(_text)


def _in_upper_case(escape: re.Match[str]) -> str:
    return escape[0] if len(escape[0]) == 2 else "\\u" + escape[0][2:].upper()
