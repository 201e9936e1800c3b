"""Spark MLlib's evaluators, in the JVM, as the oracle of the container's digits: all are equal to the bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.spark.mllib_oracle import (
    BINARY_ROWS,
    CLASS_ROWS,
    REGRESSION_ROWS,
    apart,
    binary_by_mllib,
    classes_by_mllib,
    regression_by_mllib,
)
from tests.unit.model_quality.measuring import BINARY, CLASSES, NUMBERS, quality_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.mark.parametrize("name", BINARY_ROWS)
def test_areas_and_curves_are_mllib_s_to_the_bit(spark: SparkSession, name: str) -> None:
    rows = BINARY_ROWS[name]()

    assert set(apart(quality_of(rows, BINARY), binary_by_mllib(spark, rows)).values()) == {0.0}


@pytest.mark.parametrize("name", REGRESSION_ROWS)
def test_errors_are_mllib_s_to_the_bit(spark: SparkSession, name: str) -> None:
    rows = REGRESSION_ROWS[name]()

    assert set(apart(quality_of(rows, NUMBERS), regression_by_mllib(spark, rows)).values()) == {0.0}


@pytest.mark.parametrize("name", CLASS_ROWS)
def test_weighted_metrics_are_mllib_s_to_the_bit(spark: SparkSession, name: str) -> None:
    rows = CLASS_ROWS[name]()

    assert set(apart(quality_of(rows, CLASSES), classes_by_mllib(spark, rows)).values()) == {0.0}
