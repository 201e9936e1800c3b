"""Which data to profile: a location and how to read it, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

from baselining.errors import ConfigError
from baselining.world.redact import without_credentials
from baselining.world.s3uri import is_s3


class DatasetFormat(str, Enum):
    """How the dataset is stored."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    DELTA = "delta"


_SUFFIXES = {
    ".csv": DatasetFormat.CSV,
    ".jsonl": DatasetFormat.JSONL,
    ".ndjson": DatasetFormat.JSONL,
    ".parquet": DatasetFormat.PARQUET,
    ".pq": DatasetFormat.PARQUET,
    ".delta": DatasetFormat.DELTA,
}
_COMPRESSIONS = {".gz", ".bz2", ".zst", ".lz4", ".snappy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetSpec:
    """A dataset to read.

    Attributes:
        uri: A file, folder or glob: local path, `s3://`, `s3a://`, `hdfs://` …
        format: How it is stored.
        header: Does each CSV file begin with the column names? Without, columns are `_c0`, `_c1` …
        version_as_of, timestamp_as_of: Which version of a Delta table; the newest if neither is given.
        split_large_files: May plain CSV files be cut at line ends, to be read by many? The container never does that.
        allow_replacement_characters: Accept text with U+FFFD, the mark of bytes that were not UTF-8.
    """

    uri: str
    format: DatasetFormat
    header: bool = True
    version_as_of: int | None = None
    timestamp_as_of: str | None = None
    split_large_files: bool = False
    allow_replacement_characters: bool = False

    def __post_init__(self) -> None:
        """Refuse credentials in the location, which manifests and messages repeat.

        Raises:
            ConfigError: If there are some.
        """
        if _holds_credentials(self.uri):
            raise ConfigError(
                "The dataset's location holds a user name, password or signature.",
                hint="Leave it out: credentials come from the environment, a profile or the machine's role.",
            )


def _holds_credentials(uri: str) -> bool:
    """`s3://key:secret@bucket`, `https://…?X-Amz-Signature=…`; but `abfss://container@account` is no user."""
    scheme, separator, rest = uri.partition("://")
    user, at, _ = rest.partition("/")[0].rpartition("@")
    if separator and at and (":" in user or is_s3(uri) or scheme in ("http", "https")):
        return True
    return without_credentials(rest) != rest


def guess_format(uri: str) -> DatasetFormat:
    """The format that the name says.

    Raises:
        ConfigError: If the name says none.
    """
    suffixes = [suffix.lower() for suffix in PurePosixPath(uri.rstrip("/")).suffixes]
    while suffixes and suffixes[-1] in _COMPRESSIONS:
        suffixes.pop()
    found = _SUFFIXES.get(suffixes[-1]) if suffixes else None
    if found is None:
        raise ConfigError(
            f"Cannot tell the format of {without_credentials(uri)!r} from its name.",
            hint="Say it: --format csv|jsonl|parquet|delta (in a configuration file: dataset.format).",
        )
    return found


class Engine(str, Enum):
    """Who computes: one fast scan, or the real Deequ."""

    ARROW = "arrow"
    DEEQU = "deequ"
