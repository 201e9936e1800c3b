"""The table of metrics × oracle × largest difference, of random rows and of what the container printed.

python -m benchmarks.model_quality_oracles [SETS]

scikit-learn is asked about SETS random sets of rows of each problem, with `--exact`; Spark MLlib, in the JVM, about the
rows of tests/spark/mllib_oracle.py, without; and the documents that the container printed are compared digit by digit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from pyspark.sql import SparkSession  # noqa: TC002 - loaded anyway
from tests.golden_data import golden
from tests.spark import mllib_oracle as mllib
from tests.unit.model_quality import test_goldens as printed
from tests.unit.model_quality.measuring import BINARY, CLASSES, NUMBERS, quality_of
from tests.unit.model_quality.test_scikit_learn import (
    binary_by_sklearn,
    classes_by_sklearn,
    numbers_by_sklearn,
)

from baselining.spark.session.start import SessionSpec, open_session
from baselining.states.model_quality.question import Question

Row = tuple[str, str, str, float]
"""Problem, metric, oracle, difference."""


def by_sklearn(sets: int) -> Iterator[Row]:
    """Relative differences, absolute below 1."""
    random = np.random.default_rng(1)
    for _ in range(sets):
        size = int(random.integers(5, 400))
        score = np.round(random.random(size), int(random.integers(1, 17)))
        truth = (random.random(size) < score).astype(int)
        guess = (score > random.random()).astype(int)
        names = random.choice(list("abcdef"), size)
        wrong = np.where(random.random(size) < 0.7, names, random.choice(list("abcdefg"), size))
        numbers = random.normal(random.normal(0, 100), 10, size)
        close = numbers + random.normal(0, 3, size)
        for question, columns, expected in (
            (
                BINARY,
                {"label": truth, "prediction": guess, "probability": score},
                binary_by_sklearn(truth, guess, score),
            ),
            (CLASSES, {"label": names, "prediction": wrong}, classes_by_sklearn(names, wrong)),
            (NUMBERS, {"label": numbers, "prediction": close}, numbers_by_sklearn(numbers, close)),
        ):
            found = quality_of(columns, question, exact=True).values
            for name, value in expected.items():
                mine = found[name]
                assert (mine is None) == (value is None), name
                if value is not None and mine is not None:
                    yield (
                        question.problem.value,
                        name,
                        "scikit-learn",
                        abs(mine - value) / max(abs(value), 1.0),
                    )


def by_mllib(spark: SparkSession) -> Iterator[Row]:
    """Absolute differences."""
    problems: tuple[tuple[Question, dict[str, Callable[[], mllib.Columns]], Callable[..., Any]], ...] = (
        (BINARY, mllib.BINARY_ROWS, mllib.binary_by_mllib),
        (CLASSES, mllib.CLASS_ROWS, mllib.classes_by_mllib),
        (NUMBERS, mllib.REGRESSION_ROWS, mllib.regression_by_mllib),
    )
    for question, sets, oracle in problems:
        for make in sets.values():
            rows = make()
            for name, difference in mllib.apart(quality_of(rows, question), oracle(spark, rows)).items():
                yield question.problem.value, name, "MLlib in the JVM", difference


def by_goldens() -> Iterator[Row]:
    """Half a unit of the last printed digit is the most that rounding explains; here is what is beyond."""
    for case, data, name in printed.CASES:
        facts = json.loads(golden(f"{case}/{name}.facts.json").read_bytes())
        metrics, constraints = printed._documents(case, data)
        told = [
            (metric, metrics[metric]["value"], each["value"]) for metric, each in facts["metrics"].items()
        ]
        told += [
            (f"threshold of {metric}", constraints[metric]["threshold"], each["threshold"])
            for metric, each in facts["constraints"].items()
        ]
        for metric, mine, text in told:
            is_null = mine is None or text in (None, "None")
            assert not is_null or (mine is None and text in (None, "None")), metric
            rounded = 0.0 if is_null else float(str(printed._as_printed(mine, text)))
            yield (
                "BinaryClassification",
                metric,
                "printed by the container",
                0.0 if is_null else abs(rounded - float(text)),
            )


def main() -> None:
    """Print the table."""
    sets = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    spark = open_session(SessionSpec(master="local[2]"))
    worst: dict[tuple[str, str, str], tuple[float, int]] = {}
    for problem, metric, oracle, difference in (*by_sklearn(sets), *by_mllib(spark), *by_goldens()):
        largest, count = worst.get((problem, metric, oracle), (0.0, 0))
        worst[problem, metric, oracle] = max(largest, difference), count + 1
    spark.stop()
    print("| problem | metric | oracle | compared | largest difference |\n| --- | --- | --- | --- | --- |")
    for (problem, metric, oracle), (largest, count) in sorted(worst.items()):
        print(f"| {problem} | {metric} | {oracle} | {count} | {largest:.1e} |")


if __name__ == "__main__":
    main()
