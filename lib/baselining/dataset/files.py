"""Files, and where they are: on this machine, or in S3."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baselining.errors import DatasetError
from baselining.world.credentials import Keys

if TYPE_CHECKING:
    from pyarrow import fs


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where files are: on this machine, or in S3. Keys are those that were handed over, never shown.

    Attributes:
        is_s3: Is it S3? The rest is for S3 only.
        endpoint: Other than AWS's.
        region: Of the bucket.
        keys: To sign with; None leaves each process to its own role.
    """

    is_s3: bool = False
    endpoint: str | None = None
    region: str | None = None
    keys: Keys | None = None

    def filesystem(self) -> fs.FileSystem:
        """Pyarrow's door to it."""
        from pyarrow import fs  # here, because a JVM can be started before it is loaded

        if not self.is_s3:
            return fs.LocalFileSystem()
        scheme, _, host = (self.endpoint or "https://").partition("://")
        signing = {}
        if self.keys is not None:
            signing = {
                "access_key": self.keys.access_key,
                "secret_key": self.keys.secret_key,
                "session_token": self.keys.session_token,
            }
        return fs.S3FileSystem(region=self.region, scheme=scheme, endpoint_override=host or None, **signing)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file as it was listed.

    Attributes:
        path: As pyarrow's filesystem has it (`/data/a`, `bucket/key`).
        size: Bytes.
        modified_ns: Since 1970.
        answers, hour: Of an input of a captured batch transform: the file with its answers, and when they were given,
            in hours since 1970.
        is_batch: Is it such an input?
        constants: Columns that have one value in all its rows: what the names of its folders say (`month=7/`).
    """

    path: str
    size: int
    modified_ns: int
    constants: tuple[tuple[str, int | str | None], ...] = ()
    answers: DataFile | None = None
    hour: int | None = None
    is_batch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a file: of Parquet the row groups whose middle lies in the bytes from `start` up to `end`.

    Of lines see `lines.py`.
    """

    file: DataFile
    start: int
    end: int


def list_files(filesystem: fs.FileSystem, paths: Sequence[str]) -> list[DataFile]:
    """Files as they are now.

    Raises:
        DatasetError: If one is not there.
    """
    files = []
    for info in filesystem.get_file_info(list(paths)):
        if not info.is_file:
            raise DatasetError(f"The file {info.path} is gone.")
        files.append(DataFile(path=info.path, size=info.size, modified_ns=info.mtime_ns or 0))
    return files


def list_local_files(paths: Sequence[str]) -> list[DataFile]:
    """As `list_files`, on this machine and without pyarrow."""
    files = []
    for path in paths:
        try:
            found = os.stat(path)
        except FileNotFoundError:
            found = None
        if found is None or not stat.S_ISREG(found.st_mode):
            raise DatasetError(f"The file {path} is gone.")
        files.append(DataFile(path=path, size=found.st_size, modified_ns=found.st_mtime_ns))
    return files


def check_unchanged(filesystem: fs.FileSystem, listed: DataFile, *, may_grow: bool = False) -> None:
    """Raise DatasetError if a file is no longer as it was listed.

    Args:
        may_grow: Is it no matter if it is longer now?
    """
    info = filesystem.get_file_info(listed.path)
    if may_grow and (info.size or 0) > listed.size:
        return
    if (info.size, info.mtime_ns or 0) != (listed.size, listed.modified_ns):
        raise DatasetError(
            f"The file {listed.path} changed while it was being read.",
            hint="Run again when nothing writes to the dataset any more.",
        )
