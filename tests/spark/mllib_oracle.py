"""What Spark MLlib's own evaluators say in the JVM, of rows in one partition, as the container asks them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from baselining.model_quality.measure import Quality

Columns = dict[str, npt.NDArray[np.float64]]
_CURVES = (
    ("roc", "false_positive_rates", "true_positive_rates"),
    ("pr", "recalls", "precisions"),
)


@contextmanager
def _evaluator(spark: SparkSession, name: str, columns: Sequence[npt.NDArray[np.float64]]) -> Iterator[Any]:
    with NamedTemporaryFile(suffix=".parquet") as file:  # one small file is one partition
        pq.write_table(pa.table(dict(zip("ab", columns, strict=True))), file.name)
        jvm: Any = spark.sparkContext._jvm
        yield getattr(jvm.org.apache.spark.mllib.evaluation, name)(spark.read.parquet(file.name)._jdf)


def binary_by_mllib(spark: SparkSession, rows: Columns) -> dict[str, float | list[float]]:
    """Areas, and both curves point by point."""
    with _evaluator(spark, "BinaryClassificationMetrics", [rows["probability"], rows["label"]]) as found:
        assert found.numBins() == 1000
        curves: dict[str, float | list[float]] = {}
        for curve, x, y in _CURVES:
            text = getattr(found, curve)().toJavaRDD().collect().toString()
            points = json.loads(text.replace("(", "[").replace(")", "]"))
            curves[x], curves[y] = [point[0] for point in points], [point[1] for point in points]
        return {"auc": found.areaUnderROC(), "au_prc": found.areaUnderPR(), **curves}


def regression_by_mllib(spark: SparkSession, rows: Columns) -> dict[str, float | list[float]]:
    """Errors; r2 is left out where it is no number."""
    with _evaluator(spark, "RegressionMetrics", [rows["prediction"], rows["label"]]) as found:
        values = {
            "mae": found.meanAbsoluteError(),
            "mse": found.meanSquaredError(),
            "rmse": found.rootMeanSquaredError(),
            "r2": found.r2(),
        }
        return {name: value for name, value in values.items() if math.isfinite(value)}


def classes_by_mllib(spark: SparkSession, rows: Columns) -> dict[str, float | list[float]]:
    """Accuracy and weighted metrics."""
    with _evaluator(spark, "MulticlassMetrics", [rows["prediction"], rows["label"]]) as found:
        return {
            "accuracy": found.accuracy(),
            "weighted_recall": found.weightedRecall(),
            "weighted_precision": found.weightedPrecision(),
            **{
                f"weighted_{name}": found.weightedFMeasure(beta)
                for name, beta in (("f0_5", 0.5), ("f1", 1.0), ("f2", 2.0))
            },
        }


def apart(quality: Quality, expected: dict[str, float | list[float]]) -> dict[str, float]:
    """By how much each metric, or the points of a curve, differ at most."""
    found: dict[str, float] = {}
    for name, value in expected.items():
        mine = getattr(quality.curves, name).tolist() if isinstance(value, list) else [quality.values[name]]
        theirs = value if isinstance(value, list) else [value]
        assert len(mine) == len(theirs), name
        found[name] = max(0.0 if a == b else abs(a - b) for a, b in zip(mine, theirs, strict=True))
    return found


def _probabilities(size: int, seed: int, digits: int | None = None) -> Columns:
    random = np.random.default_rng(seed)
    scores = 1 / (1 + np.exp(-random.normal(-1, 2, size)))
    scores = scores if digits is None else np.round(scores, digits)
    label = (random.random(size) < scores).astype(float)
    return {"probability": scores, "label": label, "prediction": (scores > 0.5).astype(float)}


def _extremes(size: int) -> Columns:
    random = np.random.default_rng(4)
    ends = [0.0, 5e-324, 1e-300, 0.5, np.nextafter(0.5, 1), 1 - 2.0**-53, 1.0]
    label = random.integers(0, 2, size).astype(float)
    return {"probability": random.choice(ends, size), "label": label, "prediction": label}


def _numbers(size: int, seed: int, scale: float = 1.0, zeros: float = 0.0) -> Columns:
    random = np.random.default_rng(seed)
    label = np.where(random.random(size) < zeros, 0.0, random.normal(3, 2, size)) * scale
    return {"label": label, "prediction": label + random.normal(0, 1, size) * scale}


def _labels(size: int, classes: Sequence[float], seed: int) -> Columns:
    random = np.random.default_rng(seed)
    label = random.choice(classes, size)
    return {
        "label": label,
        "prediction": np.where(random.random(size) < 0.7, label, random.choice(classes, size)),
    }


BINARY_ROWS: dict[str, Callable[[], Columns]] = {
    "ties": lambda: _probabilities(700, 1, 2),
    "more than 2,000 distinct scores": lambda: _probabilities(5300, 2),
    "one class": lambda: {**_probabilities(300, 3, 1), "label": np.ones(300)},
    "extremes": lambda: _extremes(250),
}
REGRESSION_ROWS: dict[str, Callable[[], Columns]] = {
    "normal": lambda: _numbers(900, 5),
    "many zeros": lambda: _numbers(900, 6, zeros=0.6),
    "tiny": lambda: _numbers(400, 7, 1e-100),
    "huge": lambda: _numbers(400, 8, 1e100),
    "one row": lambda: _numbers(1, 9),
}
CLASS_ROWS: dict[str, Callable[[], Columns]] = {
    "24 classes": lambda: _labels(2000, [float(i) for i in range(24)], 10),
    "fractions, and below 0": lambda: _labels(500, [-1.5, 0.25, 7.0, 1e6], 11),
    "one slot of a table": lambda: _labels(300, [-5227.5, -4130.6, -24414.7], 13),
    "one class": lambda: _labels(50, [3.0], 12),
}
