"""The JVM of a Spark that this process starts, from its first moment to its last; none outlives the process.

PySpark starts one, too, but keeps to itself which process it is, so that it could be neither stopped while it starts
nor told apart from one that failed. Here it is started the same way (`pyspark.java_gateway.launch_gateway`) or by the
command that this ends in, and PySpark is told of it as spark-submit would.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from baselining.edge.interrupts import stop_requests
from baselining.spark.session.home import spark_home
from baselining.spark.session.kept import Kept
from baselining.spark.session.launch import JAVA_OPTIONS
from baselining.spark.session.warm import WarmWorkers

PORT_VARIABLE = "PYSPARK_GATEWAY_PORT"
_SECRET_VARIABLE = "PYSPARK_GATEWAY_SECRET"  # noqa: S105 - a name
_LOCAL_FOLDER = "spark.local.dir"
_JAVA_FOLDER = "-Djava.io.tmpdir="
_LOOK_S = 0.02
_GRACE_S = 15.0
"""A JVM that is asked to end gets so long to stop its context and to remove its files."""


class JvmEndedError(Exception):
    """The JVM ended before it could be talked to; it has said why on stderr, unless it was killed.

    Args:
        status: Its exit status; negative, the number of the signal that killed it.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"exit status {status}")
        self.status = status


class Jvm:
    """The process of one JVM. It may be ended from any thread, even before it has begun.

    Args:
        kept: What an earlier start may have kept for this one.

    Attributes:
        workers: The parent of its Python workers, which loads while the JVM starts.
    """

    def __init__(self, kept: Kept | None = None) -> None:
        self._kept = kept
        self._folder: Path | None = None
        self._has_all_in_folder = False
        self.workers = WarmWorkers()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ended = False
        self._lock = threading.Lock()

    def start(self, settings: Mapping[str, str]) -> tuple[int, str]:
        """Start spark-submit's JVM with these Spark settings and wait until it can be talked to.

        Returns:
            Its port and its secret.

        Raises:
            JvmEndedError: If it ends instead, or was ended.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="baselining-"))
        command, environment = self._command(settings, self._folder)
        told = self._folder / "connection"
        environment["_PYSPARK_DRIVER_CONN_INFO_PATH"] = str(told)
        try:
            process = self._begin(command, environment, settings)
            while not told.is_file():
                if (status := process.poll()) is not None:
                    raise JvmEndedError(status)
                time.sleep(_LOOK_S)
            return _connection(told.read_bytes())
        finally:
            told.unlink(missing_ok=True)
            if self._process is None:  # nobody will be waited for, and remove it then
                self._folder.rmdir()

    def ask_to_end(self) -> None:
        """Let it end by itself, as Spark's gateway does when its stdin ends; when Python ends, it is waited for."""
        with self._lock:
            process, self._is_ended = self._process, True
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        self.workers.leave()

    def keep_for_the_next(self) -> None:
        """When Python ends, begin to make what the next start needs to be quick, if it is not there."""
        if self._kept is not None and self._kept.is_worth_making():
            atexit.register(self._kept.make_later)

    def end(self) -> None:
        """End it now, wherever it is, and wait for that.

        It is killed where all of its files are in our folder: asked to end while Spark starts in it, it may print that
        shutdown hooks cannot be modified during shutdown.
        """
        with self._lock:
            process, self._is_ended = self._process, True
        if process is not None:
            _signal(process, signal.SIGKILL if self._has_all_in_folder else signal.SIGTERM)
            self._wait()
        self.workers.leave()

    def _command(self, settings: Mapping[str, str], folder: Path) -> tuple[list[str], dict[str, str]]:
        """What to run, and in which environment: what Spark's script ended in before, if that is known, else itself.

        Spark's and Java's temporary files go into the folder, unless somebody has named another place for them.
        """
        launch = self._kept.launch() if self._kept is not None else None
        options = settings.get(JAVA_OPTIONS, "")
        if launch is not None and not (_LOCAL_FOLDER in settings or "SPARK_LOCAL_DIRS" in os.environ):
            settings = {**settings, _LOCAL_FOLDER: str(folder)}
            self._has_all_in_folder = _JAVA_FOLDER not in options
        words = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        words += shlex.split(os.environ.get("PYSPARK_SUBMIT_ARGS", "pyspark-shell"))
        if self._kept is None or launch is None:
            return [str(spark_home() / "bin" / "spark-submit"), *words], dict(os.environ)
        first = [*self._kept.archive_options(), f"{_JAVA_FOLDER}{folder}"]
        return launch.command(first, options, words), {**os.environ, **launch.environment}

    def _begin(
        self, command: list[str], environment: dict[str, str], settings: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._is_ended:
                raise JvmEndedError(-signal.SIGTERM)
            self.workers.begin(settings)
            # A session of its own: a terminal's Ctrl-C is for us alone. Ivy prints to stdout, which is for our results.
            self._process = subprocess.Popen(  # noqa: S603 - Spark's own script
                command, stdin=subprocess.PIPE, stdout=2, env=environment, start_new_session=True
            )
            atexit.register(self._end_with_python)
            return self._process

    def _end_with_python(self) -> None:
        self.ask_to_end()
        self._wait()

    def _wait(self) -> None:
        """Until it has ended; killed if it does not, whoever wants to interrupt this.

        It is killed, too, when it has removed the last of its files: what it does then is wait for 0.3 s in case
        native code goes on (HotSpot, `VM_Exit::wait_for_threads_in_native_to_block`).
        """
        process = self._process
        with stop_requests():
            until = time.monotonic() + _GRACE_S
            while process is not None and process.poll() is None:
                if time.monotonic() > until or self._has_removed_all():
                    _signal(process, signal.SIGKILL)
                    process.wait()
                else:
                    time.sleep(_LOOK_S)
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _has_removed_all(self) -> bool:
        return self._has_all_in_folder and self._folder is not None and not any(self._folder.iterdir())


@contextmanager
def known_to_pyspark(port: int, secret: str) -> Iterator[None]:
    """Have PySpark talk to this JVM, should it look for one inside."""
    os.environ |= {PORT_VARIABLE: str(port), _SECRET_VARIABLE: secret}
    try:
        yield
    finally:
        del os.environ[PORT_VARIABLE], os.environ[_SECRET_VARIABLE]


def _connection(told: bytes) -> tuple[int, str]:
    """As PythonGatewayServer.scala writes it: the port, the secret's length, the secret."""
    length = int.from_bytes(told[4:8], "big")
    return int.from_bytes(told[:4], "big"), told[8 : 8 + length].decode()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the launcher's processes, too: its script starts a Java that finds out the command."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
