"""A small model of flight delays, for the demo's part on model quality: a logistic regression in NumPy.

It is trained on the first half of the year and predicts, at departure, whether a flight of the second half arrives more
than fifteen minutes late. Flights that never arrived have no ground truth, as in life.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

LATE = 15
_STEPS = 8


def write_scored(old: Path, new: Path, file: Path) -> None:
    """Train on `old`, score `new`: carrier, origin, probability, prediction, and late (empty where nobody knows)."""
    trained_on, flights = pd.read_parquet(old).dropna(subset=["arr_delay"]), pd.read_parquet(new)
    weights = _fit(_features(trained_on), (trained_on["arr_delay"] > LATE).to_numpy(float))
    probability = _probability(_features(flights), weights)
    pd.DataFrame(
        {
            "carrier": flights["carrier"],
            "origin": flights["origin"],
            "probability": probability,
            "prediction": (probability > 0.5).astype(int),
            "late": (flights["arr_delay"] > LATE).astype("Int64").where(flights["arr_delay"].notna()),
        }
    ).to_parquet(file, index=False)


def _features(flights: pd.DataFrame) -> np.ndarray:
    delay = flights["dep_delay"].fillna(0).clip(-20, 90).to_numpy(float)
    columns = [
        np.ones(len(flights)),
        delay / 30,
        (delay > LATE),
        flights["distance"] / 1000,
        flights["hour"] / 24,
    ]
    return np.column_stack([np.asarray(column, float) for column in columns])


def _fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Newton's method for the likelihood of a logistic regression."""
    weights = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = _probability(x, weights)
        weights += np.linalg.solve(
            (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(x.shape[1]), x.T @ (y - p)
        )
    return weights


def _probability(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x @ weights)))
