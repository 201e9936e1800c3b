"""Documents from and to bytes, with errors that say where inside the file and why."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from baselining.documents.jackson import dumps
from baselining.documents.part import Part
from baselining.documents.plain_json import tree_if_plain
from baselining.documents.uncollected import uncollected
from baselining.errors import DocumentError

Document = TypeVar("Document", bound=Part)

STATISTICS = "statistics.json"
CONSTRAINTS = "constraints.json"

_LARGE_NUMBER = re.compile(rb"[eE][+]?0*[1-9][0-9]{2}|[0-9]{309}")
"""What every number beyond the range of a double has; looking at each number takes as long as reading it."""


def to_bytes(document: Part) -> bytes:
    """The document's exact text."""
    with uncollected():
        return dumps(document.tree())


def from_bytes(kind: type[Document], raw: bytes, *, name: str) -> Document:
    """Read a document of `kind` from `raw`; `name` is the file's, for messages.

    Raises:
        DocumentError: If it is not JSON, has a member twice, holds NaN, a number beyond the range of a double or a
            lone surrogate, or lacks or mistypes a member.
    """
    with uncollected():
        document = _read(kind, raw, name)
    _refuse_repeated_features(document, name)
    return document


def _read(kind: type[Document], raw: bytes, name: str) -> Document:
    tree = tree_if_plain(raw)
    if tree is None:
        tree = _read_carefully(raw, name)
    try:
        return kind.model_validate(tree)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(step) for step in first["loc"]) or "the document"
        raise DocumentError(
            f"{name} is not a valid {kind.__name__.lower()} document: at {path}: {first['msg']}."
        ) from None


def _read_carefully(raw: bytes, name: str) -> Any:
    try:
        tree = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_without_repeats,
            parse_constant=_no_constant,
            parse_float=_finite if _LARGE_NUMBER.search(raw) else None,
        )
        if b"\\ud" in raw.lower():
            _refuse_half_characters(tree)
    except (ValueError, RecursionError) as problem:
        raise DocumentError(f"{name} is not a JSON document: {_reason(problem)}.") from None
    return tree


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        seen: set[str] = set()
        repeated = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the member {repeated!r} stands twice in one object")
    return members


def _no_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is beyond the range of a double")
    return number


def _refuse_half_characters(tree: object) -> None:
    try:
        json.dumps(tree, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("a text holds half a character (a lone surrogate)") from None


def _reason(problem: Exception) -> str:
    if isinstance(problem, json.JSONDecodeError):
        return f"{problem.msg} at line {problem.lineno} column {problem.colno}"
    if isinstance(problem, UnicodeDecodeError):
        return f"byte {problem.start} is not UTF-8"
    return str(problem) or type(problem).__name__


def _refuse_repeated_features(document: Part, name: str) -> None:
    seen: set[str] = set()
    for feature in getattr(document, "features", ()):
        if feature.name in seen:
            raise DocumentError(f"{name} describes the feature {feature.name!r} twice.")
        seen.add(feature.name)
