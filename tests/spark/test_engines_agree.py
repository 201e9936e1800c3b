"""Both engines write the same documents, whatever is in the data. Known differences: docs/differences.md.

`examples.py` says how many datasets are compared.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from pyspark.sql import SparkSession
from tests.spark.comparing import assert_engines_agree
from tests.spark.examples import examples
from tests.spark.random_csv import CSVS, CsvRecipe
from tests.spark.random_typed import JSON_LINES, PARQUETS, TableRecipe

from baselining.dataset.spec import DatasetFormat, DatasetSpec


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@examples(10)
@given(recipe=CSVS)
def test_random_csv(spark: SparkSession, folder: Path, recipe: CsvRecipe) -> None:
    file = folder / "data.csv"
    file.write_text(recipe.text(), encoding="utf-8", newline="")

    assert_engines_agree(spark, DatasetSpec(uri=str(file), format=DatasetFormat.CSV))


@examples(8)
@given(recipe=PARQUETS)
def test_random_parquet(spark: SparkSession, folder: Path, recipe: TableRecipe) -> None:
    file = folder / "data.parquet"
    pq.write_table(recipe.table(), file, row_group_size=1000)

    assert_engines_agree(spark, DatasetSpec(uri=str(file), format=DatasetFormat.PARQUET))


@examples(6)
@given(recipe=JSON_LINES)
def test_random_json_lines(spark: SparkSession, folder: Path, recipe: TableRecipe) -> None:
    file = folder / "data.jsonl"
    file.write_text(recipe.json_lines(), encoding="utf-8", newline="")

    assert_engines_agree(spark, DatasetSpec(uri=str(file), format=DatasetFormat.JSONL))
