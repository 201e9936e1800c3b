"""Generated before, live now, generated new → the constraints that keep what people changed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baselining.documents.constraints import Constraints
from baselining.edits.edit import ABSENT, Conflict, Edit
from baselining.edits.order import merged_order
from baselining.edits.own_settings import in_one_place
from baselining.edits.tree import Found, Value, merged, same

_NO_FEATURES: dict[str, Any] = {"features": []}
_FEATURES, _NUMBERS, _SIGN = "features", "num_constraints", "is_non_negative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The constraints, and what was found on the way.

    Attributes:
        edits: All that a person changed.
        conflicts: Those of them that the new data lets suggest otherwise than the old data did.
    """

    constraints: Constraints
    edits: tuple[Edit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def merge(before: Constraints, live: Constraints, new: Constraints) -> Merged:
    """Carry edits over to new constraints.

    What a person did not touch becomes what is new; what a person changed, added or removed stays so, also where the
    new data suggests something else: then it is a conflict, and listed. A feature that a person removed stays removed.
    Edits of a feature that the new data does not have cannot be kept, because monitoring would miss the column: those
    are conflicts, too.

    Args:
        before: What was generated when the live baseline was made (`generated.generated_before`).
        live: What is live now, with edits.
        new: What is generated for the new data.
    """
    found = Found()
    one, two, three = before.tree(), live.tree(), new.tree()
    features = _merged_features(_by_name(one), _by_name(two), _by_name(three), found)
    rest = merged({**one, **_NO_FEATURES}, {**two, **_NO_FEATURES}, {**three, **_NO_FEATURES}, (), found)
    return Merged(
        constraints=Constraints.model_validate({**rest, _FEATURES: features}),
        edits=tuple(found.edits),
        conflicts=tuple(found.conflicts),
    )


def edits_of(before: Constraints, live: Constraints) -> tuple[Edit, ...]:
    """What a person changed in generated constraints."""
    return merge(before, live, before).edits


def _by_name(tree: Mapping[str, Any]) -> dict[str, Any]:
    return {feature["name"]: feature for feature in tree[_FEATURES]}


def _merged_features(
    before: dict[str, Value], live: dict[str, Value], new: dict[str, Value], found: Found
) -> list[Value]:
    values = {
        name: _merged_feature(
            name, before.get(name, ABSENT), live.get(name, ABSENT), new.get(name, ABSENT), found
        )
        for name in {**new, **live, **before}
    }
    wanted = {name for name, value in values.items() if value is not ABSENT}
    return [values[name] for name in merged_order(list(before), list(live), list(new), wanted)]


def _merged_feature(name: str, before: Value, live: Value, new: Value, found: Found) -> Value:
    path = (_FEATURES, name)
    if same(before, live):
        return new
    if live is ABSENT:  # what is suggested for a removed feature does not matter, so it is no conflict
        found.edits.append(Edit.of(path, before, live))
        return ABSENT
    if before is ABSENT and new is ABSENT:
        found.add(path, before, live, new)
        return live
    if new is ABSENT:
        return _lost(before, live, path, found)
    base = {} if before is ABSENT else before
    return _whole(merged(*in_one_place(base, live, new), path, found), live)


def _whole(feature: Value, live: Value) -> Value:
    """With the sign of numbers, which may not be absent where a person's settings keep `num_constraints` there.

    That is so if the column is no longer one of numbers; then no number can have the wrong sign.
    """
    numbers = feature.get(_NUMBERS)
    if numbers is None or _SIGN in numbers:
        return feature
    return {**feature, _NUMBERS: {_SIGN: live[_NUMBERS][_SIGN], **numbers}}


def _lost(before: Value, live: Value, path: tuple[str, ...], found: Found) -> Value:
    """List each edit of a feature that is gone."""
    inside = Found()
    merged(*in_one_place(before, live, before), path, inside)
    found.edits.extend(inside.edits)
    found.conflicts.extend(Conflict(edit=edit, suggested=None, is_kept=False) for edit in inside.edits)
    return ABSENT
