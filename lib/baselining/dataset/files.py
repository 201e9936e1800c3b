"""Files, and where they are: on this machine, or in S3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyarrow import fs

from baselining.errors import DatasetError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where files are: on this machine, or in S3. Holds no credentials; each process finds its own.

    Attributes:
        is_s3: Is it S3? The rest is for S3 only.
        endpoint: Other than AWS's.
        region: Of the bucket.
    """

    is_s3: bool = False
    endpoint: str | None = None
    region: str | None = None

    def filesystem(self) -> fs.FileSystem:
        """Pyarrow's door to it."""
        if not self.is_s3:
            return fs.LocalFileSystem()
        scheme, _, host = (self.endpoint or "https://").partition("://")
        return fs.S3FileSystem(region=self.region, scheme=scheme, endpoint_override=host or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file as it was listed.

    Attributes:
        path: As pyarrow's filesystem has it (`/data/a`, `bucket/key`).
        size: Bytes.
        modified_ns: Since 1970.
        constants: Columns that have one value in all its rows: what the names of its folders say (`month=7/`).
    """

    path: str
    size: int
    modified_ns: int
    constants: tuple[tuple[str, int | str | None], ...] = ()


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
        if info.type is not fs.FileType.File:
            raise DatasetError(f"The file {info.path} is gone.")
        files.append(DataFile(path=info.path, size=info.size, modified_ns=info.mtime_ns or 0))
    return files


def check_unchanged(filesystem: fs.FileSystem, listed: DataFile) -> None:
    """Raise DatasetError if a file is no longer as it was listed."""
    info = filesystem.get_file_info(listed.path)
    if (info.size, info.mtime_ns or 0) != (listed.size, listed.modified_ns):
        raise DatasetError(
            f"The file {listed.path} changed while it was being read.",
            hint="Run again when nothing writes to the dataset any more.",
        )
