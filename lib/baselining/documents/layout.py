"""Which members the container wrote at which time (docs/format.md, "Generations")."""

from __future__ import annotations

from enum import Enum


class FormatVersion(str, Enum):
    """A generation of the documents, named by when it was first seen."""

    V2020 = "2020"
    V2024_03 = "2024-03"
    CURRENT = "current"

    @property
    def has_completeness_statistics(self) -> bool:
        """Do statistics carry `completeness` and `approximate_num_distinct_values`? Since some time in 2024."""
        return self is FormatVersion.CURRENT

    @property
    def has_categorical_drift(self) -> bool:
        """Do constraints carry `categorical_comparison_threshold` and `categorical_drift_method`? Since 2024-03."""
        return self is not FormatVersion.V2020
