"""Spark's JVM can die at any moment, mostly because the kernel kills it when memory runs out. What is said then."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from baselining.errors import BaseliningError, ComputeError

_PATIENCE_S = 2.0
"""The kernel closes the connections of a process one by one."""


@contextmanager
def telling_that_java_is_gone() -> Iterator[None]:
    """Say in one sentence that the JVM is gone, whatever came of that inside.

    Raises:
        ComputeError: If something failed inside because there is no JVM any more.
    """
    try:
        yield
    except BaseliningError:
        raise
    except Exception as problem:
        if not java_is_gone(problem):
            raise
        raise gone() from None


def gone() -> ComputeError:
    """The error that says so."""
    return ComputeError(
        "Spark's JVM is gone: most likely it was killed because the machine's memory ran out. Nothing was written.",
        hint="Give the machine more memory or Spark less: spark.driver.memory (BASELINING_DRIVER_MEMORY, 4g by "
        "default) plus that of each Python worker must fit into it. On YARN and Kubernetes see "
        "spark.driver.memoryOverhead, too.",
    )


def java_is_gone(problem: Exception) -> bool:
    """Does nothing answer where Spark's JVM was, now that this has been raised?"""
    from py4j.protocol import Py4JError, Py4JJavaError

    if isinstance(problem, Py4JJavaError):  # Java has answered
        return False
    may_be_dying = isinstance(problem, (OSError, EOFError, Py4JError))
    until = time.monotonic() + (_PATIENCE_S if may_be_dying else 0)
    while java_answers():
        if time.monotonic() >= until:
            return False
        time.sleep(0.05)
    return True


def java_answers() -> bool:
    """Does the JVM answer that PySpark talks to, if it talks to one?"""
    from pyspark import SparkContext

    if (gateway := SparkContext._gateway) is None:
        return True
    parameters = gateway.gateway_parameters
    try:
        socket.create_connection((parameters.address, parameters.port), 1).close()
    except OSError:
        return False
    return True
