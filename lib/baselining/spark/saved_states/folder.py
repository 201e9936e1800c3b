"""The folder of saved states: an index, and below `parts/` one folder per run with the states it computed.

Runs write into folders of their own and replace the index whole and last, so a run that dies leaves the old index
valid, and of two runs at once the last one wins. Folders that no index names are removed by a later run, a day after
they were begun: until then they may be another run's that is not done yet.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
import uuid
from typing import Any

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.remote import hadoop_spelling
from baselining.errors import ConfigError
from baselining.states.saved.index import INDEX

_PARTS = "parts"
_GRACE_S = 24 * 3600
_RUN = re.compile(r"([0-9]{10})-[0-9a-f]{8}")


class StatesFolder:
    """A folder in any file system that Spark knows.

    Args:
        uri: Local path, `s3://`, `hdfs://` …
    """

    def __init__(self, spark: SparkSession, uri: str) -> None:
        self.uri = uri.rstrip("/") or "/"
        self._spark = spark
        self._local = _local_path(uri)
        self._root = f"file://{self._local}" if self._local else hadoop_spelling(self.uri)

    @property
    def index_name(self) -> str:
        """The index, for messages."""
        return f"{self.uri}/{INDEX}"

    @property
    def place(self) -> str:
        """The folder as names of files in it begin."""
        return self._local or re.sub(r"^s3a://", "s3://", self._root)

    def parts(self, run: str) -> str:
        """Where a run's states are, in Hadoop's spelling."""
        return f"{self._root}/{_PARTS}/{run}"

    def read_index(self) -> bytes | None:
        """The index's bytes; None if there is none."""
        jvm, files = self._hadoop()
        try:
            stream = files.open(self._path(INDEX))
        except Py4JJavaError as problem:
            if problem.java_exception.getClass().getSimpleName() == "FileNotFoundException":
                return None
            raise
        try:
            return bytes(jvm.org.apache.commons.io.IOUtils.toByteArray(stream))
        finally:
            stream.close()

    def write_index(self, body: bytes) -> None:
        """Replace the index whole.

        Raises:
            ConfigError: If it cannot be written on this machine.
        """
        if self._local:
            _replace_local(self._local, body)
        elif self._root.startswith("s3a:"):
            self._write(self._path(INDEX), body)  # S3 shows an object when all of it is there
        else:
            self._write_beside(body)

    def runs(self) -> frozenset[str]:
        """Runs whose states are there, at least in part."""
        _, files = self._hadoop()
        try:
            found = files.listStatus(self._path(_PARTS))
        except Py4JJavaError as problem:
            if problem.java_exception.getClass().getSimpleName() == "FileNotFoundException":
                return frozenset()
            raise
        return frozenset(status.getPath().getName() for status in found if status.isDirectory())

    def remove(self, run: str) -> None:
        """Remove a run's states; what cannot be removed is left to a later run."""
        with contextlib.suppress(Py4JError):
            _, files = self._hadoop()
            files.delete(self._path(f"{_PARTS}/{run}"), True)

    def _hadoop(self) -> tuple[Any, Any]:
        jvm: Any = self._spark._jvm
        path = jvm.org.apache.hadoop.fs.Path(self._root)
        return jvm, path.getFileSystem(self._spark.sparkContext._jsc.hadoopConfiguration())

    def _path(self, below: str) -> Any:
        jvm: Any = self._spark._jvm
        return jvm.org.apache.hadoop.fs.Path(f"{self._root}/{below}")

    def _write(self, path: Any, body: bytes) -> None:
        _, files = self._hadoop()
        stream = files.create(path, True)
        try:
            stream.write(bytearray(body))
        finally:
            stream.close()

    def _write_beside(self, body: bytes) -> None:
        """Write another file and rename it, as HDFS can over an old one in one step."""
        jvm, _ = self._hadoop()
        fresh = self._path(f"{_PARTS}/.{INDEX}-{uuid.uuid4().hex}")
        self._write(fresh, body)
        configuration = self._spark.sparkContext._jsc.hadoopConfiguration()
        context = jvm.org.apache.hadoop.fs.FileContext.getFileContext(fresh.toUri(), configuration)
        rename = jvm.org.apache.hadoop.fs.Options.Rename
        gateway: Any = self._spark.sparkContext._gateway
        options = gateway.new_array(rename, 1)
        options[0] = rename.OVERWRITE
        context.rename(fresh, self._path(INDEX), options)


def new_run() -> str:
    """A name that no other run has, and that says when it began."""
    return f"{int(time.time()):010}-{uuid.uuid4().hex[:8]}"


def abandoned(runs: frozenset[str], in_use: frozenset[str]) -> list[str]:
    """Those of `runs` that no index names any more and that are too old to be still running."""
    oldest = time.time() - _GRACE_S
    names = ((run, _RUN.fullmatch(run)) for run in sorted(runs - in_use))
    return [run for run, name in names if name and int(name[1]) < oldest]


def _local_path(uri: str) -> str:
    """The absolute path of a local folder; empty for one elsewhere."""
    if "://" in uri and not uri.startswith("file:"):
        return ""
    return os.path.abspath(re.sub(r"^file:(//)?", "", uri))


def _replace_local(folder: str, body: bytes) -> None:
    fresh = os.path.join(folder, f".{INDEX}-{uuid.uuid4().hex}")
    try:
        os.makedirs(folder, exist_ok=True)
        try:
            with open(fresh, "xb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, os.path.join(folder, INDEX))
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(fresh)
    except OSError as problem:
        raise ConfigError(
            f"Cannot keep states in {folder!r}: {problem.strerror or type(problem).__name__}."
        ) from None
