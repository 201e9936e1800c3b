"""The one configuration file: YAML, a section per step, every key with a default where one can be right.

`conf/baselining.yaml` is the annotated reference. It never holds secrets: AWS credentials come from the environment,
a profile or the role of the machine, as boto3 and S3A find them.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine, guess_format
from baselining.documents.layout import FormatVersion
from baselining.errors import ConfigError
from baselining.world.endpoint import check_endpoint


class Section(BaseModel):
    """A part of the file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DatasetSection(Section):
    """The new training set."""

    uri: str = Field(min_length=1, description="File, folder or glob: local path, s3://, s3a://, hdfs://.")
    format: DatasetFormat | None = Field(
        None, description="csv, jsonl, parquet or delta; by default what the name says."
    )
    header: bool = Field(True, description="CSV: does each file begin with the column names?")
    version_as_of: int | None = Field(None, ge=0, description="Delta: this version; by default the newest.")
    timestamp_as_of: str | None = Field(
        None, description="Delta: the version at this time, 'YYYY-MM-DD HH:MM:SS', UTC."
    )
    split_large_files: bool = Field(
        False,
        description="CSV: may plain, uncompressed files be cut at line ends? The container never does that.",
    )
    allow_replacement_characters: bool = Field(
        False, description="Accept text with U+FFFD (bytes that were not UTF-8)."
    )

    def spec(self) -> DatasetSpec:
        """The dataset as the readers want it."""
        return DatasetSpec(
            uri=self.uri,
            format=self.format or guess_format(self.uri),
            header=self.header,
            version_as_of=self.version_as_of,
            timestamp_as_of=self.timestamp_as_of,
            split_large_files=self.split_large_files,
            allow_replacement_characters=self.allow_replacement_characters,
        )


class ProfileSection(Section):
    """How statistics are computed."""

    engine: Engine = Field(Engine.ARROW, description="arrow (one fast scan) or deequ (the reference, slow).")
    format_version: FormatVersion = Field(
        FormatVersion.CURRENT, description="Layout of the documents: 2020, 2024-03 or current."
    )
    states: str | None = Field(
        None,
        min_length=1,
        description="Folder of saved states (local, s3://, hdfs://): only files without saved states are read.",
    )


class PublishSection(Section):
    """Where the new baseline is stored."""

    to: str | None = Field(
        None,
        description="s3://bucket/prefix; by default baselining/<schedule> in the bucket of the live baseline.",
    )
    allow_other_bucket: bool = Field(
        False,
        description="Publish to another bucket than the live baseline's; the schedule's role must have access.",
    )
    bucket_owner: str | None = Field(
        None,
        pattern=r"^\d{12}$",
        description="Account that must own the bucket, twelve digits in quotes; by default nobody is asked for.",
    )


class SwitchSection(Section):
    """Which monitoring schedule gets the new baseline, and how long to wait for SageMaker."""

    schedule: str | None = Field(
        None, description="Name of the monitoring schedule; without one, only publish."
    )
    wait_for_execution: bool = Field(
        True, description="Wait for a running execution to end before the update."
    )
    settle_timeout_s: float = Field(
        3600, gt=0, allow_inf_nan=False, description="How long to wait for the schedule to settle, seconds."
    )
    update_timeout_s: float = Field(
        300, gt=0, allow_inf_nan=False, description="How long an update may stay Pending, seconds."
    )
    poll_s: float = Field(
        5, gt=0, allow_inf_nan=False, description="Time between two looks at the schedule, seconds."
    )
    records: str | None = Field(
        None,
        description="s3://bucket/prefix below which each schedule has its lease and history; by default baselining in "
        "the bucket of the live baseline.",
    )
    lease_s: float = Field(
        900,
        ge=60,
        le=43200,
        allow_inf_nan=False,
        description="How long the lease of a run that died keeps other runs out, seconds.",
    )
    confirm_wait_s: float = Field(
        0,
        ge=0,
        allow_inf_nan=False,
        description="How long to wait for the first execution with the new baseline, seconds; 0: do not look.",
    )
    auto_rollback: bool = Field(
        False, description="Put the old baseline back if that execution fails because of the new one."
    )


class SparkSection(Section):
    """Spark, where this process starts it itself; spark-submit's own options win otherwise."""

    master: str | None = Field(None, description="local[*] when we start Spark; ignored under spark-submit.")
    settings: dict[str, str | int | float | bool] = Field(
        default_factory=dict, description="Further Spark settings."
    )


class AwsSection(Section):
    """Where AWS is. Never credentials."""

    region: str | None = Field(
        None, description="By default AWS_REGION, AWS_DEFAULT_REGION or the profile's."
    )
    profile: str | None = Field(None, description="A profile of ~/.aws/config; by default AWS_PROFILE.")
    endpoint_url: str | None = Field(
        None, description="For a local emulator; by default AWS_ENDPOINT_URL, else AWS."
    )

    @field_validator("endpoint_url")
    @classmethod
    def _without_credentials(cls, url: str | None) -> str | None:
        return check_endpoint(url)


class Config(Section):
    """The whole file."""

    dataset: DatasetSection
    profile: ProfileSection = ProfileSection()
    publish: PublishSection = PublishSection()
    switch: SwitchSection = SwitchSection()
    spark: SparkSection = SparkSection()
    aws: AwsSection = AwsSection()


def load_config(path: Path) -> Config:
    """Read and check a configuration file.

    Raises:
        ConfigError: If it is missing, not YAML, or holds an unknown key or a value that cannot be.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"There is no configuration file {path}.") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"Cannot read the configuration file {path}: {type(problem).__name__}.") from None
    return parse_config(text, name=str(path))


def parse_config(text: str, *, name: str) -> Config:
    """Check the text of a configuration file; `name` is for messages.

    Raises:
        ConfigError: As `load_config`.
    """
    try:
        tree = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except _RepeatedKeyError as problem:
        raise ConfigError(
            f"{name}: the key {problem.key!r} stands twice, again at line {problem.line}."
        ) from None
    except (yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise ConfigError(f"{name} is not YAML{where}.") from None
    if not isinstance(tree, dict):
        raise ConfigError(f"{name} should hold sections such as `dataset:`, and holds none.")
    try:
        return Config.model_validate(tree)
    except ValidationError as problem:
        raise _explained(problem, name) from None


class _RepeatedKeyError(yaml.YAMLError):
    def __init__(self, node: yaml.ScalarNode) -> None:
        self.key, self.line = node.value, node.start_mark.line + 1


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice in one section, of which YAML would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise _RepeatedKeyError(key)
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _explained(problem: ValidationError, name: str) -> ConfigError:
    first = problem.errors(include_url=False, include_input=False)[0]
    path = [str(step) for step in first["loc"]]
    key = ".".join(path)
    if first["type"] == "extra_forbidden":
        known = _keys_beside(path)
        near = difflib.get_close_matches(path[-1], known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(known)}."
        return ConfigError(f"{name}: there is no key {key!r}.", hint=hint)
    if first["type"] == "missing":
        return ConfigError(f"{name}: the key {key!r} is missing.")
    return ConfigError(f"{name}: {key}: {first['msg']}.")


def _keys_beside(path: list[str]) -> list[str]:
    section: Any = Config
    for step in path[:-1]:
        section = section.model_fields[step].annotation
    return list(section.model_fields)
