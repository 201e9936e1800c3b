"""Which data to profile: a location and how to read it, as a value."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePosixPath
from typing import Any

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from baselining.errors import ConfigError
from baselining.world.redact import without_credentials
from baselining.world.s3uri import is_s3
from baselining.world.section import Section


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
_MOST_VERSIONS = 2**63 - 1
"""Delta counts versions in a signed 64-bit integer."""


class DatasetSpec(Section):
    """A dataset to read: the new training set.

    Raises:
        ConfigError: If the location holds credentials, which manifests and messages would repeat, or if no format is
            given and the name says none.
    """

    uri: str = Field(min_length=1, description="File, folder or glob: local path, s3://, s3a://, hdfs://.")
    format: DatasetFormat = Field(
        default_factory=lambda given: guess_format(given["uri"]),
        description="By default what the name of the dataset says.",
    )
    header: bool = Field(True, description="CSV: does each file begin with the column names?")
    version_as_of: int | None = Field(
        None, ge=0, le=_MOST_VERSIONS, description="Delta: this version; by default the newest."
    )
    timestamp_as_of: str | None = Field(
        None, description="Delta: the version at this time, 'YYYY-MM-DD HH:MM:SS', UTC."
    )
    split_large_files: bool = Field(
        False,
        description="CSV: cut plain, uncompressed files every 128 MB at line ends, for many cores. The container "
        "never cuts one, so sketches of larger files differ from its own; the manifest says so.",
    )
    allow_replacement_characters: bool = Field(
        False, description="Accept text with U+FFFD (bytes that were not UTF-8)."
    )

    @model_validator(mode="before")
    @classmethod
    def _without_format_by_name(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("format", "") is None:
            return {key: value for key, value in given.items() if key != "format"}
        return given

    @field_validator("uri")
    @classmethod
    def _without_credentials(cls, uri: str) -> str:
        if _holds_credentials(uri):
            raise ConfigError(
                "The dataset's location holds a user name, password or signature.",
                hint="Leave it out: credentials come from the environment, a profile or the machine's role.",
            )
        return uri

    @field_validator("version_as_of", "timestamp_as_of")
    @classmethod
    def _of_one_version_of_a_table(cls, value: object, info: ValidationInfo) -> object:
        if value is not None and info.data.get("format") is not DatasetFormat.DELTA:
            raise PydanticCustomError("not_delta", "Only Delta tables have versions")
        if value is not None and info.data.get("version_as_of") is not None:
            raise PydanticCustomError(
                "two_versions", "A version and a time were given, and only one can be read"
            )
        return value


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
