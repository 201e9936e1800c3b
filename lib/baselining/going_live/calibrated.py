"""Generated constraints with a threshold of drift for each feature, if that is wanted and the batch size is known."""

from __future__ import annotations

from baselining.calibration.thresholds import Threshold, calibrate, with_thresholds
from baselining.documents.pair import Documents
from baselining.edits.section import CalibrateSection


def calibrated(
    new: Documents, section: CalibrateSection | None, rows_an_hour: int | None
) -> tuple[Documents, tuple[Threshold, ...], tuple[str, ...]]:
    """The documents with thresholds, those, and why there are none though they are wanted.

    Args:
        new: As generated.
        section: What is wanted; None: nothing.
        rows_an_hour: Of captured traffic, if that is known.
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
    found = calibrate(new, rows=rows, alarms=section.alarms)
    return (
        Documents(statistics=new.statistics, constraints=with_thresholds(new.constraints, found)),
        found,
        (),
    )
