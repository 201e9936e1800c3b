"""One Spark for all tests of this folder, opened as the product opens it; jars come from `make jars`.

S3 is the emulator, one for all tests: S3A keeps its connection for as long as Spark lives.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from pyspark.sql import SparkSession

from baselining.spark.session.jars import FOLDER_VARIABLE, Need
from baselining.spark.session.start import SessionSpec, open_session
from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient

# Hundreds of little jobs on small data: what is compiled for one of them seldom pays before the next comes. So Spark
# generates no code, and the JVM's full compiler takes only what is really hot (docs/decisions/0018).
# tests/cluster, tests/yarn and tests/job have the settings that users have.
JAVA_OPTIONS = (
    "-XX:Tier4InvocationThreshold=30000",
    "-XX:Tier4MinInvocationThreshold=6000",
    "-XX:Tier4CompileThreshold=60000",
    "-XX:Tier4BackEdgeThreshold=200000",
)
SETTINGS = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # Less to plan, less to keep.
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.ui.retainedJobs": "1",
    "spark.ui.retainedStages": "1",
    "spark.sql.ui.retainedExecutions": "1",
    # Delta reads the log of each small table with 50 tasks otherwise.
    "spark.databricks.delta.snapshotPartitions": "2",
    # What S3A would otherwise try for minutes when a test makes S3 fail.
    "spark.hadoop.fs.s3a.attempts.maximum": "1",
    "spark.hadoop.fs.s3a.retry.limit": "1",
}
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test-key",
    "AWS_SECRET_ACCESS_KEY": "test-secret",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """S3 and SageMaker over HTTP, shared by all tests: use bucket and schedule names of your own."""
    os.environ.update(CREDENTIALS)
    with Emulator(port=0) as running:
        yield running


@pytest.fixture(scope="session")
def s3(emulator: Emulator) -> Iterator[S3Client]:
    """S3 in the emulator."""
    client = boto3.client("s3", endpoint_url=emulator.endpoint_url)
    yield client
    client.close()


@pytest.fixture(scope="session")
def sagemaker(emulator: Emulator) -> Iterator[SageMakerClient]:
    """SageMaker in the emulator."""
    client = boto3.client("sagemaker", endpoint_url=emulator.endpoint_url)
    yield client
    client.close()


@pytest.fixture(scope="session")
def spark(emulator: Emulator) -> Iterator[SparkSession]:
    """Spark with Deequ, Delta and S3A, on the master that MASTER names (local[2])."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder or not any(Path(folder).glob("*.jar")):
        pytest.fail(f"{FOLDER_VARIABLE} names no folder with jars: run these tests with `make test-spark`.")
    session = open_session(
        SessionSpec(
            master=os.environ.get("MASTER", "local[2]"),
            needs=frozenset(Need),
            endpoint_url=emulator.endpoint_url,
            settings=SETTINGS,
            java_options=JAVA_OPTIONS,
        )
    )
    yield session
    session.stop()
    gc.collect()
