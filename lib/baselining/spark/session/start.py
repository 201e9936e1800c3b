"""The Spark session: configured here when we start Spark ourselves, taken as it is when spark-submit started it."""

from __future__ import annotations

import importlib.util
import os
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from baselining.errors import SetupError
from baselining.spark.result_settings import refuse_others, result_settings
from baselining.spark.session.begin import forget_spark, no_such_master, start_spark
from baselining.spark.session.gone import java_answers, telling_that_java_is_gone
from baselining.spark.session.jars import Need, coordinate, jar_settings
from baselining.spark.session.java import find_java
from baselining.spark.session.jvm import PORT_VARIABLE, Jvm
from baselining.spark.session.kept import kept_for
from baselining.spark.session.launch import JAVA_OPTIONS
from baselining.spark.session.machine import check_user, use_utf8
from baselining.spark.settings import with_settings
from baselining.world.credentials import Keys
from baselining.world.endpoint import check_endpoint
from baselining.world.s3a import settings_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DRIVER_MEMORY = "BASELINING_DRIVER_MEMORY"
"""Names the heap of a JVM that this process starts."""
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
        settings: Further Spark settings, which win; those that results depend on may only say what is done anyway.
        java_options: For the JVM, where we start it ourselves and no setting gives others.
    """

    master: str | None = None
    needs: frozenset[Need] = frozenset()
    endpoint_url: str | None = None
    region: str | None = None
    keys: Keys | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    java_options: tuple[str, ...] = ()


def _nothing() -> None:
    """The default of what is done meanwhile."""


@contextmanager
def spark_session(spec: SessionSpec, meanwhile: Callable[[], object] = _nothing) -> Iterator[SparkSession]:
    """Spark for as long as the block lasts: a session that is there already, afterwards as it was, or one of our own.

    Args:
        meanwhile: Called once, while Spark starts if it has to be started; what it raises ends that.

    Raises:
        ConfigError: If there is no such master, a setting is given that results depend on, or Spark's settings name
            other credentials than ours for S3.
        SetupError: If pyspark or Java is missing or does not fit, or a given cluster lacks a jar.
        JarsError: If jars could not be resolved.
        ComputeError: If Spark does not start for another reason, or its JVM dies.
    """
    with telling_that_java_is_gone():
        running = _running_session(spec)
    if running is not None:
        meanwhile()
        wanted = _wanted_settings(running, spec)
        with telling_that_java_is_gone(), with_settings(running, wanted), _with_keys(running, spec):
            yield running
        return
    spark, jvm = _start(spec, meanwhile)
    try:
        with telling_that_java_is_gone():
            yield spark
    finally:
        if jvm is not None:
            jvm.ask_to_end()
            forget_spark(spark)
        elif java_answers():
            spark.stop()
    if jvm is not None:
        jvm.keep_for_the_next()


def open_session(spec: SessionSpec) -> SparkSession:
    """Start Spark, or take the running session, until somebody stops it.

    Raises:
        As `spark_session`.
    """
    with telling_that_java_is_gone():
        running = _running_session(spec)
        if running is not None:
            for name, value in _wanted_settings(running, spec).items():
                running.conf.set(name, value)
            _hand_over_keys(running, spec)
            return running
    return _start(spec, _nothing)[0]


def _running_session(spec: SessionSpec) -> SparkSession | None:
    """Somebody else's session (a notebook's, a test's) if there is one and it can do what is needed."""
    if importlib.util.find_spec("pyspark") is None:
        raise SetupError(
            "pyspark is not installed in this environment.",
            hint="pip install 'baselining[local]', or use spark-submit.",
        )
    if spec.master and not spec.master.startswith(_MASTERS):
        raise no_such_master(spec.master)
    refuse_others(spec.settings, "--conf or spark.settings")
    if not _is_running():
        return None
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    _require(spark, spec.needs)
    return spark


def starts_spark_itself(spec: SessionSpec) -> bool:
    """Would `spark_session` start a Spark of which nothing was asked: none runs, no master or setting is named?"""
    is_free = PORT_VARIABLE not in os.environ and not _is_running()
    return is_free and not spec.master and not spec.settings


def _is_running() -> bool:
    """Is there a session? PySpark, which takes its time to load, need not be loaded to see that there is none."""
    if "pyspark" not in sys.modules:
        return False
    from pyspark import SparkContext

    return SparkContext._active_spark_context is not None


def _has_gateway() -> bool:
    """Does PySpark know a JVM?"""
    if "pyspark" not in sys.modules:
        return False
    from pyspark import SparkContext

    return SparkContext._gateway is not None


def _wanted_settings(spark: SparkSession, spec: SessionSpec) -> dict[str, str]:
    given = _s3a_settings(spec) | dict(spec.settings)

    def found(name: str) -> str | None:
        return given.get(name) or spark.conf.get(name, None)

    return given | result_settings(spark.sparkContext, found)


@contextmanager
def _with_keys(spark: SparkSession, spec: SessionSpec) -> Iterator[None]:
    """Our keys for S3A in a session that is not ours; afterwards it has those that it had."""
    hadoop = spark.sparkContext._jsc.hadoopConfiguration()
    names = settings_of(spec.keys) if spec.keys is not None else ()
    before = {name: hadoop.get(name) for name in names}
    try:
        _hand_over_keys(spark, spec)
        yield
    finally:
        for name, value in before.items():
            if value is None:
                hadoop.unset(name)
            else:
                hadoop.set(name, value)


def _hand_over_keys(spark: SparkSession, spec: SessionSpec) -> None:
    from baselining.spark.session.handover import hand_over

    if Need.S3 in spec.needs and spec.keys is not None:
        hand_over(spark, spec.keys)


def _start(spec: SessionSpec, meanwhile: Callable[[], object]) -> tuple[SparkSession, Jvm | None]:
    """A session of our own: in spark-submit's JVM, or in one that is started for it."""
    given = _s3a_settings(spec) | dict(spec.settings)
    is_submitted = PORT_VARIABLE in os.environ
    settings = given if is_submitted else own_settings(spec) | given
    jvm = None if is_submitted or _has_gateway() else Jvm(kept_for(given, settings["spark.driver.memory"]))
    try:
        with telling_that_java_is_gone():
            spark = start_spark(jvm, settings, spec.needs, meanwhile)
            _require(spark, spec.needs)
            _hand_over_keys(spark, spec)
    except BaseException:
        if jvm is not None:
            jvm.end()
            forget_spark(None)
        raise
    return spark, jvm


def driver_memory() -> str:
    """The heap of a JVM that this process starts, as Spark writes it."""
    return os.environ.get(DRIVER_MEMORY, "4g")


def own_settings(spec: SessionSpec) -> dict[str, str]:
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
    java_options += spec.java_options
    master = spec.settings.get("spark.master") or spec.master or "local[*]"
    settings = {
        "spark.master": master,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": driver_memory(),
        JAVA_OPTIONS: shlex.join(java_options),
    }
    if master.startswith("local"):  # executors elsewhere must reach the driver, and have files of their own
        settings["spark.driver.bindAddress"] = settings["spark.driver.host"] = "127.0.0.1"
        settings["spark.executor.extraJavaOptions"] = settings[JAVA_OPTIONS]
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
                hint=f"Add `--packages {coordinate(need, spark.version)}` (or `--jars`) to spark-submit.",
            ) from None
