"""Is this the baseline of that data? Compares the documents with those computed anew from the data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from baselining.baselines.verify.finding import Finding, note, wrong
from baselining.baselines.verify.numbers import sketch_of
from baselining.baselines.verify.wrapping import noted, unwrap
from baselining.documents.files import STATISTICS
from baselining.documents.statistics import Kll as KllDocument
from baselining.documents.statistics import Statistics
from baselining.states.kll import Kll, weighted_items

_SPLIT_ROUNDING = 1e-12
"""Relative; sums and deviations of merged splits are that exact, those of one split exact to the last bit."""

_RANK_DISTANCE = 0.01
"""Between sketches of the same values, split differently: each is within 0.25 % of the truth for one split."""

_ROUNDED = ("mean", "sum", "std_dev")


def compare_with_data(found: Statistics, computed: Statistics, *, one_split: bool) -> Iterator[Finding]:
    """The places where the statistics found differ from those of the data.

    Args:
        found: As they are in the file.
        computed: Anew, from the data, in the same layout.
        one_split: Was the data read as one split, so that there is only one right sketch? Of several, the order of
            merging decides; the container's own differ from run to run.
    """
    ours, theirs = (
        document.tree() if one_split else _without_sketches(document) for document in (found, computed)
    )
    yield from _unwrapped(ours, theirs)
    yield from _differences(ours, theirs, f"{STATISTICS}: ", rounding=0.0 if one_split else _SPLIT_ROUNDING)
    if one_split:
        return
    theirs = _sketches(computed)
    for name, sketch in _sketches(found).items():
        if name in theirs and sketch.tree() != theirs[name].tree():
            yield _compare_sketches(sketch, theirs[name], name)


def _unwrapped(found: dict[str, Any], computed: dict[str, Any]) -> Iterator[Finding]:
    """Note the sums found that wrapped around; afterwards they are those of the computed tree, too."""
    theirs = {feature["name"]: feature for feature in computed["features"]}
    for feature in found["features"]:
        numbers, anew = (
            each.get("numerical_statistics") for each in (feature, theirs.get(feature["name"], {}))
        )
        if feature["inferred_type"] == "Integral" and numbers and anew and unwrap(numbers, anew):
            yield noted(f"{STATISTICS}: features[{feature['name']!r}].numerical_statistics")


def _differences(found: Any, computed: Any, path: str, *, rounding: float) -> Iterator[Finding]:
    if isinstance(found, dict) and isinstance(computed, dict):
        if found.keys() != computed.keys():
            odd = sorted(found.keys() ^ computed.keys())
            yield wrong(
                path.rstrip(". "), f"members there and in the data's statistics differ: {', '.join(odd)}"
            )
        for key in (key for key in found if key in computed):
            yield from _differences(found[key], computed[key], f"{path}{key}.", rounding=rounding)
    elif isinstance(found, list) and isinstance(computed, list) and _are_features(found + computed):
        yield from _feature_differences(found, computed, path, rounding)
    elif _are_objects(found) and _are_objects(computed) and len(found) == len(computed):
        for number, (ours, theirs) in enumerate(zip(found, computed, strict=True)):
            yield from _differences(ours, theirs, f"{path.rstrip('.')}[{number}].", rounding=rounding)
    elif not _same(found, computed, rounding if path.rstrip(".").endswith(_ROUNDED) else 0.0):
        yield wrong(path.rstrip("."), "it is not that of the data")


def _feature_differences(
    found: list[Any], computed: list[Any], path: str, rounding: float
) -> Iterator[Finding]:
    ours, theirs = ([feature["name"] for feature in features] for features in (found, computed))
    if ours != theirs:
        odd = [name for name in [*ours, *theirs] if (name in ours) != (name in theirs)]
        what = (
            f"those of the data differ in {', '.join(map(repr, odd[:5]))}" if odd else "their order differs"
        )
        yield wrong(path.rstrip("."), what)
    by_name = {feature["name"]: feature for feature in computed}
    for feature in found:
        if feature["name"] in by_name:
            inside = f"{path.rstrip('.')}[{feature['name']!r}]."
            yield from _differences(feature, by_name[feature["name"]], inside, rounding=rounding)


def _are_objects(items: Any) -> bool:
    return isinstance(items, list) and bool(items) and all(isinstance(item, dict) for item in items)


def _are_features(items: list[Any]) -> bool:
    return _are_objects(items) and all("inferred_type" in item for item in items)


def _same(a: Any, b: Any, rounding: float) -> bool:
    if rounding and isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=rounding, abs_tol=rounding)
    return type(a) is type(b) and repr(a) == repr(b)


def _without_sketches(statistics: Statistics) -> dict[str, Any]:
    tree = statistics.tree()
    for feature in tree["features"]:
        distribution = feature.get("numerical_statistics", {}).get("distribution")
        if distribution and "kll" in distribution:
            distribution["kll"] = {
                "bounds": [[b["lower_bound"], b["upper_bound"]] for b in distribution["kll"]["buckets"]]
            }
    return tree


def _sketches(statistics: Statistics) -> dict[str, KllDocument]:
    return {
        feature.name: feature.numerical_statistics.distribution.kll
        for feature in statistics.features
        if feature.numerical_statistics
        and feature.numerical_statistics.distribution
        and feature.numerical_statistics.distribution.kll
    }


def _compare_sketches(found: KllDocument, computed: KllDocument, name: str) -> Finding:
    place = f"{STATISTICS}: features[{name!r}].numerical_statistics.distribution.kll"
    distance = _rank_distance(sketch_of(found), sketch_of(computed))
    if distance > _RANK_DISTANCE:
        return wrong(place, f"its ranks are up to {distance:.1%} away from those of the data")
    return note(place, "the sketch is that of another split of the same data")


def _rank_distance(a: Kll, b: Kll) -> float:
    """The largest difference of the two distribution functions (Kolmogorov-Smirnov)."""
    if not (a.weight and b.weight):
        return 1.0
    (items_a, ranks_a), (items_b, ranks_b) = weighted_items(a), weighted_items(b)
    points = np.union1d(items_a, items_b)
    share_a, share_b = (
        np.concatenate([[0], ranks])[np.searchsorted(items, points, side="right")] / ranks[-1]
        for items, ranks in ((items_a, ranks_a), (items_b, ranks_b))
    )
    return float(np.abs(share_a - share_b).max())
