"""Small datasets, as a monitoring run would see them."""

from __future__ import annotations

from typing import Any

from tests.unit.baselines.golden_profiles import profile_of_csv

from baselining.baselines.suggest import suggest
from baselining.baselines.summarize import summarize
from baselining.documents.constraints import Constraints
from baselining.documents.statistics import Statistics
from baselining.evaluation.current import Current, current_of
from baselining.evaluation.evaluate import Evaluation


def csv_of(columns: dict[str, list[str]]) -> bytes:
    """Plain CSV with a header; an empty text is a missing cell."""
    rows = [list(columns), *map(list, zip(*columns.values(), strict=True))]
    return "".join(",".join(row) + "\n" for row in rows).encode()


def current_csv(raw: bytes, *, header: bool = True) -> Current:
    """The current data of a plain CSV file."""
    profile = profile_of_csv(raw, header=header)
    return current_of(profile, summarize(profile))


def current(columns: dict[str, list[str]]) -> Current:
    """Current data of these columns."""
    return current_csv(csv_of(columns))


def baseline(columns: dict[str, list[str]]) -> tuple[Statistics, Constraints]:
    """The baseline that these columns suggest."""
    statistics = current(columns).statistics
    return statistics, suggest(statistics)


def edited(constraints: Constraints, *, feature: dict[str, Any] | None = None, **config: Any) -> Constraints:
    """With other settings for all features, and other members of the first feature."""
    tree = constraints.tree()
    distribution = config.pop("distribution_constraints", {})
    tree["monitoring_config"] |= config
    tree["monitoring_config"]["distribution_constraints"] |= distribution
    tree["features"][0] |= feature or {}
    return Constraints.model_validate(tree)


def found(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Feature and check of each violation."""
    return [(each.feature, each.check.value) for each in evaluation.violations]
