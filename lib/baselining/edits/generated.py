"""What was generated when a baseline was made, where that is not recorded: it follows from the statistics."""

from __future__ import annotations

from baselining.baselines.suggest import suggest
from baselining.documents.constraints import Constraints
from baselining.documents.layout import FormatVersion
from baselining.documents.pair import Documents


def generated_before(live: Documents) -> Constraints:
    """The constraints that the container, or this project, suggested for the live baseline's own statistics.

    The layout is that of the live documents: statistics with completeness are of the current one, and thresholds for
    categories have been written since 2024-03.
    """
    return suggest(live.statistics, layout_of(live))


def layout_of(documents: Documents) -> FormatVersion:
    """Which generation of the documents this is."""
    parts = [each.numerical_statistics or each.string_statistics for each in documents.statistics.features]
    if any(part is not None and part.completeness is not None for part in parts):
        return FormatVersion.CURRENT
    drift = documents.constraints.monitoring_config.distribution_constraints
    has_categories = drift is not None and (
        drift.categorical_comparison_threshold is not None or drift.categorical_drift_method is not None
    )
    return FormatVersion.V2024_03 if has_categories else FormatVersion.V2020
