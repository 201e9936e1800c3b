"""Members that nobody knows survive a read and a write, whatever their name: pydantic's own words, too."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from tests.unit.documents import complete

from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes, to_bytes
from baselining.documents.jackson import dumps
from baselining.documents.layout import FormatVersion
from baselining.documents.part import Part
from baselining.documents.statistics import Statistics

DOCUMENTS: tuple[tuple[type[Part], str], ...] = ((Statistics, STATISTICS), (Constraints, CONSTRAINTS))
RESERVED = sorted(
    {*dir(BaseModel), *dir(Part), *dir(Statistics), *dir(dict), "_order", "self", "cls", "", "tree"}
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(RESERVED) | st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=5,
)


def objects(tree: Any) -> list[dict[str, Any]]:
    """All objects of a document, those in lists among them."""
    inside = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    own = [tree] if isinstance(tree, dict) else []
    return own + [each for value in inside for each in objects(value)]


def with_member(name: str, kind: str, value: Any, at: int | None = None) -> bytes:
    """A document with one more member in each of its objects (or one), where it has none of that name."""
    tree = json.loads(complete.written_by_hand(FormatVersion.CURRENT, kind))
    found = objects(tree)
    for each in found if at is None else [found[at % len(found)]]:
        each.setdefault(name, value)
    return dumps(tree)


@pytest.mark.parametrize(("document", "kind"), DOCUMENTS, ids=[STATISTICS, CONSTRAINTS])
@pytest.mark.parametrize("name", RESERVED)
def test_a_member_may_be_named_like_anything_that_pydantic_has(
    name: str, document: type[Part], kind: str
) -> None:
    raw = with_member(name, kind, {"copy": 1, name: [name, 1.5]})

    assert raw == to_bytes(from_bytes(document, raw, name=kind))


@given(
    st.text(max_size=12) | st.sampled_from(RESERVED), VALUES, st.integers(0, 99), st.sampled_from(DOCUMENTS)
)
def test_members_of_any_name_and_value_survive_anywhere(
    name: str, value: Any, at: int, of: tuple[type[Part], str]
) -> None:
    document, kind = of
    known = {field for part in (*_parts(Statistics), *_parts(Constraints)) for field in part.model_fields}
    if name in known:
        return
    raw = with_member(name, kind, value, at)

    assert raw == to_bytes(from_bytes(document, raw, name=kind))


def test_a_changed_copy_keeps_them() -> None:
    raw = with_member("model_copy", CONSTRAINTS, "kept", at=0)

    changed = from_bytes(Constraints, raw, name="x").model_copy(update={"version": 1.0, "copy": "added"})

    assert {"model_copy": "kept", "version": 1.0, "copy": "added"}.items() <= changed.tree().items()


def _parts(module: type[Part]) -> list[type[Part]]:
    return [kind for kind in Part.__subclasses__() if kind.__module__ == module.__module__]
