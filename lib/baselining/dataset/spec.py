"""Which data to profile: a location and how to read it, as a value."""

from __future__ import annotations

from datetime import datetime, timezone
from enum import Enum
from pathlib import PurePosixPath
from typing import Any

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from baselining.dataset.capture.records import CapturedOutput, Merging
from baselining.dataset.capture.window import moment_of, seconds_in, spelt
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
    CAPTURE = "capture"


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
    """A dataset to read: the new training set, or captured traffic.

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
    endpoint: str | None = Field(
        None,
        min_length=1,
        description="Instead of a dataset: the captured traffic of this endpoint.",
        json_schema_extra={"instead_of": "uri"},
    )
    schedule: str | None = Field(
        None,
        min_length=1,
        description="Instead of a dataset: the captured traffic that this monitoring schedule looks at.",
        json_schema_extra={"instead_of": "uri"},
    )
    captured_output: CapturedOutput = Field(
        CapturedOutput.START,
        description="Captured data: the output's columns come first (start), last (end), or are left out (none).",
    )
    until: str | None = Field(
        None,
        description="Captured data: only what was captured before this time, UTC; by default now, if --since is given.",
        json_schema_extra={"metavar": "TIME"},
    )
    since: str | None = Field(
        None,
        description="Captured data: only what was captured from this time on: 2024-03-07T19:00, UTC, or 24h before the "
        "end.",
        json_schema_extra={"metavar": "TIME"},
    )
    most_broken: float = Field(
        0.01, ge=0, le=1, description="Captured data: refuse if a larger share of the lines is broken."
    )
    preprocess_script: str | None = Field(
        None,
        min_length=1,
        description="Captured data: a Python script with Model Monitor's preprocess_handler, which makes the rows; "
        "local or s3://.",
        json_schema_extra={"metavar": "FILE"},
    )
    preprocess_limit_s: float = Field(
        1.0,
        gt=0,
        le=3600,
        description="Captured data: how long that script may take for a record.",
    )
    merging: Merging = Field(
        Merging.STABLE,
        description="Captured data of several files: merge so that sums are exact to their last digits (stable), or in "
        "the container's order of operations (container).",
    )
    allow_replacement_characters: bool = Field(
        False, description="Accept text with U+FFFD (bytes that were not UTF-8)."
    )

    @model_validator(mode="before")
    @classmethod
    def _without_format_by_name(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        given = {key: value for key, value in given.items() if key != "format" or value is not None}
        named = [key for key in ("schedule", "endpoint") if given.get(key) is not None]
        if named and given.get("uri") is None:
            given |= {"uri": f"{named[0]}:{given[named[0]]}", "format": given.get("format", "capture")}
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

    @field_validator(
        "captured_output",
        "until",
        "since",
        "most_broken",
        "preprocess_script",
        "merging",
        "preprocess_limit_s",
    )
    @classmethod
    def _of_captured_data(cls, value: object, info: ValidationInfo) -> object:
        default = cls.model_fields[str(info.field_name)].default
        if value != default and info.data.get("format") is not DatasetFormat.CAPTURE:
            raise PydanticCustomError("not_capture", "Only captured data (--format capture) has this")
        return value

    @field_validator("until", "since")
    @classmethod
    def _as_moment(cls, value: str | None, info: ValidationInfo) -> str | None:
        now = datetime.now(timezone.utc).replace(microsecond=0)
        until = info.data.get("until")
        end = now if until is None else datetime.fromtimestamp(seconds_in(until) or 0, timezone.utc)
        if value is None:
            return None
        try:
            moment = moment_of(value, end)
        except ValueError:
            raise PydanticCustomError(
                "no_moment", "Input should be a time such as 2024-03-07T19:00, or a span such as 24h"
            ) from None
        if info.field_name == "since" and moment >= end:
            raise PydanticCustomError("no_window", "Input should be before the end of the window")
        return spelt(moment)

    @property
    def is_traffic(self) -> bool:
        """Is it the captured traffic of an endpoint or a schedule, whose place is not known yet?"""
        return self.uri in (f"schedule:{self.schedule}", f"endpoint:{self.endpoint}")


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
            hint="Say it: --format csv|jsonl|parquet|delta|capture (in a configuration file: dataset.format).",
        )
    return found


class Engine(str, Enum):
    """Who computes: one fast scan, or the real Deequ."""

    ARROW = "arrow"
    DEEQU = "deequ"
