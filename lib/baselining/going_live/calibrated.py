"""Generated constraints with a threshold of drift for each feature, if that is wanted and the batch size is known."""

from __future__ import annotations

from baselining.calibration.thresholds import Threshold, calibrate, with_thresholds
from baselining.documents.pair import Documents
from baselining.edits.overrides_file import Overrides
from baselining.edits.section import CalibrateSection


def calibrated(
    new: Documents,
    section: CalibrateSection | None,
    rows_an_hour: int | None,
    overrides: Overrides | None = None,
) -> tuple[Documents, tuple[Threshold, ...], tuple[str, ...]]:
    """The documents with thresholds, those, and why there are none though they are wanted.

    Args:
        new: As generated.
        section: What is wanted; None: nothing.
        rows_an_hour: Of captured traffic, if that is known.
        overrides: Features whose drift it settles are left out: a threshold of one method is another one of another.
    """
    if section is None:
        return new, (), ()
    rows = section.rows if section.rows is not None else rows_an_hour
    if not rows:
        why = (
            "Thresholds were not calibrated: how many rows a batch has is neither given (calibrate.rows) nor known of "
            "captured traffic (judge.traffic)."
        )
        return new, (), (why,)
    settled = _settled(overrides)
    found = tuple(
        each for each in calibrate(new, rows=rows, alarms=section.alarms) if each.feature not in settled
    )
    return (
        Documents(statistics=new.statistics, constraints=with_thresholds(new.constraints, found)),
        found,
        (),
    )


def _settled(overrides: Overrides | None) -> set[str]:
    wishes = {} if overrides is None else overrides.features
    return {
        name
        for name, wish in wishes.items()
        if wish.monitoring_config is not None and wish.monitoring_config.distribution_constraints is not None
    }
