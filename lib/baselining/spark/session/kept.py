"""What one start of Spark keeps for the next: the command (`launch.py`) and an archive of Java's classes.

An archive holds classes loaded, checked and laid out (JDK 17, "Class Data Sharing"): the JVM maps them instead of
reading 250 jars. Both are for exactly one JVM, Spark, memory and environment, which their names are made of. The JVM
checks an archive itself and goes on without it if it does not fit or is damaged (`-XX:+VerifySharedSpaces`).

Nothing is kept for a Spark that somebody has set up (a folder of settings, options for the JVM): there
spark-submit is asked every time, and the JVM refuses archives for class paths with folders that hold files.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from baselining.edge.interrupts import stop_requests
from baselining.spark.session.cache import cache_folder, trusted_file
from baselining.spark.session.home import spark_home
from baselining.spark.session.java import release_of
from baselining.spark.session.launch import Launch

_FORMAT = 1
"""A release that keeps something else has another number here."""

_JAVA = 17
_AGAIN_S = 3600.0
"""After a try that came to nothing, the next one waits so long."""

_SET_UP = frozenset(
    {
        "spark.driver.defaultJavaOptions",
        "spark.driver.extraClassPath",
        "spark.driver.extraJavaOptions",
        "spark.driver.extraLibraryPath",
        "spark.remote",
        "spark.submit.deployMode",
    }
)
"""Settings from which spark-submit makes its command (`SparkSubmitCommandBuilder`), beside the memory."""

_DECIDING = re.compile(r"(?:PY)?SPARK_|HADOOP_|YARN_|_?JAVA_|JDK_|CLASSPATH$|LD_|BASH_ENV$")
_NOT_DECIDING = frozenset(
    {
        *("SPARK_LOCAL_DIRS", "SPARK_LOCAL_HOSTNAME", "SPARK_LOCAL_IP", "SPARK_PUBLIC_DNS", "SPARK_USER"),
        *("SPARK_AUTH_SOCKET_TIMEOUT", "SPARK_BUFFER_SIZE"),
    }
)
"""Variables that Spark's scripts, its launcher or the JVM look at; and those that only Spark itself does, or PySpark,
which leaves them behind when its Spark ends.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """The place of what is kept for one way of starting Spark; nothing may be there yet.

    Attributes:
        key: Names that way.
        memory: Of its JVM, as Spark's setting has it.
        environment: All variables, as they were before PySpark set some of its own.
    """

    folder: Path
    key: str
    memory: str
    environment: Mapping[str, str]

    @property
    def launch_file(self) -> Path:
        """Where the command is."""
        return self.folder / f"{self.key}.json"

    @property
    def archive(self) -> Path:
        """Where the classes are."""
        return self.folder / f"{self.key}.jsa"

    @property
    def lock(self) -> Path:
        """Held by who makes them; its time says when that was tried."""
        return self.folder / f"{self.key}.lock"

    def launch(self) -> Launch | None:
        """The command, if it is there and nobody else can have written it."""
        try:
            return (
                Launch.from_bytes(self.launch_file.read_bytes()) if trusted_file(self.launch_file) else None
            )
        except OSError:
            return None

    def archive_options(self) -> list[str]:
        """With them the JVM uses the archive, silently; none if it is not there, or others may have written it."""
        if not trusted_file(self.archive):
            return []
        return [
            "-Xshare:auto",
            f"-XX:SharedArchiveFile={self.archive}",
            "-XX:+VerifySharedSpaces",
            "-Xlog:cds*=off",
        ]

    def is_worth_making(self) -> bool:
        """Is there no archive yet, may we write, and has nobody tried for a while?"""
        if self.archive.exists() or not os.access(self.folder, os.W_OK):
            return False
        try:
            return time.time() - self.lock.stat().st_mtime > _AGAIN_S
        except OSError:
            return True

    def make_later(self) -> None:
        """Have a process that outlives this one make them; whether it succeeds shows at the next start."""
        words = [sys.executable, "-m", "baselining.spark.session.make"]
        with stop_requests(), contextlib.suppress(OSError):
            subprocess.Popen(  # noqa: S603 - this Python
                words,
                env={**self.environment, "BASELINING_DRIVER_MEMORY": self.memory},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )


def kept_for(given: Mapping[str, str], memory: str) -> Kept | None:
    """Where that is kept which is for a Spark started now; None where nothing is to be kept.

    What says that workers use this Python, as by default, decides nothing.

    Args:
        given: Settings other than our own.
        memory: The JVM's, as Spark's setting has it.
    """
    environment = {
        name: value
        for name, value in sorted(os.environ.items())
        if _DECIDING.match(name) and name not in _NOT_DECIDING and value != sys.executable
    }
    folder = None if given.keys() & _SET_UP else cache_folder()
    if folder is None or _is_set_up(environment):
        return None
    try:
        spark, virtual_machine = _spark(environment), _virtual_machine()
    except OSError:
        return None
    if spark is None or virtual_machine is None:
        return None
    decides = json.dumps([_FORMAT, virtual_machine, spark, memory, environment])
    key = hashlib.sha256(decides.encode(errors="surrogateescape")).hexdigest()[:32]
    return Kept(folder, key, memory, dict(os.environ))


def _is_set_up(environment: Mapping[str, str]) -> bool:
    """Do variables name folders of settings, or words for spark-submit?"""
    folders = any(environment.get(name) for name in ("HADOOP_CONF_DIR", "YARN_CONF_DIR"))
    return folders or environment.get("PYSPARK_SUBMIT_ARGS", "pyspark-shell").strip() != "pyspark-shell"


def _spark(environment: Mapping[str, str]) -> list[object] | None:
    """Spark's folder and jars; None if it has settings."""
    home = spark_home()
    settings = Path(environment.get("SPARK_CONF_DIR") or home / "conf")
    if settings.exists() and (not settings.is_dir() or any(settings.iterdir())):
        return None
    with os.scandir(home / "jars") as jars:
        return [str(home), str(settings), *sorted((jar.name, *_stamp(jar.stat())) for jar in jars)]


def _virtual_machine() -> list[object] | None:
    """The build of the JVM; None if it is not one whose archives we know."""
    home = os.environ.get("JAVA_HOME")
    java = os.path.join(home, "bin", "java") if home else shutil.which("java")
    found = None if java is None else release_of(Path(java))
    if java is None or found != _JAVA:
        return None
    real = os.path.realpath(java)
    library = Path(real).parents[1] / "lib" / "server" / "libjvm.so"
    return [java, real, *_stamp(library.stat())]


def _stamp(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, int(found.st_mtime)  # images keep no more of times, and the JVM looks at no more
