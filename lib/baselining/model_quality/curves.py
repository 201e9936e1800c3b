"""Curves and the areas below them, in the digits of Spark's `BinaryClassificationMetrics`.

The container asks for `numBins = 1000` of one partition: above 2,000 distinct scores, floor(distinct / 1000)
neighbours, from the highest score down, become one point. Areas are trapezoids, added up from left to right.
Source: mllib/src/main/scala/org/apache/spark/mllib/evaluation/{BinaryClassificationMetrics,AreaUnderCurve}.scala.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from baselining.states.model_quality.scores import Scores

BINS = 1000

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curves:
    """Both curves, by falling score, and the areas below them.

    The first is one of true over false positive rates, the second of precision over recall.
    """

    false_positive_rates: Points
    true_positive_rates: Points
    precisions: Points
    recalls: Points
    auc: float
    au_prc: float


def curves_of(scores: Scores, *, exact: bool) -> Curves | None:
    """The curves; None without rows.

    Args:
        exact: A point for each distinct score, whatever their number; else as the container has it. Scores that share
            bins already have areas of all bins, and curves of about `BINS` points.
    """
    positives, negatives = scores.positives[::-1], scores.negatives[::-1]
    if not positives.size:
        return None
    if exact:
        return _curves(positives, negatives)
    if not scores.shift:
        return _curves(*(_in_groups(counts, counts.size // BINS) for counts in (positives, negatives)))
    whole = _curves(positives, negatives)
    drawn = _curves(*_by_weight(positives, negatives))
    return Curves(
        drawn.false_positive_rates,
        drawn.true_positive_rates,
        drawn.precisions,
        drawn.recalls,
        whole.auc,
        whole.au_prc,
    )


def _curves(positives: npt.NDArray[np.int64], negatives: npt.NDArray[np.int64]) -> Curves:
    true, false = np.cumsum(positives), np.cumsum(negatives)
    recalls = true / true[-1] if true[-1] else np.zeros(true.size)
    false_rates = false / false[-1] if false[-1] else np.zeros(false.size)
    precisions = true / (true + false)
    roc_x, roc_y = np.concatenate([[0.0], false_rates, [1.0]]), np.concatenate([[0.0], recalls, [1.0]])
    pr_x, pr_y = np.concatenate([[0.0], recalls]), np.concatenate([precisions[:1], precisions])
    return Curves(roc_x, roc_y, pr_y, pr_x, _area(roc_x, roc_y), _area(pr_x, pr_y))


def _area(x: Points, y: Points) -> float:
    """One trapezoid after another: `np.cumsum` adds from left to right, `np.sum` does not."""
    return float(np.cumsum(np.diff(x) * (y[1:] + y[:-1]) / 2.0)[-1])


def _in_groups(counts: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    return counts if size < 2 else np.add.reduceat(counts, np.arange(0, counts.size, size))


def _by_weight(
    positives: npt.NDArray[np.int64], negatives: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Neighbouring bins together, of about as many rows each."""
    rows = np.cumsum(positives + negatives)
    group = (rows - 1) * BINS // rows[-1]
    starts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    return np.add.reduceat(positives, starts), np.add.reduceat(negatives, starts)
