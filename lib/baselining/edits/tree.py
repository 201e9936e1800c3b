"""The three-way merge of JSON values: what a person changed stays changed, all else becomes what is new.

Objects are merged member by member, lists of different texts (domains) value by value, anything else as a whole, and so
are a feature's own settings of drift.
Members that this project does not know are merged likewise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from baselining.edits.edit import ABSENT, Absent, Conflict, Edit, Path, are_texts, shown_if_known
from baselining.edits.order import merged_order

Value = Any
"""A JSON value, or ABSENT."""

_NOTHING: Final[Mapping[str, Value]] = {}


@dataclass(slots=True)
class Found:
    """What a merge found on its way."""

    edits: list[Edit] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def add(self, path: Path, before: Value, live: Value, new: Value, *, is_kept: bool = True) -> None:
        """Note an edit, and whether it is a conflict: that is, if the new value is neither the old one nor the same."""
        edit = Edit.of(path, before, live)
        self.edits.append(edit)
        if not is_kept or not (same(new, before) or same(new, live)):
            self.conflicts.append(Conflict(edit=edit, suggested=shown_if_known(new), is_kept=is_kept))


def same(one: Value, other: Value) -> bool:
    """Are these the same value, members in the same order? `1` and `1.0` are; `1` and `true` are not."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def merged(before: Value, live: Value, new: Value, path: Path, found: Found) -> Value:
    """The merge of one value; ABSENT if it is to be absent."""
    if same(before, live):
        return new
    if isinstance(live, Mapping) and _are_objects(before, new) and not _is_one_thing(before, live, path):
        return _merged_objects(_members(before), live, _members(new), path, found, is_new=new is not ABSENT)
    if are_texts(before) and are_texts(live) and are_texts(new):
        return _merged_texts(before, live, new, path, found)
    if not _is_reordered(before, live):
        found.add(path, before, live, new)
    return live


def _is_one_thing(before: Value, live: Mapping[str, Value], path: Path) -> bool:
    """Are these a feature's own settings of drift? A threshold that a person chose is one of the method beside it."""
    is_drift = path[:1] == ("features",) and path[-1] == "distribution_constraints"
    return is_drift and not _same_members(_members(before), live)


def _same_members(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    return set(one) == set(other) and all(same(one[name], other[name]) for name in one)


def _are_objects(before: Value, new: Value) -> bool:
    """Can an object be merged member by member? Not if it is of the person alone."""
    either = [each for each in (before, new) if each is not ABSENT]
    return bool(either) and all(isinstance(each, Mapping) for each in either)


def _members(value: Value) -> Mapping[str, Value]:
    return _NOTHING if isinstance(value, Absent) else value


def _merged_objects(
    before: Mapping[str, Value],
    live: Mapping[str, Value],
    new: Mapping[str, Value],
    path: Path,
    found: Found,
    *,
    is_new: bool,
) -> Value:
    values = {
        name: merged(
            before.get(name, ABSENT), live.get(name, ABSENT), new.get(name, ABSENT), (*path, name), found
        )
        for name in {**new, **live, **before}
    }
    wanted = {name for name, value in values.items() if value is not ABSENT}
    if not wanted and not is_new and live:
        return ABSENT
    return {name: values[name] for name in merged_order(list(before), list(live), list(new), wanted)}


def _merged_texts(before: list[str], live: list[str], new: list[str], path: Path, found: Found) -> list[str]:
    """What a person added is in, what a person removed is out; this is never a conflict."""
    removed, added = set(before) - set(live), set(live) - set(before)
    if removed or added:
        found.edits.append(Edit.of(path, before, live))
    return merged_order(before, live, new, (set(new) - removed) | added)


def _is_reordered(before: Value, live: Value) -> bool:
    """Is it a list of the same texts in another order? That is kept, and is no change of what is checked."""
    return are_texts(before) and are_texts(live) and set(before) == set(live)
