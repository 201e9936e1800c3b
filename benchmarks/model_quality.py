"""A binary baseline with probabilities, in one pass: against scikit-learn in memory and Spark MLlib's evaluators.

python -m benchmarks.model_quality [ROWS] [SPARK_ROWS]

All read the same Parquet file, in one run; scikit-learn from a pandas frame. MLlib's evaluators get fewer rows,
as this one does for that ratio. Reading alone is pyarrow's, of the three columns, on the same cores. What is read is
in the page cache, so the rate in MB/s is that of the processors, and storage that gives less bounds the whole: a gp3
volume gives 125 MiB/s unless more is paid for ("Amazon EBS volume types").
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession  # noqa: TC002 - loaded anyway
from sklearn import metrics

from baselining.config import ModelQualitySection
from baselining.dataset.spec import DatasetSpec
from baselining.model_quality_pipeline import MeasuredQuality, measure_quality
from baselining.spark.session.start import SessionSpec, open_session
from baselining.world.events import SILENCE
from benchmarks.common import machine, written

_STEP = 2_000_000


def scored(rows: int) -> Path:
    """Probabilities of 17 digits, predictions and labels; written once."""
    random = np.random.default_rng(7)

    def piece(size: int) -> pa.Table:
        probability = 1 / (1 + np.exp(-random.normal(-1, 2, size)))
        label = (random.random(size) < probability).astype(np.int32)
        guess = (probability > 0.5).astype(np.int32)
        return pa.table({"probability": probability, "prediction": guess, "label": label})

    return written(f"scored-{rows}.parquet", rows, _STEP, piece)


def ours(file: Path) -> MeasuredQuality:
    """All metrics, with deviations, in the session that is running."""
    section = ModelQualitySection(
        problem_type="BinaryClassification",  # type: ignore[arg-type]
        ground_truth="label",
        inference="prediction",
        probability=["probability"],
    )
    return measure_quality(DatasetSpec(uri=str(file)), section, session=SessionSpec(), events=SILENCE)


def by_sklearn(file: Path) -> float:
    """The same metrics, without deviations."""
    table = pd.read_parquet(file)
    label, guess, score = table["label"], table["prediction"], table["probability"]
    metrics.confusion_matrix(label, guess)
    for metric in (metrics.recall_score, metrics.precision_score, metrics.accuracy_score, metrics.f1_score):
        metric(label, guess)
    for beta in (0.5, 2.0):
        metrics.fbeta_score(label, guess, beta=beta)
    metrics.roc_curve(label, score)
    metrics.precision_recall_curve(label, score)
    metrics.average_precision_score(label, score)
    return float(metrics.roc_auc_score(label, score))


def by_mllib(spark: SparkSession, file: Path) -> float:
    """The same metrics by Spark's evaluators, in the session's own number of partitions."""
    from pyspark.ml.evaluation import BinaryClassificationEvaluator, MulticlassClassificationEvaluator

    frame = spark.read.parquet(str(file)).selectExpr(
        "probability as score", "double(prediction) prediction", "double(label) label"
    )
    binary = BinaryClassificationEvaluator(rawPredictionCol="score", labelCol="label", numBins=1000)
    area = binary.evaluate(frame)
    binary.evaluate(frame, {binary.metricName: "areaUnderPR"})
    classes = MulticlassClassificationEvaluator(predictionCol="prediction", labelCol="label", metricLabel=1.0)
    for name in (
        "accuracy",
        "recallByLabel",
        "precisionByLabel",
        "falsePositiveRateByLabel",
        "fMeasureByLabel",
    ):
        classes.evaluate(frame, {classes.metricName: name})
    return float(area)


def seconds(action: Callable[[], object]) -> tuple[float, object]:
    """How long it takes, and what comes of it."""
    started = time.perf_counter()
    found = action()
    return time.perf_counter() - started, found


def main() -> None:
    """Print the ratios."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    part = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000_000
    spark = open_session(SessionSpec(master="local[2]"))
    file, small = scored(rows), scored(part)
    ours(small)  # kernels are loaded, Spark is warm
    reading, _ = seconds(lambda: pq.read_table(file))
    mine, measured = seconds(lambda: ours(file))
    sklearn, area = seconds(lambda: by_sklearn(file))
    again, _ = seconds(lambda: ours(file))
    mllib, _ = seconds(lambda: by_mllib(spark, small))
    fair, _ = seconds(lambda: ours(small))
    best = min(mine, again)
    assert isinstance(measured, MeasuredQuality)
    assert isinstance(area, float)
    apart, bound = (
        abs(area - (measured.quality.values["auc"] or 0.0)),
        measured.run["auc_changed_by_bins_at_most"],
    )
    print(machine())
    print(
        f"{rows:,} rows, distinct probabilities, with deviations: {best:.1f} s, {rows / best / 1e6:.1f} M rows/s"
    )
    size = file.stat().st_size / 1e6
    print(f"  that is {size / best:.0f} MB/s of Parquet, {size * 1e6 / rows:.1f} bytes a row")
    print(f"  pyarrow only reads the columns: {reading:.1f} s, {reading / best:.0%} of that")
    print(f"  the run's record: {measured.run['score_bins']:,} bins, which change auc by at most {bound}")
    print(
        f"  scikit-learn, from Parquet in memory: {sklearn:.1f} s, {sklearn / best:.1f} x; auc differs by {apart:.1e}"
    )
    print(f"{part:,} rows: {fair:.1f} s; Spark MLlib's evaluators: {mllib:.1f} s, {mllib / fair:.1f} x")
    spark.stop()


if __name__ == "__main__":
    main()
