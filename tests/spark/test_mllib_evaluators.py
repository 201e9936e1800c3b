"""Spark's own evaluators, through the JVM, on random data: the container's digits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pyspark.ml.evaluation import (
    BinaryClassificationEvaluator,
    MulticlassClassificationEvaluator,
    RegressionEvaluator,
)
from tests.unit.model_quality.measuring import BINARY, CLASSES, NUMBERS, quality_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

CASES = 5
SHAPES = ("uniform", "ties", "many", "all positive", "all negative", "extremes", "logistic", "two rows")


def binary_rows(shape: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    count = {"many": int(random.integers(2000, 9000)), "two rows": 2}.get(shape, int(random.integers(3, 900)))
    label = random.integers(0, 2, count).astype(float)
    score = random.random(count)
    if shape == "ties":
        score = np.round(score, 1)
    elif shape.startswith("all"):
        label[:] = shape == "all positive"
    elif shape == "extremes":
        score = random.choice([0.0, 1.0, 0.5, 5e-324, np.nextafter(1.0, 0.0), 1e-300], count)
    elif shape == "logistic":
        score = 1 / (1 + np.exp(-random.normal(0, 12, count)))
    return score, label


def one_partition(spark: SparkSession, columns: dict[str, Any]) -> DataFrame:
    rows = list(zip(*(values.tolist() for values in columns.values()), strict=True))
    return spark.createDataFrame(rows, ", ".join(f"{name} double" for name in columns)).coalesce(1)


def points(rdd: Any) -> list[tuple[float, float]]:
    return [(point._1(), point._2()) for point in rdd.collect()]


@pytest.mark.parametrize("shape", SHAPES)
def test_areas_and_curves_are_those_of_binary_classification_metrics(spark: SparkSession, shape: str) -> None:
    evaluator = BinaryClassificationEvaluator(rawPredictionCol="score", labelCol="label", numBins=1000)
    evaluator._transfer_params_to_java()
    java = evaluator._java_obj
    for seed in range(CASES if shape != "many" else CASES // 2):
        score, label = binary_rows(shape, seed)
        metrics = java.getMetrics(one_partition(spark, {"score": score, "label": label})._jdf)

        found = quality_of({"label": label, "prediction": label, "probability": score}, BINARY)

        curves = found.curves
        assert curves is not None
        assert (metrics.areaUnderROC(), metrics.areaUnderPR()) == (curves.auc, curves.au_prc), (shape, seed)
        if seed < 2:
            mine = list(
                zip(curves.false_positive_rates.tolist(), curves.true_positive_rates.tolist(), strict=True)
            )
            assert points(metrics.roc()) == mine
            mine = list(zip(curves.recalls.tolist(), curves.precisions.tolist(), strict=True))
            assert points(metrics.pr()) == mine


@pytest.mark.parametrize("shape", ["normal", "zeros", "large", "tiny", "whole", "one row"])
def test_errors_are_those_of_regression_metrics(spark: SparkSession, shape: str) -> None:
    evaluator = RegressionEvaluator(predictionCol="prediction", labelCol="label")
    evaluator._transfer_params_to_java()
    for seed in range(CASES):
        random = np.random.default_rng(seed)
        count = 1 if shape == "one row" else int(random.integers(2, 1500))
        label = random.normal(5, 3, count)
        guess = label + random.normal(0, 1, count)
        if shape == "zeros":
            label[random.random(count) < 0.5] = 0.0
        elif shape in ("large", "tiny"):
            label, guess = (
                label * (1e100 if shape == "large" else 1e-100),
                guess * (1e100 if shape == "large" else 1e-100),
            )
        elif shape == "whole":
            label, guess = np.round(label), np.round(guess)
        metrics = evaluator._java_obj.getMetrics(
            one_partition(spark, {"label": label, "prediction": guess})._jdf
        )

        found = quality_of({"label": label, "prediction": guess}, NUMBERS).values

        expected = {
            "mae": metrics.meanAbsoluteError(),
            "mse": metrics.meanSquaredError(),
            "rmse": metrics.rootMeanSquaredError(),
            "r2": metrics.r2() if math.isfinite(metrics.r2()) else None,
        }
        assert expected == found, (shape, seed)


def test_weighted_metrics_are_those_of_multiclass_metrics(spark: SparkSession) -> None:
    evaluator = MulticlassClassificationEvaluator(predictionCol="prediction", labelCol="label")
    evaluator._transfer_params_to_java()
    for seed in range(CASES):
        random = np.random.default_rng(seed)
        classes, count = (3, 20)[seed % 2] + seed, int(random.integers(1, 700))
        label = random.integers(0, classes, count).astype(float)
        guess = np.where(random.random(count) < 0.6, label, random.integers(0, classes + 1, count))
        metrics = evaluator._java_obj.getMetrics(
            one_partition(spark, {"prediction": guess, "label": label})._jdf
        )

        found = quality_of({"label": label, "prediction": guess}, CLASSES)

        expected = {
            "accuracy": metrics.accuracy(),
            "weighted_recall": metrics.weightedRecall(),
            "weighted_precision": metrics.weightedPrecision(),
            "weighted_f0_5": metrics.weightedFMeasure(0.5),
            "weighted_f1": metrics.weightedFMeasure(1.0),
            "weighted_f2": metrics.weightedFMeasure(2.0),
        }
        assert expected == {name: found.values[name] for name in expected}, seed
