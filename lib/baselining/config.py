"""What people may set: a section per step, every key with a default where one can be right.

The sections are declared here, once: the keys of the YAML file, and the options of the commands
(`commands/signature.py`), by the same rules. A key `settle_timeout_s` is the option `--settle-timeout`; where an
option has another name, `json_schema_extra` says it. `conf/baselining.yaml` is the annotated reference. It never holds
secrets: AWS credentials come from the environment, a profile or the role of the machine.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from baselining.dataset.outputs import OutputPosition, Outputs
from baselining.dataset.spec import DatasetSpec, Engine
from baselining.documents.layout import FormatVersion
from baselining.documents.model_quality import CONSTRAINED
from baselining.edits.section import CalibrateSection, EditsSection
from baselining.errors import ConfigError
from baselining.judgement.acceptance import reason_in
from baselining.judgement.section import JudgeSection
from baselining.launch.section import LaunchSection
from baselining.model_quality.slack import Slack
from baselining.personal_data.wishes import Wishes, read_key
from baselining.states.model_quality.question import Problem, Question
from baselining.world.endpoint import check_endpoint
from baselining.world.section import Section
from baselining.world.yaml_file import parse_section, read_text

_MOST_S = 30 * 24 * 3600
"""A month: nobody waits longer for SageMaker, and Python's clock cannot wait for just any number of seconds."""


class ProfileSection(Section):
    """How statistics are computed."""

    engine: Engine = Field(
        Engine.ARROW, description="One fast scan (arrow), or the real Deequ as a reference, slow (deequ)."
    )
    format_version: FormatVersion = Field(
        FormatVersion.CURRENT, description="Layout of the documents, by when the container wrote it."
    )
    states: str | None = Field(
        None,
        min_length=1,
        description="Keep each file's states there (local, s3://, hdfs://), read only files that are new or changed, "
        "and merge. Each file is then cut by itself (split rule by file), so a full run with this option gives the "
        "same bytes. Parquet, also in folders such as month=7/, and Delta.",
        json_schema_extra={"option": "--save-states", "metavar": "DIR"},
    )

    output_columns: list[str] = Field(
        default_factory=list,
        description="A column that is an output of the model, profiled beside its inputs; may be repeated.",
        json_schema_extra={"option": "--output-column", "metavar": "COLUMN"},
    )
    output_position: OutputPosition = Field(
        OutputPosition.START,
        description="Where outputs stand among the columns, so that captured traffic matches by position.",
    )

    least_cells: dict[str, Annotated[int, Field(ge=1)]] = Field(
        default_factory=dict,
        description="Values of this text column (or pattern, such as 'name_*') that fewer cells have are not "
        "published; may be repeated.",
        json_schema_extra={"metavar": "COLUMN=CELLS"},
    )
    drop_values: list[str] = Field(
        default_factory=list,
        description="No values of this text column (or pattern) are published: no domain, no drift; may be repeated.",
        json_schema_extra={"metavar": "COLUMN"},
    )
    hash_values: list[str] = Field(
        default_factory=list,
        description="Values of this text column (or pattern) are published as keyed hashes, which traffic must have, "
        "too (docs/judging.md); may be repeated.",
        json_schema_extra={"metavar": "COLUMN"},
    )
    hash_key_env: str | None = Field(
        None,
        min_length=1,
        description="The environment variable that holds the key of these hashes.",
        json_schema_extra={"metavar": "NAME"},
    )
    hash_key_file: str | None = Field(
        None,
        min_length=1,
        description="The file that holds the key of these hashes.",
        json_schema_extra={"metavar": "FILE"},
    )

    @property
    def wishes(self) -> Wishes | None:
        """Which values shall not be published in clear; None if all may be. Reads the key.

        Raises:
            ConfigError: If a key is needed and there is none, or one that nothing needs.
        """
        if not self.hash_values and (self.hash_key_env or self.hash_key_file):
            raise ConfigError("A key for hashes is of no use without profile.hash_values (--hash-values).")
        if not (self.least_cells or self.drop_values or self.hash_values):
            return None
        key = read_key(self.hash_key_env, self.hash_key_file) if self.hash_values else b""
        return Wishes(
            least_cells=self.least_cells, dropped=self.drop_values, hashed=self.hash_values, key=key
        )

    @property
    def outputs(self) -> Outputs:
        """The outputs and their place."""
        return Outputs(columns=tuple(self.output_columns), position=self.output_position)


class ModelQualitySection(Section):
    """What a model predicted, held against what was true: then the baseline is one of model quality."""

    problem_type: Problem = Field(description="As the model-quality job definition has it.")
    ground_truth: str = Field(min_length=1, description="The column of what was true: labels, or numbers.")
    inference: str | None = Field(
        None,
        min_length=1,
        description="The column of what was predicted; of a binary problem, --probability and --threshold do as well.",
    )
    probability: list[str] = Field(
        default_factory=list,
        description="A column of probabilities, from 0 to 1; may be repeated. That of a binary problem is the positive "
        "class's, and gives curves, auc and au_prc.",
        json_schema_extra={"metavar": "COLUMN"},
    )
    threshold: float | None = Field(
        None, ge=0, le=1, description="Without --inference: a larger probability predicts the positive class."
    )
    positive_label: str | None = Field(
        None,
        min_length=1,
        description="The positive class of a binary problem, if its label is not 1 or true.",
    )
    exact: bool = Field(
        False,
        description="Without what the container rounds and bins; tells all scores apart, which takes memory.",
    )
    slices: list[str] = Field(
        default_factory=list,
        description="The same metrics for each value of this column, too (in --json); may be repeated.",
        json_schema_extra={"option": "--slice", "metavar": "COLUMN"},
    )
    most_missing: float = Field(
        0.1, ge=0, le=1, description="The largest share of rows that may lack ground truth or a prediction."
    )
    slack: dict[str, str] = Field(
        default_factory=dict,
        description="How far a threshold is from the value: 2sd (standard deviations), 5% or 0.01; METRIC may be all; "
        "may be repeated. The container has none.",
        json_schema_extra={"metavar": "METRIC=AMOUNT"},
    )
    limits: dict[str, str] = Field(
        default_factory=dict,
        description="A floor (or a ceiling, of errors and false rates) beyond which no slack moves a threshold, nor "
        "the value itself; may be repeated.",
        json_schema_extra={"option": "--limit", "metavar": "METRIC=VALUE"},
    )
    ground_truth_dataset: str | None = Field(
        None, min_length=1, description="Where the ground truth is, if not beside the predictions."
    )
    inference_id: str | None = Field(
        None,
        min_length=1,
        description="The column, in both datasets, that joins them; captured traffic and the ground truth of Model "
        "Monitor's merge job have one.",
    )
    accept: str | None = Field(
        None,
        min_length=1,
        description="Why a model that is worse than the old thresholds is accepted; recorded with who and when.",
        json_schema_extra={"metavar": "REASON"},
    )
    allow_other_attributes: bool = Field(
        False,
        description="The job definition may name other attributes than these columns, as where it names places.",
    )

    @field_validator("accept")
    @classmethod
    def _is_a_reason(cls, reason: str | None) -> str | None:
        return None if reason is None else reason_in(reason)

    @model_validator(mode="after")
    def _fits_the_problem(self) -> ModelQualitySection:
        is_binary = self.problem_type is Problem.BINARY
        if self.inference is None and not (is_binary and self.probability and self.threshold is not None):
            raise ConfigError(
                f"{self.problem_type.value} needs a prediction: --inference (model_quality.inference)"
                + (", or --probability and --threshold." if is_binary else ".")
            )
        if self.ground_truth in (self.inference, *self.probability):
            raise ConfigError("The ground truth is a column of its own; no prediction can be the same one.")
        if is_binary and len(self.probability) > 1:
            raise ConfigError("A binary problem has one column of probabilities: that of the positive class.")
        only_binary = {"--threshold": self.threshold, "--positive-label": self.positive_label}
        for option, value in only_binary.items():
            if value is not None and not is_binary:
                raise ConfigError(f"{option} is for a binary problem, not for {self.problem_type.value}.")
        if self.problem_type is Problem.REGRESSION and self.probability:
            raise ConfigError("A regression has no probabilities.", hint="Leave out --probability.")
        if self.inference_id is not None and self.ground_truth_dataset is None:
            raise ConfigError("--inference-id is of no use without --ground-truth-dataset.")
        self.wishes.check(CONSTRAINED[self.problem_type.value])
        return self

    @property
    def wishes(self) -> Slack:
        """How far thresholds shall be from values.

        Raises:
            ConfigError: If a limit is no number.
        """
        return Slack.of(self.slack, self.limits)

    @property
    def question(self) -> Question:
        """What is to be measured."""
        return Question(
            problem=self.problem_type,
            ground_truth=self.ground_truth,
            inference=self.inference,
            probabilities=tuple(self.probability),
            threshold=None if self.inference is not None else self.threshold,
            positive=self.positive_label,
            slices=tuple(self.slices),
        )


class PublishSection(Section):
    """Where the new baseline is stored."""

    to: str | None = Field(
        None,
        description="s3://BUCKET/PREFIX; by default baselining/SCHEDULE in the bucket of the live baseline.",
    )
    allow_other_bucket: bool = Field(
        False,
        description="The bucket may be another than the live baseline's: the schedule's role can read it.",
    )
    bucket_owner: str | None = Field(
        None,
        description="Refuse a bucket that does not belong to this account (12 digits; in a file in quotes).",
        json_schema_extra={"metavar": "ACCOUNT"},
    )

    @field_validator("bucket_owner")
    @classmethod
    def _is_account(cls, account: str | None) -> str | None:
        if account is not None and not re.fullmatch("[0-9]{12}", account):
            raise PydanticCustomError("account", "Input should be an AWS account of 12 digits")
        return account


class SwitchSection(Section):
    """Which monitoring schedule gets the new baseline, and how long to wait for SageMaker."""

    schedule: str | None = Field(
        None, description="Name of the monitoring schedule; without one, only publish."
    )
    wait_for_execution: bool = Field(
        True, description="Wait for a running execution to end before the update."
    )
    settle_timeout_s: float = Field(
        3600, gt=0, le=_MOST_S, description="How long to wait for the schedule to settle."
    )
    update_timeout_s: float = Field(
        300, gt=0, le=_MOST_S, description="How long an update may take until it is seen."
    )
    poll_s: float = Field(5, ge=0.01, le=3600, description="Time between two looks at the schedule.")
    records: str | None = Field(
        None,
        description="s3://BUCKET/PREFIX; PREFIX/SCHEDULE/ holds the lease and the history. By default `baselining` in "
        "the bucket of the live baseline.",
    )
    lease_s: float = Field(
        900, ge=60, le=43200, description="How long the lease of a run that died keeps other runs out."
    )
    confirm_wait_s: float = Field(
        0,
        ge=0,
        le=_MOST_S,
        description="How long to wait for the first execution with the new baseline to end; 0: do not wait.",
    )
    auto_rollback: bool = Field(
        False, description="Put the old baseline back if that execution fails because of the new one."
    )


class SparkSection(Section):
    """Spark, where this process starts it itself; spark-submit's own options win otherwise."""

    master: str | None = Field(
        None,
        description="Spark master, by default local[*], or no Spark for small files; ignored under spark-submit.",
    )
    settings: dict[str, str | int | float | bool] = Field(
        default_factory=dict,
        description="A further Spark setting; may be repeated.",
        json_schema_extra={"option": "--conf", "metavar": "KEY=VALUE"},
    )


class AwsSection(Section):
    """Where AWS is. Never credentials."""

    region: str | None = Field(
        None, description="AWS region; by default AWS_REGION, AWS_DEFAULT_REGION or the profile's."
    )
    profile: str | None = Field(None, description="AWS profile, of ~/.aws/config; by default AWS_PROFILE.")
    endpoint_url: str | None = Field(
        None, description="Instead of AWS, e.g. the emulator's; by default AWS_ENDPOINT_URL."
    )

    @field_validator("endpoint_url")
    @classmethod
    def _without_credentials(cls, url: str | None) -> str | None:
        return check_endpoint(url)


class Config(Section):
    """The whole file."""

    dataset: DatasetSpec
    profile: ProfileSection = ProfileSection()
    model_quality: ModelQualitySection | None = None
    edits: EditsSection = EditsSection()
    calibrate: CalibrateSection | None = None
    judge: JudgeSection | None = None
    publish: PublishSection = PublishSection()
    switch: SwitchSection = SwitchSection()
    spark: SparkSection = SparkSection()
    launch: LaunchSection = LaunchSection()
    aws: AwsSection = AwsSection()

    def check_what_counts(self) -> None:
        """Refuse what a baseline of model quality has no use for, and what can never be, rather than say nothing.

        Raises:
            ConfigError: If there is something of the kind.
        """
        if self.calibrate is not None and self.calibrate.rows is None and not self.reads_traffic:
            raise ConfigError(
                "`calibrate` does not know how many rows a batch has: neither `calibrate.rows` says so, nor captured "
                "traffic, for which it takes `judge` with its `traffic`, and `switch.schedule`.",
                hint="Give the rows of an hour: calibrate.rows.",
            )
        if self.model_quality is not None:
            unused = {
                "judge": self.judge,
                "calibrate": self.calibrate,
                "edits.overrides": self.edits.overrides,
            }
            for name, value in unused.items():
                if value is not None:
                    raise ConfigError(
                        f"{name} is for baselines of data quality, and there is a section model_quality.",
                        hint="Leave it out: a model is always judged by the live thresholds (model_quality.accept).",
                    )

    @property
    def reads_traffic(self) -> bool:
        """Is the new baseline to be tried on captured traffic?"""
        return self.judge is not None and self.judge.traffic is not None and self.switch.schedule is not None

    def overridden(self, **sections: Section) -> Config:
        """With what is set in `sections`, such as options of the command line, in place of what the file says."""
        changed = {
            name: getattr(self, name).model_copy(update=section.model_dump(exclude_unset=True))
            for name, section in sections.items()
        }
        return self.model_copy(update=changed)


def load_config(path: Path) -> Config:
    """Read and check a configuration file.

    Raises:
        ConfigError: If it is missing, not YAML, or holds an unknown key or a value that cannot be.
    """
    return parse_config(read_text(path, what="configuration file"), name=str(path))


def parse_config(text: str, *, name: str) -> Config:
    """Check the text of a configuration file; `name` is for messages.

    Raises:
        ConfigError: As `load_config`.
    """
    return parse_section(Config, text, name=name, example="sections such as `dataset:`")
