"""The Spark session: configured here when we start Spark ourselves, taken as it is when spark-submit started it."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from baselining.edge.interrupts import stop_requests
from baselining.errors import ComputeError, ConfigError, JarsError, SetupError
from baselining.spark.session.jars import Need, jar_settings
from baselining.spark.session.java import find_java
from baselining.spark.session.machine import check_user, use_utf8
from baselining.world.credentials import Keys
from baselining.world.endpoint import check_endpoint

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SPLIT_BYTES = 128 * 1024 * 1024
"""How much of the input one split of a narrow table covers at most (`split_size.py`). Part of the result: splits must
depend on the data alone."""

_RESULT_SETTINGS = {
    # Without this, Spark sizes splits by the number of cores, and another cluster would give other sketches.
    "spark.sql.files.minPartitionNum": "1",
    "spark.sql.files.maxPartitionBytes": str(SPLIT_BYTES),
    "spark.sql.files.openCostInBytes": str(4 * 1024 * 1024),
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.parquet.mergeSchema": "false",
}

_LISTING_SETTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism"
"""How many tasks list the files of a dataset at most: by default one a file, which of 10,000 files takes a minute."""
_LISTING_TASKS_PER_CORE = 4

_MASTERS = ("local", "yarn", "spark://", "k8s://", "mesos://")
"""How the name of a Spark master begins (https://spark.apache.org/docs/3.5.6/submitting-applications.html)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSpec:
    """What the job needs of Spark.

    Attributes:
        master: `local[*]` …; None leaves it to spark-submit, or `local[*]` when we start Spark ourselves.
        needs: Capabilities beyond stock Spark.
        endpoint_url: An S3 endpoint other than AWS's; None takes AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL.
        region: For S3A; None leaves it to the connector.
        keys: To read and write S3 with; None leaves each process to its own.
        settings: Further Spark settings, which win.
    """

    master: str | None = None
    needs: frozenset[Need] = frozenset()
    endpoint_url: str | None = None
    region: str | None = None
    keys: Keys | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def open_session(spec: SessionSpec) -> SparkSession:
    """Start Spark, or take the running session, and make sure it can do what is needed.

    Raises:
        ConfigError: If there is no such master, or Spark's settings name other credentials than ours for S3.
        SetupError: If pyspark or Java is missing or does not fit, or a given cluster lacks a jar.
        JarsError: If jars could not be resolved.
        ComputeError: If Spark does not start for another reason.
    """
    try:
        from pyspark.sql import SparkSession

        from baselining.spark.session.handover import hand_over
    except ImportError:
        raise SetupError(
            "pyspark is not installed in this environment.",
            hint="pip install 'baselining[local]', or use spark-submit.",
        ) from None
    if spec.master and not spec.master.startswith(_MASTERS):
        raise _no_such_master(spec.master)
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ or SparkSession.getActiveSession() is not None
    settings = _s3a_settings(spec) | dict(spec.settings)
    if not submitted:
        settings = _own_settings(spec) | settings
    builder = SparkSession.builder.appName("baselining")
    if spec.master and not submitted:
        builder = builder.master(spec.master)
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = _start(builder, spec)
    for key, value in _RESULT_SETTINGS.items():
        spark.conf.set(key, value)
    if _LISTING_SETTING not in settings:
        listing_tasks = _LISTING_TASKS_PER_CORE * spark.sparkContext.defaultParallelism
        spark.conf.set(_LISTING_SETTING, str(listing_tasks))
    _require(spark, spec.needs)
    if Need.S3 in spec.needs and spec.keys is not None:
        hand_over(spark, spec.keys)
    return spark


def _start(builder: SparkSession.Builder, spec: SessionSpec) -> SparkSession:
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkRuntimeError

    try:
        # A JVM that is starting outlives a Python that is interrupted, so Ctrl-C waits for it (a few seconds).
        with stop_requests() as stop, _own_stdout():
            spark = builder.getOrCreate()
    except PySparkRuntimeError as problem:  # the JVM ended before it answered; it has said why on stderr
        if spec.needs and "JAVA_GATEWAY_EXITED" in str(problem):
            coordinates = ", ".join(sorted(need.value for need in spec.needs))
            raise JarsError(
                f"Spark did not start. Most likely its jars could not be resolved ({coordinates}); see above.",
                hint="Check the way to Maven Central and Java's trust store (javax.net.ssl.trustStore), or resolve "
                "once with `make jars` and set BASELINING_JARS to that folder.",
            ) from None
        raise ComputeError("Spark did not start; see the lines above.") from None
    except Py4JJavaError as problem:
        if "Master URL" in str(problem):
            raise _no_such_master(spec.master) from None
        raise ComputeError("Spark did not start: it refuses its settings (--conf, spark.settings).") from None
    # Leaving the block above also put back our handler of Ctrl-C: PySpark installs one that calls into the JVM in the
    # middle of another call.
    if stop.requested:
        raise KeyboardInterrupt
    return spark


@contextmanager
def _own_stdout() -> Iterator[None]:
    """Give the JVM that is started inside our stderr as its stdout: ours is for results, and Ivy prints there."""
    sys.stdout.flush()
    ours = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(ours, 1)
        os.close(ours)


def _no_such_master(master: str | None) -> ConfigError:
    return ConfigError(f"Spark knows no master {master!r}.", hint="For instance local[*], local[4], yarn.")


def _own_settings(spec: SessionSpec) -> dict[str, str]:
    """Settings for a Spark that this process starts itself."""
    check_user()
    use_utf8()
    home, java_options = find_java()
    if home:
        os.environ["JAVA_HOME"] = home
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers need the packages that this process has
    log4j = resources.files(__package__).joinpath("log4j2.properties")
    if isinstance(log4j, Path):
        java_options.append(f"-Dlog4j2.configurationFile={log4j.as_uri()}")
    settings = {
        "spark.master": spec.master or "local[*]",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": os.environ.get("BASELINING_DRIVER_MEMORY", "4g"),
        "spark.driver.extraJavaOptions": shlex.join(java_options),
        "spark.executor.extraJavaOptions": shlex.join(java_options),
    }
    if Need.DELTA in spec.needs:
        settings["spark.sql.extensions"] = "io.delta.sql.DeltaSparkSessionExtension"
        settings["spark.sql.catalog.spark_catalog"] = "org.apache.spark.sql.delta.catalog.DeltaCatalog"
    if Need.S3 in spec.needs:
        settings["spark.hadoop.fs.s3.impl"] = "org.apache.hadoop.fs.s3a.S3AFileSystem"
        # Where no keys are handed over: the role of each process.
        settings["spark.hadoop.fs.s3a.aws.credentials.provider"] = (
            "com.amazonaws.auth.DefaultAWSCredentialsProviderChain"
        )
    return settings | jar_settings(spec.needs)


def _s3a_settings(spec: SessionSpec) -> dict[str, str]:
    """How S3A finds an endpoint other than AWS's."""
    if Need.S3 not in spec.needs:
        return {}
    settings: dict[str, str] = {}
    endpoint = check_endpoint(
        spec.endpoint_url
        or os.environ.get("AWS_ENDPOINT_URL_S3")
        or os.environ.get("AWS_ENDPOINT_URL")
        or None
    )
    if endpoint:
        settings |= {
            "spark.hadoop.fs.s3a.endpoint": endpoint,
            "spark.hadoop.fs.s3a.path.style.access": "true",
            "spark.hadoop.fs.s3a.connection.ssl.enabled": str(endpoint.startswith("https:")).lower(),
        }
    if spec.region:
        settings["spark.hadoop.fs.s3a.endpoint.region"] = spec.region
    return settings


def _require(spark: SparkSession, needs: frozenset[Need]) -> None:
    """Refuse early when a jar is missing, with its name, rather than late with a ClassNotFoundException."""
    from py4j.protocol import Py4JJavaError

    jvm = spark._jvm
    assert jvm is not None  # noqa: S101 - a session has one
    loader = jvm.java.lang.Thread.currentThread().getContextClassLoader()
    for need in needs:
        try:
            jvm.java.lang.Class.forName(need.probe_class, False, loader)
        except Py4JJavaError:
            raise SetupError(
                f"This Spark lacks {need.name} support: {need.probe_class} is not on its class path.",
                hint=f"Add `--packages {need.value}` (or `--jars`) to spark-submit.",
            ) from None
