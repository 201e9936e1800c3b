"""Does `statistics.json` agree with itself? Most of it is said twice, so most damage shows."""

from __future__ import annotations

from collections.abc import Iterator

from baselining.baselines.verify.categories import verify_categories
from baselining.baselines.verify.finding import Finding, wrong
from baselining.baselines.verify.numbers import verify_numbers
from baselining.documents.files import STATISTICS
from baselining.documents.statistics import Common, FeatureStatistics, Statistics


def verify_statistics(statistics: Statistics) -> Iterator[Finding]:
    """Everything in the document that contradicts something else in it."""
    items = statistics.dataset.item_count
    if not items:
        yield wrong(f"{STATISTICS}: dataset.item_count", "a baseline of no rows constrains nothing")
    if not statistics.features:
        yield wrong(f"{STATISTICS}: features", "a baseline without features constrains nothing")
    for feature in statistics.features:
        yield from _verify_feature(feature, items)


def _verify_feature(feature: FeatureStatistics, items: int) -> Iterator[Finding]:
    place = f"{STATISTICS}: features[{feature.name!r}]"
    numbers, text = feature.numerical_statistics, feature.string_statistics
    expected = {"Unknown": (), "String": ("string_statistics",)}.get(
        feature.inferred_type, ("numerical_statistics",)
    )
    found = tuple(
        name for name, value in (("numerical_statistics", numbers), ("string_statistics", text)) if value
    )
    if found != expected:
        yield wrong(
            place,
            f"{feature.inferred_type} features have {_listed(expected)}, this one has {_listed(found)}",
        )
    if numbers:
        inside = f"{place}.numerical_statistics"
        yield from _verify_cells(numbers.common, numbers.completeness, items, inside)
        yield from verify_numbers(numbers, is_integral=feature.inferred_type == "Integral", place=inside)
    if text:
        inside = f"{place}.string_statistics"
        yield from _verify_cells(text.common, text.completeness, items, inside)
        yield from verify_categories(text, inside)


def _verify_cells(common: Common, completeness: float | None, items: int, place: str) -> Iterator[Finding]:
    cells = common.num_present + common.num_missing
    if cells != items:
        yield wrong(
            f"{place}.common",
            f"{common.num_present:,} present and {common.num_missing:,} missing cells are not {items:,} rows",
        )
    elif not common.num_present:
        yield wrong(f"{place}.common", "a feature without a present cell is Unknown and has no statistics")
    if completeness is not None and cells and completeness != common.num_present / cells:
        yield wrong(f"{place}.completeness", "it is not num_present / (num_present + num_missing)")


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(names) or "no statistics"
