"""A feature's own settings, which stand in one of six places: brought to one place before they are merged.

Both spellings are read, in the feature and inside its constraints (`evaluation/rules.py` has the sources). Where a
person wrote them is where they stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from baselining.edits.edit import ABSENT, Path
from baselining.evaluation.rules import OVERRIDES

_PARTS: tuple[Path, ...] = ((), ("num_constraints",), ("string_constraints",))
Tree = Mapping[str, Any]

DEFAULT_PLACE: Path = ("monitoringConfigOverrides",)
"""In the feature, as AWS's page on constraints spells it; where nobody has written any yet."""


def places_of(feature: Tree) -> list[Path]:
    """Where this feature has settings of its own."""
    return list(_places(feature))


def _places(feature: Tree) -> Iterator[Path]:
    for part in _PARTS:
        holder = feature.get(part[0]) if part else feature
        for name in OVERRIDES:
            if isinstance(holder, Mapping) and name in holder:
                yield (*part, name)


def in_one_place(before: Tree, live: Tree, new: Tree) -> tuple[Tree, Tree, Tree]:
    """The same three features, with their own settings in one place: the person's, else the new, else the old one.

    Features in which settings stand in several places at once are left as they are.
    """
    trees = (before, live, new)
    places = [places_of(each) for each in trees]
    if any(len(each) > 1 for each in places):
        return trees
    chosen = next((places[index][0] for index in _by_precedence(places) if places[index]), None)
    if chosen is None:
        return trees
    moved = [
        _moved(tree, found[0], chosen) if found else tree for tree, found in zip(trees, places, strict=True)
    ]
    return moved[0], moved[1], moved[2]


def _by_precedence(places: Sequence[list[Path]]) -> tuple[int, ...]:
    """A place that the person did not choose may change with what is generated."""
    before, live, _ = places
    return (2, 1, 0) if live == before else (1, 2, 0)


def _moved(feature: Tree, place: Path, chosen: Path) -> Tree:
    if place == chosen:
        return feature
    settings = _get(feature, place)
    return with_settings(_without(feature, place), chosen, settings)


def _get(feature: Tree, place: Path) -> Any:
    found: Any = feature
    for name in place:
        found = found[name]
    return found


def _without(feature: Tree, place: Path) -> Tree:
    if len(place) == 1:
        return {name: value for name, value in feature.items() if name != place[0]}
    rest = _without(feature[place[0]], place[1:])
    members = {**feature, place[0]: rest if rest else ABSENT}
    return {name: value for name, value in members.items() if value is not ABSENT}


def with_settings(feature: Tree, place: Path, settings: Any) -> Tree:
    """The feature with these settings at this place."""
    if len(place) == 1:
        return {**feature, place[0]: settings}
    return {**feature, place[0]: {**feature.get(place[0], {}), place[1]: settings}}
