"""A failure is told as the JVM's death if nothing answers where the JVM was, whatever kind of failure it is."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from py4j.protocol import Py4JError, Py4JNetworkError
from pyspark import SparkContext

from baselining.errors import ComputeError, DatasetError
from baselining.spark.session.gone import telling_that_java_is_gone

FAILURES = (
    ConnectionRefusedError("refused"),
    ConnectionResetError("reset"),
    EOFError(),
    Py4JError("An error occurred while calling o27.getLocalProperty"),
    Py4JNetworkError("Answer from Java side is empty"),
    TypeError("'JavaPackage' object is not callable"),
    RuntimeError("reentrant call"),
)


@pytest.fixture
def java(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """What PySpark takes for the JVM."""
    monkeypatch.setattr("baselining.spark.session.gone._PATIENCE_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address, port = server.getsockname()
        parameters = SimpleNamespace(address=address, port=port)
        monkeypatch.setattr(SparkContext, "_gateway", SimpleNamespace(gateway_parameters=parameters))
        yield server


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_when_it_is_gone_that_is_said(java: socket.socket, failure: Exception) -> None:
    java.close()

    with pytest.raises(ComputeError, match=r"^Spark's JVM is gone") as caught, telling_that_java_is_gone():
        raise failure

    assert "spark.driver.memory" in caught.value.hint


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_when_it_is_there_a_failure_is_itself(java: socket.socket, failure: Exception) -> None:
    with pytest.raises(type(failure)) as caught, telling_that_java_is_gone():
        raise failure

    assert caught.value is failure


@pytest.mark.parametrize("told", [DatasetError("told"), KeyboardInterrupt()])
def test_what_has_a_meaning_already_keeps_it(java: socket.socket, told: BaseException) -> None:
    java.close()

    with pytest.raises(type(told)), telling_that_java_is_gone():
        raise told
