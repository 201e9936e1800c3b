"""Is a baseline sound: each document in itself, both together, and against the data it claims to describe. Pure."""

from __future__ import annotations

from baselining.baselines.verify.against import compare_with_data
from baselining.baselines.verify.finding import Finding, Grade
from baselining.baselines.verify.pair import verify_pair
from baselining.baselines.verify.statistics import verify_statistics

__all__ = ["Finding", "Grade", "compare_with_data", "verify_pair", "verify_statistics"]
