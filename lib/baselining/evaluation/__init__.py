"""A baseline held against current data, as a monitoring run of the container does it: values in, violations out.

`evaluate` is the whole of it. Nothing here knows Spark, S3 or files; docs/evaluate.md explains the checks, the two
distances, and which rules have evidence.
"""

from __future__ import annotations

from baselining.evaluation.current import Current, current_of
from baselining.evaluation.evaluate import Evaluation, How, evaluate
from baselining.evaluation.hours import ByHour, evaluate_by_hour
from baselining.evaluation.violation import Check, Checks, Distance, Drift, Violation

__all__ = [
    "ByHour",
    "Check",
    "Checks",
    "Current",
    "Distance",
    "Drift",
    "Evaluation",
    "How",
    "Violation",
    "current_of",
    "evaluate",
    "evaluate_by_hour",
]
