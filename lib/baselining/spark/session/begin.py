"""Starting Spark, and what it means when it does not start."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, TypeVar

from baselining.errors import BaseliningError, ComputeError, ConfigError, JarsError
from baselining.spark.java_errors import JavaError, java_errors
from baselining.spark.result_settings import given_at_start, refuse_others, result_settings
from baselining.spark.session.gone import gone
from baselining.spark.session.jars import FOLDER_VARIABLE, Need, coordinate
from baselining.spark.session.jvm import Jvm, JvmEndedError, known_to_pyspark

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

_T = TypeVar("_T")
_NAP_S = 0.1
_JOIN_S = 5.0
_YARN = "org.apache.spark.scheduler.cluster.YarnClientSchedulerBackend"
_STOPPED = ("org.apache.spark.metrics.MetricsSystem", "org.apache.spark.SparkContext.assertNotStopped")
"""Where the start of a context falls over, if the context was stopped meanwhile."""
_KILLED = 128
"""A shell adds to this the number of the signal that killed its child."""


def start_spark(
    jvm: Jvm | None, settings: Mapping[str, str], needs: frozenset[Need], meanwhile: Callable[[], object]
) -> SparkSession:
    """Make a session, in this JVM or in the one that spark-submit has told PySpark of.

    It is made in a thread of its own: Ctrl-C need not wait for it, cannot fall between two of its steps, and keeps its
    handler (in the main thread PySpark installs one that calls into the JVM in the middle of another call).

    Args:
        meanwhile: Called in this thread while Spark starts; what it raises ends the start.

    Raises:
        ConfigError: If Spark refuses its settings.
        JarsError: If its jars could not be resolved.
        ComputeError: If it does not start for another reason.
    """
    try:
        spark = _in_thread(lambda: _session(jvm, settings), jvm, meanwhile)
    except JvmEndedError as problem:
        raise not_begun(problem.status, needs) from None
    except Exception as problem:
        if not _is_java(problem) or not (errors := java_errors(problem)):
            raise
        raise not_started(errors, settings.get("spark.master") or _given_master()) from None
    assert spark._jvm is not None  # noqa: S101 - a session has one
    spark._jvm.SparkSession.setActiveSession(spark._jsparkSession)  # of the thread that goes on with it
    if jvm is not None:
        atexit.register(_hang_up)  # before the JVM is ended, which was registered earlier
    return spark


_LOADING = threading.Lock()


def load_pyspark() -> None:
    """Load PySpark, in one thread at a time.

    Its modules import one another in circles. Of two threads that enter such a circle at different places, as it
    happens under spark-submit, where no JVM has to be waited for, one finds a module that has half of its names.
    """
    with _LOADING:
        import pyspark.sql  # noqa: F401


def _is_java(problem: Exception) -> bool:
    """Did Java say so? Asked of PySpark, which takes its time to load, once something was raised."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return isinstance(problem, (Py4JError, PySparkException))


def _given_master() -> str | None:
    """The master that spark-submit was told."""
    from pyspark import SparkConf

    with suppress(Exception):  # the JVM, which knows, may be gone
        return SparkConf().get("spark.master", None)
    return None


def _say_nothing(_request: object, _client: object) -> None:
    return


def forget_spark(spark: SparkSession | None) -> None:
    """Have PySpark forget a session whose JVM ends, so that it can start another one."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession, SQLContext

    context = spark.sparkContext if spark is not None else SparkContext._active_spark_context
    server = getattr(context, "_accumulatorServer", None)
    if context is not None and server is not None:
        context._accumulatorServer = None  # type: ignore[assignment] # as its own stop() does
        threading.Thread(target=server.shutdown, daemon=True).start()  # waits for up to half a second
    if SparkContext._gateway is not None:
        SparkContext._gateway.close()
        SparkContext._gateway._gateway_client.is_connected = (
            False  # objects that are left have nothing to tell it
        )
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    SparkSession._instantiatedSession = SparkSession._activeSession = None
    SQLContext._instantiatedContext = None


def _hang_up() -> None:
    """Have Python objects that stand for Java's tell the JVM nothing when they go: it goes, too."""
    from pyspark import SparkContext

    if SparkContext._gateway is not None:
        SparkContext._gateway._gateway_client.is_connected = False


def not_begun(status: int, needs: frozenset[Need]) -> BaseliningError:
    """What it means that the JVM ended before it could be talked to, with this status."""
    if status < 0 or status > _KILLED:
        return gone()
    if needs and not os.environ.get(FOLDER_VARIABLE):
        coordinates = ", ".join(sorted(map(coordinate, needs)))
        return JarsError(
            f"Spark did not start. Most likely its jars could not be resolved ({coordinates}); see above.",
            hint="Check the way to Maven Central and Java's trust store (javax.net.ssl.trustStore), or resolve "
            "once with `make jars` and set BASELINING_JARS to that folder.",
        )
    return ComputeError("Spark did not start; see the lines above.")


def not_started(errors: tuple[JavaError, ...], master: str | None) -> BaseliningError:
    """What it means that the JVM is there, but no session."""
    first = errors[0]
    if first.is_from("org.apache.spark.SparkContext$.org$apache$spark$SparkContext$$createTaskScheduler"):
        return no_such_master(master)
    if first.is_from("org.apache.spark.deploy.yarn.Client.verifyClusterResources"):
        return ComputeError(
            "Spark did not start: it refuses its settings, because no node of YARN is as large as a container of it.",
            hint="See spark.executor.memory, spark.executor.memoryOverhead and spark.yarn.am.memory, and YARN's "
            "yarn.scheduler.maximum-allocation-mb.",
        )
    unreachable = any(e.is_a("java.net.ConnectException", "java.net.UnknownHostException") for e in errors)
    # On YARN Spark stops what it was starting when the application master ends, and falls over that.
    is_stopped = master == "yarn" and not unreachable and first.is_from(*_STOPPED)
    if is_stopped or any(error.is_from(_YARN) for error in errors):
        return ComputeError(
            "Spark did not start: its application master on YARN failed or was ended.",
            hint="Its log says why (`yarn logs -applicationId …`). For memory see spark.yarn.am.memory and "
            "spark.yarn.am.memoryOverhead.",
        )
    if any(error.is_a("java.net.BindException") for error in errors):
        return ComputeError(
            "Spark did not start: it cannot listen at the driver's address.",
            hint="Check spark.driver.bindAddress, spark.driver.host, SPARK_LOCAL_IP and this machine's host name.",
        )
    # When no master has answered, Spark stops what it was starting, and falls over that.
    if unreachable or first.is_from(_STOPPED[0]):
        return ComputeError(
            f"Spark did not start: the cluster of the master {master!r} does not answer.",
            hint="Check --master and, on YARN, HADOOP_CONF_DIR.",
        )
    if first.is_a("java.lang.IllegalArgumentException"):
        return ComputeError("Spark did not start: it refuses its settings (--conf, spark.settings).")
    classes = ", ".join(dict.fromkeys(error.classes[0] for error in errors))
    return ComputeError(f"Spark did not start ({classes}).", hint="Check --master and the settings of Spark.")


def no_such_master(master: str | None) -> ConfigError:
    """The error for a master of an unknown kind."""
    return ConfigError(f"Spark knows no master {master!r}.", hint="For instance local[*], local[4], yarn.")


def _session(jvm: Jvm | None, settings: Mapping[str, str]) -> SparkSession:
    with nullcontext() if jvm is None else known_to_pyspark(*jvm.start(settings)):
        load_pyspark()
        from pyspark import SparkConf, SparkContext  # behind the JVM's start, so that it need not wait
        from pyspark.sql import SparkSession

        late = jvm.workers.settings() if jvm is not None else {}
        options = {**settings, **late, "spark.app.name": "baselining"}
        SparkContext._ensure_initialized()  # without a JVM, a SparkConf does not know what Spark is started with
        conf = SparkConf()
        refuse_others(given_at_start(conf), "the settings that Spark was started with")
        context = SparkContext.getOrCreate(conf.setAll(list(options.items())))
        # When the JVM ends, this connection is cut, too; whoever waits for a job says so, and nobody needs a traceback.
        context._accumulatorServer.handle_error = _say_nothing  # type: ignore[method-assign,assignment]
        if late:  # otherwise the first worker takes its time, and a core
            threading.Thread(target=_first_task, args=(context,), name="baselining-warm", daemon=True).start()
        builder = SparkSession.builder
        for name, value in {**options, **result_settings(context, conf.get)}.items():
            builder = builder.config(name, value)
        return builder.getOrCreate()


def _first_task(context: SparkContext) -> None:
    """Have Spark run a task that does nothing, so that those that do something find all of it loaded and running.

    While it runs, the session is made. What goes wrong will go wrong again, where somebody waits for it.
    """
    with suppress(Exception):
        context.parallelize([None], 1).mapPartitions(iter).collect()


def _in_thread(action: Callable[[], _T], jvm: Jvm | None, meanwhile: Callable[[], object]) -> _T:
    done: Future[_T] = Future()

    def run() -> None:
        try:
            done.set_result(action())
        except BaseException as problem:  # noqa: BLE001 - raised again where it is waited for
            done.set_exception(problem)

    thread = threading.Thread(target=run, name="baselining-start", daemon=True)
    thread.start()
    try:
        meanwhile()
        while not done.done():  # in naps: a signal that another thread receives does not end a longer wait
            wait([done], _NAP_S)
    except BaseException:
        if jvm is not None:
            jvm.end()
            thread.join(_JOIN_S)  # it fails now; what PySpark remembers of it is to be forgotten afterwards
        raise
    return done.result()  # of what it raises, Java, which has to be there yet, says more
