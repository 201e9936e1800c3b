"""JSON text exactly as the container's Jackson `DefaultPrettyPrinter` lays it out.

Two blanks of indentation, `"key" : value`, arrays on one line as `[ a, b ]`, arrays of objects as
`[ {` … `}, {` … `} ]`, an empty array as `[ ]`, no newline at the end, UTF-8.
Doubles are written as Java's `Double.toString` writes them (see `java_double.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from baselining.documents.java_double import double_text

Tree: TypeAlias = "Mapping[str, Tree] | Sequence[Tree] | str | int | float | bool | None"
"""A JSON value. Nothing of ours is ever null (absent things are absent), but members we do not know may be."""

_quoted = json.JSONEncoder(ensure_ascii=False).encode
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
    _write(tree, 0, parts, doubles)
    for place, text in zip(doubles, texts_of_lists(list(doubles.values())), strict=True):
        parts[place] = text
    return "".join(parts).encode()


def _write(value: Tree, depth: int, parts: list[str], doubles: dict[int, Sequence[float]]) -> None:
    """Append the text of `value` to `parts`, but for lists of doubles: those get a place, and are written together."""
    if isinstance(value, Mapping):
        _write_object(value, depth, parts, doubles)
    elif isinstance(value, (list, tuple)):
        _write_array(value, depth, parts, doubles)
    else:
        parts.append(_scalar(value))


def _write_object(
    value: Mapping[str, Tree], depth: int, parts: list[str], doubles: dict[int, Sequence[float]]
) -> None:
    if not value:
        parts.append("{ }")
        return
    indent = "\n" + "  " * (depth + 1)
    before = "{" + indent
    for key, member in value.items():
        parts.append(f"{before}{_text(key)} : ")
        _write(member, depth + 1, parts, doubles)
        before = "," + indent
    parts.append("\n" + "  " * depth + "}")


def _write_array(
    value: Sequence[Tree], depth: int, parts: list[str], doubles: dict[int, Sequence[float]]
) -> None:
    if not value:
        parts.append("[ ]")
        return
    if set(map(type, value)) == {float}:  # sketches: most of a document
        doubles[len(parts) + 1] = value  # type: ignore[assignment]
        parts += ("[ ", "", " ]")
        return
    before = "[ "
    for item in value:
        parts.append(before)
        _write(item, depth, parts, doubles)  # arrays do not indent their items
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


def _in_upper_case(escape: re.Match[str]) -> str:
    return escape[0] if len(escape[0]) == 2 else "\\u" + escape[0][2:].upper()
