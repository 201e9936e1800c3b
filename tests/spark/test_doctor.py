"""Executors are asked by a task what they are; what they lack is said, not a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyspark.sql import SparkSession

from baselining.diagnosis.executors import findings_of
from baselining.diagnosis.finding import Verdict, is_healthy
from baselining.errors import ComputeError, SetupError
from baselining.spark import executors
from baselining.spark.executors import ask_executors

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def test_executors_say_what_they_are_and_whether_they_read_the_bucket(
    spark: SparkSession, s3: S3Client
) -> None:
    s3.create_bucket(Bucket="doctor")

    answers = ask_executors(spark, "doctor")
    findings = list(findings_of(answers))

    assert len(answers) == 1
    assert answers[0]["s3"] == ""
    assert is_healthy(findings)
    assert findings[-1].says == "reads the bucket itself"


def test_a_bucket_that_is_not_there_is_told_and_without_one_nothing_is_tried(spark: SparkSession) -> None:
    (without,) = ask_executors(spark, None)
    (answer,) = ask_executors(spark, "doctor-is-not-there")

    assert without["s3"] is None
    assert "cannot be listed" in answer["s3"]
    assert [finding.verdict for finding in findings_of([answer])][-1] is Verdict.ODD


@pytest.mark.parametrize(
    ("raised", "kind", "says"),
    [
        (ModuleNotFoundError("No module named 'baselining'"), SetupError, "lacks this package"),
        (ValueError("anything"), ComputeError, "could not be asked"),
    ],
)
def test_a_task_that_fails_is_explained(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch, raised: Exception, kind: type[Exception], says: str
) -> None:
    class Place:
        def filesystem(self) -> None:
            raise raised

    monkeypatch.setattr(executors, "_place", lambda _spark, _bucket: (Place(), ""))

    with pytest.raises(kind, match=says):
        ask_executors(spark, "doctor")
