"""Both engines write the same documents, whatever is in the data. Known differences: docs/differences.md.

CI compares a few datasets, always the same ones. BASELINING_EXAMPLES asks for that many, different ones every time.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from pyspark.sql import SparkSession
from tests.spark.comparing import assert_engines_agree
from tests.spark.random_csv import CSVS, CsvRecipe
from tests.spark.random_typed import JSON_LINES, PARQUETS, TableRecipe

from baselining.dataset import DatasetFormat, DatasetSpec

ASKED = os.environ.get("BASELINING_EXAMPLES")


def examples(in_ci: int) -> settings:
    return settings(
        max_examples=int(ASKED) if ASKED else in_ci,
        derandomize=ASKED is None,
        database=None,
        deadline=None,
        print_blob=ASKED is not None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.mark.timeout(0 if ASKED else 600)
@examples(18)
@given(recipe=CSVS)
def test_random_csv(spark: SparkSession, folder: Path, recipe: CsvRecipe) -> None:
    file = folder / "data.csv"
    file.write_text(recipe.text(), encoding="utf-8", newline="")

    assert_engines_agree(spark, DatasetSpec(uri=str(file), format=DatasetFormat.CSV))


@pytest.mark.timeout(0 if ASKED else 600)
@examples(12)
@given(recipe=PARQUETS)
def test_random_parquet(spark: SparkSession, folder: Path, recipe: TableRecipe) -> None:
    file = folder / "data.parquet"
    pq.write_table(recipe.table(), file, row_group_size=1000)

    assert_engines_agree(spark, DatasetSpec(uri=str(file), format=DatasetFormat.PARQUET))


@pytest.mark.timeout(0 if ASKED else 600)
@examples(8)
@given(recipe=JSON_LINES)
def test_random_json_lines(spark: SparkSession, folder: Path, recipe: TableRecipe) -> None:
    file = folder / "data.jsonl"
    file.write_text(recipe.json_lines(), encoding="utf-8", newline="")

    assert_engines_agree(spark, DatasetSpec(uri=str(file), format=DatasetFormat.JSONL))
