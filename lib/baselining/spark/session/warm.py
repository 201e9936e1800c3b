"""Python workers that are warm before they are needed: a process that loads while the JVM starts (`spark/daemon/`)."""

from __future__ import annotations

import atexit
import os
import re
import secrets
import select
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

_MODULE = "spark.python.daemon.module"
_USE = "spark.python.use.daemon"
_FOR_WORKERS = "spark.executorEnv."
_PACKAGE = "baselining.spark.daemon"
_VARIABLE = "BASELINING_LOADED_AHEAD"
_SHORT_TRACES = "SPARK_SIMPLIFIED_TRACEBACK"
"""Spark SQL sets it for its workers; where it is set for all, SQL and RDDs share them (PythonWorkersKey)."""
_LOCAL = re.compile(r"local(\[.*\])?")
"""Masters whose tasks run on this machine, in the JVM that we start."""
_PATIENCE_S = 1.0
"""It listens some 60 ms after it was started; the JVM takes longer."""
_GRACE_S = 5.0
"""It ends when Spark closes its stdin, or has been told to."""


class WarmWorkers:
    """The parent of a local Spark's Python workers, loading ahead; on other masters, and where it cannot, nothing."""

    def __init__(self) -> None:
        self._name = f"baselining-{secrets.token_hex(16)}"
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self, settings: Mapping[str, str]) -> None:
        """Start it for a Spark with these settings, unless they choose another daemon."""
        if not _is_wanted(settings):
            return
        python = os.environ.get("PYSPARK_PYTHON", sys.executable)
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - the Python of our workers
                [python, "-m", f"{_PACKAGE}.ahead", self._name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(settings),
            )
            atexit.register(self._end_with_python)  # after the JVM has ended, which is started later

    def settings(self) -> dict[str, str]:
        """Spark settings that make it the daemon: none if it cannot be imported there, as it shows by now."""
        process = self._process
        if process is None or process.stdout is None:
            return {}
        ready, _, _ = select.select([process.stdout], [], [], _PATIENCE_S)
        if not ready or not process.stdout.read(1):
            return {}
        return {
            _MODULE: _PACKAGE,
            f"{_FOR_WORKERS}{_VARIABLE}": self._name,
            f"{_FOR_WORKERS}{_SHORT_TRACES}": "1",
        }

    def leave(self) -> None:
        """Let it end with Spark, or now if Spark has not asked for it."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None or process.stdout.closed:
            return
        process.stdin.close()
        asked_for, _, _ = select.select([process.stdout], [], [], 0)  # its streams are Spark's then
        if not asked_for:
            process.terminate()
        process.stdout.close()

    def _end_with_python(self) -> None:
        self.leave()
        if self._process is not None:
            try:
                self._process.wait(_GRACE_S)
            except subprocess.TimeoutExpired:
                self._process.kill()


def _is_wanted(settings: Mapping[str, str]) -> bool:
    return (
        sys.platform == "linux"
        and _LOCAL.fullmatch(settings.get("spark.master", "")) is not None
        and _MODULE not in settings
        and settings.get(_USE, "true") == "true"
    )


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """That in which Spark starts its daemon, as far as it matters to what is loaded (`spark/daemon/handing.py`)."""
    chosen = {
        name.removeprefix(_FOR_WORKERS): value
        for name, value in settings.items()
        if name.startswith(_FOR_WORKERS)
    }
    return {
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": settings.get("spark.task.cpus", "1"),
        **{name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"},
        "PYTHONUNBUFFERED": "YES",
        **chosen,
    }
