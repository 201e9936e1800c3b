"""Why Spark did not start, as its exceptions say it: told apart by where they were raised."""

from __future__ import annotations

import pytest

from baselining.errors import BaseliningError, ComputeError, ConfigError, JarsError
from baselining.spark.java_errors import JavaError
from baselining.spark.session.begin import not_begun, not_started
from baselining.spark.session.jars import FOLDER_VARIABLE, Need

SPARK = "org.apache.spark.SparkException"
YARN = "org.apache.spark.scheduler.cluster.YarnClientSchedulerBackend.waitForApplication"
ENDED = (
    "The YARN application has already ended! It might have been killed or the Application Master may have failed to "
    "start. Check the YARN application logs for more details."
)
DIAGNOSTICS = (
    "Application application_1764140000000_0001 failed 2 times due to AM Container for "
    "appattempt_1764140000000_0001_000002 exited with  exitCode: 13\nFailing this attempt.Diagnostics: "
    "[2026-11-26 06:00:00.000]Exception from container-launch."
)


@pytest.mark.parametrize("message", [ENDED, DIAGNOSTICS, "Master URL: refuses java.net.BindException"])
def test_an_application_master_that_fails_is_no_refused_setting(message: str) -> None:
    error = JavaError(classes=(SPARK, "java.lang.Exception"), message=message, frames=(YARN,))

    found = not_started((error,), "yarn")

    assert type(found) is ComputeError
    assert found.message == "Spark did not start: its application master on YARN failed or was ended."
    assert "spark.yarn.am.memory" in found.hint


@pytest.mark.parametrize(
    "place", ["metrics.MetricsSystem.getServletHandlers", "SparkContext.assertNotStopped"]
)
def test_an_application_master_that_ends_while_spark_starts_is_no_refused_setting(place: str) -> None:
    illegal = ("java.lang.IllegalArgumentException", "java.lang.RuntimeException")
    error = JavaError(classes=illegal, frames=(f"org.apache.spark.{place}",))

    on_yarn, elsewhere = (not_started((error,), master) for master in ("yarn", "spark://host:7077"))

    assert on_yarn.message == "Spark did not start: its application master on YARN failed or was ended."
    assert "YARN" not in elsewhere.message


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (
            JavaError(
                classes=(SPARK,),
                frames=("org.apache.spark.SparkContext$.org$apache$spark$SparkContext$$createTaskScheduler",),
            ),
            ConfigError,
            "Spark knows no master 'local[x]'.",
        ),
        (
            JavaError(
                classes=("java.lang.IllegalArgumentException",),
                frames=(
                    "org.apache.spark.deploy.yarn.Client.verifyClusterResources",
                    "org.apache.spark.deploy.yarn.Client.submitApplication",
                    "org.apache.spark.scheduler.cluster.YarnClientSchedulerBackend.start",
                ),
            ),
            ComputeError,
            "Spark did not start: it refuses its settings, because no node of YARN is as large as a container of it.",
        ),
        (
            JavaError(classes=("java.net.BindException", "java.net.SocketException")),
            ComputeError,
            "Spark did not start: it cannot listen at the driver's address.",
        ),
        (
            JavaError(classes=("java.net.UnknownHostException",)),
            ComputeError,
            "Spark did not start: the cluster of the master 'local[x]' does not answer.",
        ),
        (
            JavaError(classes=("java.lang.NumberFormatException", "java.lang.IllegalArgumentException")),
            ComputeError,
            "Spark did not start: it refuses its settings (--conf, spark.settings).",
        ),
        (
            JavaError(
                classes=("java.lang.NullPointerException",), message="refuses its settings; Master URL"
            ),
            ComputeError,
            "Spark did not start (java.lang.NullPointerException).",
        ),
    ],
    ids=["master", "too large", "address", "host", "settings", "anything else"],
)
def test_what_is_wrong_is_told_by_class_and_place(
    error: JavaError, kind: type[BaseliningError], message: str
) -> None:
    found = not_started((error,), "local[x]")

    assert (type(found), found.message) == (kind, message)


@pytest.mark.parametrize("status", [-9, 137, -15])
def test_a_jvm_that_was_killed_while_it_started_is_not_told_as_missing_jars(status: int) -> None:
    assert not_begun(status, frozenset({Need.DELTA})).message.startswith("Spark's JVM is gone")


def test_a_jvm_that_ended_by_itself_could_not_resolve_its_jars_if_it_had_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    resolving = not_begun(1, frozenset({Need.DELTA}))
    monkeypatch.setenv(FOLDER_VARIABLE, "jars")
    with_jars = not_begun(1, frozenset({Need.DELTA}))

    assert type(resolving) is JarsError
    assert with_jars.message == "Spark did not start; see the lines above."
