"""Constraints + an overrides file → the constraints as the file wants them."""

from __future__ import annotations

import copy
from typing import Any

from baselining.documents.constraints import Constraints
from baselining.edits.edit import Edit
from baselining.edits.merge import Merged, edits_of
from baselining.edits.overrides_file import DomainOverrides, FeatureOverrides, MonitoringOverrides, Overrides
from baselining.edits.own_settings import DEFAULT_PLACE, places_of
from baselining.errors import ConfigError

Tree = dict[str, Any]


def override(constraints: Constraints, overrides: Overrides, *, name: str) -> Merged:
    """Put the file's wishes in place of what the constraints say; doing so again changes nothing.

    Args:
        constraints: Merged or generated; what the file does not mention stays as it is.
        overrides: The file.
        name: Its name, for messages.

    Returns:
        The constraints, and what the file changed in them; a file has no conflicts.

    Raises:
        ConfigError: If it names an unknown feature, or adds values where no values are listed.
    """
    tree = copy.deepcopy(constraints.tree())
    features = {feature["name"]: feature for feature in tree["features"]}
    overrides.require_known(_known(features, overrides), name)
    if overrides.monitoring_config is not None:
        tree["monitoring_config"] = _over(tree["monitoring_config"], overrides.monitoring_config)
    for wanted, wish in overrides.features.items():
        if wish.removed:
            features.pop(wanted, None)
        else:
            features[wanted] = _with(features[wanted], wish, f"{name}: features.{wanted}")
    changed = Constraints.model_validate({**tree, "features": list(features.values())})
    edits: tuple[Edit, ...] = edits_of(constraints, changed)
    return Merged(constraints=changed, edits=edits)


def _known(features: dict[str, Tree], overrides: Overrides) -> dict[str, Any]:
    """A feature that is to be removed may be gone already."""
    return {**{name: None for name, wish in overrides.features.items() if wish.removed}, **features}


def _with(feature: Tree, wish: FeatureOverrides, place: str) -> Tree:
    changed = {**feature}
    for member in ("inferred_type", "completeness"):
        if (wanted := getattr(wish, member)) is not None:
            changed[member] = wanted
    if wish.is_non_negative is not None:
        changed["num_constraints"] = {
            **changed.get("num_constraints", {}),
            "is_non_negative": wish.is_non_negative,
        }
    if wish.domains is not None:
        texts = changed.get("string_constraints", {})
        changed["string_constraints"] = {
            **texts,
            "domains": _domain(texts.get("domains"), wish.domains, place),
        }
    if wish.monitoring_config is not None:
        changed = _with_own_settings(changed, wish.monitoring_config)
    return changed


def _domain(listed: list[str] | None, wish: DomainOverrides, place: str) -> list[str]:
    if wish.values is not None:
        return wish.values
    if listed is None:
        raise ConfigError(
            f"{place}.domains adds to or removes from a list of known values, and the new baseline lists none there: "
            "the column has too many values, or no text.",
            hint="Give the whole list as `values`, or remove the key.",
        )
    removed = set(wish.remove)
    return list(dict.fromkeys([*(value for value in listed if value not in removed), *wish.add]))


def _with_own_settings(feature: Tree, wish: MonitoringOverrides) -> Tree:
    """Over the feature's own settings, in every place where it has some: the last one that is read wins."""
    changed = copy.deepcopy(feature)
    for place in places_of(feature) or [DEFAULT_PLACE]:
        holder = changed
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] = _over(holder.get(place[-1], {}), wish)
    return changed


def _over(settings: Tree, wish: MonitoringOverrides) -> Tree:
    given = wish.model_dump(exclude_none=True)
    drift = given.pop("distribution_constraints", None)
    changed = {**settings, **given}
    if drift is not None:
        changed["distribution_constraints"] = {**(settings.get("distribution_constraints") or {}), **drift}
    return changed
