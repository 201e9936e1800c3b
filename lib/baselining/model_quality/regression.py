"""Metrics of a regression, in the digits of Spark's `RegressionMetrics`, or as exactly as sums are known.

Source: mllib/src/main/scala/org/apache/spark/mllib/evaluation/RegressionMetrics.scala and
mllib/src/main/scala/org/apache/spark/ml/stat/Summarizer.scala.
"""

from __future__ import annotations

import math

import numpy as np

from baselining.model_quality.classification import Values
from baselining.states.model_quality.errors import (
    COUNT,
    L1,
    L1_LOST,
    L2,
    L2_LOST,
    LABELS,
    M2,
    MEAN,
    Vectors,
)


def regression_values(vector: Vectors, *, exact: bool) -> Values:
    """mae, mse, rmse and r2; r2 is None where the ground truth is one number, and all are without rows.

    Args:
        vector: Of `Errors`, one.
        exact: From sums of twice the precision; else in Spark's order of operations.
    """
    count = float(vector[COUNT])
    if not count:
        return dict.fromkeys(("mae", "mse", "rmse", "r2"))
    if exact:
        absolute, squared = float(vector[L1] + vector[L1_LOST]), float(vector[L2] + vector[L2_LOST])
    else:
        root = math.sqrt(float(vector[L2]))
        absolute, squared = float(vector[L1]), root * root
    around = _spread(vector, exact=exact)
    mse = squared / count
    return {
        "mae": absolute / count,
        "mse": mse,
        "rmse": math.sqrt(mse),
        "r2": 1.0 - squared / around if around else None,
    }


def _spread(vector: Vectors, *, exact: bool) -> float:
    """Squared differences of the ground truth from its mean; Spark divides by n - 1 and multiplies again."""
    count, labels, mean, m2 = (float(vector[place]) for place in (COUNT, LABELS, MEAN, M2))
    found = m2 + mean * mean * labels * (count - labels) / count
    if exact or count == 1:
        return found if count > 1 else 0.0
    return max(found / (count - count / count), 0.0) * (count - 1.0)


def is_finite(vector: Vectors) -> bool:
    """Do squares of errors and of the ground truth fit into doubles?"""
    return bool(np.isfinite(vector[[L1, L2, M2]]).all())
