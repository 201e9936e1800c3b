"""A standalone cluster of two machines, as Spark sees it: it starts no duplicate of a task on a host that has one."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyspark

from baselining.spark.session.java import find_java

HOSTS = ("127.0.0.2", "127.0.0.3")
_SPARK = Path(pyspark.__file__).parent


@contextmanager
def two_hosts(folder: Path) -> Iterator[str]:
    """The master's URL while a master and two workers of one core each run; their logs are in `folder`."""
    port = _free_port()
    url = f"spark://127.0.0.1:{port}"
    with ExitStack() as stack:
        stack.enter_context(
            _process(folder, "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        )
        _wait_for(port)
        for host in HOSTS:
            worker = ("worker.Worker", "--host", host, "--cores", "1", "--memory", "1g", "--webui-port", "0")
            stack.enter_context(_process(folder, *worker, "--work-dir", str(folder / host), url))
        yield url


@contextmanager
def _process(folder: Path, name: str, *arguments: str) -> Iterator[None]:
    home, _ = find_java()
    environment = {**os.environ, "SPARK_HOME": str(_SPARK), "SPARK_DAEMON_MEMORY": "256m"}
    if home:
        environment["JAVA_HOME"] = home
    command = [str(_SPARK / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *arguments]
    with (folder / f"{name}{arguments[1]}.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
