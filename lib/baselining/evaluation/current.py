"""What has to be known of the data that is evaluated: more than its statistics document says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baselining.documents.statistics import FeatureStatistics, Statistics

if TYPE_CHECKING:
    from baselining.profile import DatasetProfile
    from baselining.states.column import CellClasses


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The current data of a monitoring run.

    Attributes:
        statistics: Its statistics document.
        classes: Cells by class, by column. The document has the type of a column only, and the data type check needs
            the share of cells of that type.
        values: By column, how many cells have which text; all texts, or at least those of the domain it is held
            against. A column that is not here cannot be held against a domain.
    """

    statistics: Statistics
    classes: Mapping[str, CellClasses]
    values: Mapping[str, Mapping[str, int]]

    @property
    def features(self) -> dict[str, FeatureStatistics]:
        """The statistics of each column, in order."""
        return {feature.name: feature for feature in self.statistics.features}


def current_of(
    profile: DatasetProfile, statistics: Statistics, counted: Mapping[str, Mapping[str, int]] | None = None
) -> Current:
    """What a profile says of the current data.

    Args:
        profile: Of the data.
        statistics: What `summarize` makes of it.
        counted: How many cells have which text of a domain, for columns whose categories the profile does not keep
            because they are too many, or typed numbers.
    """
    kept = {name: each.categories for name, each in profile.columns.items() if each.categories is not None}
    return Current(
        statistics=statistics,
        classes={name: column.classes for name, column in profile.columns.items()},
        values={**(counted or {}), **kept},
    )
