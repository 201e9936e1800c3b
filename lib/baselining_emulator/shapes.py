"""Check a request against its botocore shape, which boto3 itself does only for types and required members.

The constraints are those of the model; the sentences are in the form in which AWS services answer,
"1 validation error detected: Value … at … failed to satisfy constraint: …".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from baselining_emulator.refusals import RefusedCallError, invalid

# Unicode's separators (category Z), written out: the model's \p{Z} is unknown to Python's `re`.
_SEPARATORS = " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# Java writes what is above U+FFFF as pairs, which Python does not know in a character set.
_PAIRS = (r"\uD800\uDC00-\uDBFF\uDFFF", "\U00010000-\U0010ffff")
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),  # JSON protocol 1.1: seconds since the epoch
    "structure": (dict,),
    "list": (list,),
    "map": (dict,),
}


def check(arguments: Any, shape: Shape) -> None:
    """Compare `arguments` with `shape`, all the way down.

    Raises:
        RefusedCallError: `ValidationException` that lists every constraint not met.
    """
    problems = list(_problems(arguments, shape, ""))
    if problems:
        raise _refusal(problems)


def _refusal(problems: list[str]) -> RefusedCallError:
    count = len(problems)
    noun = "error" if count == 1 else "errors"
    return invalid(f"{count} validation {noun} detected: {'; '.join(problems)}")


def _problems(value: Any, shape: Shape, where: str) -> Iterator[str]:
    expected = _TYPES[shape.type_name]
    # bool is an int to Python, not to JSON
    fits: bool = isinstance(value, expected) and (bool in expected or not isinstance(value, bool))
    if not fits:
        yield _unmet(value, where, f"Member must be of type {shape.type_name}")
        return
    if isinstance(shape, StructureShape):
        yield from _in_structure(value, shape, where)
    elif isinstance(shape, ListShape):
        yield from _in_list(value, shape, where)
    elif isinstance(shape, MapShape):
        yield from _in_map(value, shape, where)
    elif isinstance(shape, StringShape):
        yield from _in_string(value, shape, where)
    else:
        yield from _outside(value, value, shape, where, "value")


def _in_structure(value: dict[str, Any], shape: StructureShape, where: str) -> Iterator[str]:
    for name in shape.required_members:
        if name not in value:
            yield _unmet(None, _join(where, name), "Member must not be null")
    for name, member in value.items():
        if name in shape.members:
            yield from _problems(member, shape.members[name], _join(where, name))
        else:
            # [unknown] what the service does; boto3 never sends one, so this catches hand-made requests
            yield _unmet(member, _join(where, name), "Member is not part of the request")


def _in_list(value: list[Any], shape: ListShape, where: str) -> Iterator[str]:
    yield from _outside(value, len(value), shape, where, "length")
    for index, member in enumerate(value, start=1):
        yield from _problems(member, shape.member, f"{where}.{index}.member")


def _in_map(value: dict[str, Any], shape: MapShape, where: str) -> Iterator[str]:
    yield from _outside(value, len(value), shape, where, "length")
    for key, member in value.items():
        yield from _problems(key, shape.key, f"{where}.key")
        yield from _problems(member, shape.value, f"{where}.{key}.member")


def _in_string(value: str, shape: StringShape, where: str) -> Iterator[str]:
    yield from _outside(value, len(value), shape, where, "length")
    if shape.enum and value not in shape.enum:
        yield _unmet(value, where, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]")
    pattern = shape.metadata.get("pattern")
    if pattern is not None and not _compiled(pattern).fullmatch(value):
        yield _unmet(value, where, f"Member must satisfy regular expression pattern: {pattern}")


def _outside(value: Any, size: float, shape: Shape, where: str, noun: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield _unmet(value, where, f"Member must have {noun} greater than or equal to {least}")
    if most is not None and size > most:
        yield _unmet(value, where, f"Member must have {noun} less than or equal to {most}")


def _unmet(value: Any, where: str, constraint: str) -> str:
    shown = "null" if value is None else f"'{value}'"
    return f"Value {shown} at '{where}' failed to satisfy constraint: {constraint}"


def _join(where: str, name: str) -> str:
    name = name[0].lower() + name[1:]
    return f"{where}.{name}" if where else name


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    pattern = pattern.replace(*_PAIRS)
    translated = pattern.replace(r"\p{L}", r"\w").replace(r"\p{N}", "").replace(r"\p{Z}", _SEPARATORS)
    return re.compile(translated)
