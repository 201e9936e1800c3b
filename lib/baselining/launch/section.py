"""What people may say about where and how the main job runs."""

from __future__ import annotations

import re
from enum import Enum

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from baselining.world.s3uri import S3Uri
from baselining.world.section import Section

_RUN = re.compile(r"[a-zA-Z0-9](?:[-]?[a-zA-Z0-9]){0,127}")
_MOST_S = 9 * 24 * 3600
"""What a processing job may run at most: `ProcessingMaxRuntimeInSeconds` of botocore's `sagemaker/2017-07-24`."""


class Runtime(str, Enum):
    """Where the job runs. The first three have an API; for the others a line is printed."""

    EMR = "emr"
    EMR_SERVERLESS = "emr-serverless"
    PROCESSING = "processing"
    YARN = "yarn"
    KUBERNETES = "kubernetes"
    STANDALONE = "standalone"

    @property
    def has_api(self) -> bool:
        """Can a run be started by a call, rather than by a line that a person or a scheduler runs?"""
        return self in (Runtime.EMR, Runtime.EMR_SERVERLESS, Runtime.PROCESSING)


class DeployMode(str, Enum):
    """Where Spark's driver runs: where the line is run, or on the cluster."""

    CLIENT = "client"
    CLUSTER = "cluster"


class LaunchSection(Section):
    """Where the job runs, and what is sent there."""

    to: str | None = Field(
        None,
        description="s3://BUCKET/PREFIX for code, jars and configuration, each under the digest of its content.",
    )
    code: str | None = Field(
        None,
        description="The package as a zip, a local file or s3://; by default what `make zip` puts into dist.",
        json_schema_extra={"metavar": "ZIP"},
    )
    jars: list[str] = Field(
        default_factory=list,
        description="A jar that the runtime lacks, a local file, s3:// or a path there; may be repeated.",
        json_schema_extra={"option": "--jar", "metavar": "JAR"},
    )
    archive: str | None = Field(
        None,
        description="A Python with all packages (`make bundle`), local or s3://; without one the runtime has them.",
        json_schema_extra={"metavar": "TAR.GZ"},
    )
    python: str | None = Field(
        None,
        description="The Python of a driver in client mode, and without an archive of the executors; a path there.",
    )
    deploy_mode: DeployMode | None = Field(
        None, description="EMR and YARN: where the driver runs; by default on the cluster."
    )
    run: str | None = Field(
        None,
        description="What makes this another run than one of the same content: a date, the id of an orchestrator's "
        "execution. Launched twice, the same content with the same word is one run.",
        json_schema_extra={"metavar": "WORD"},
    )
    role: str | None = Field(
        None, description="ARN of the role that the job runs with.", json_schema_extra={"metavar": "ARN"}
    )
    cluster: str | None = Field(None, description="EMR: id of the cluster, j-…")
    application: str | None = Field(None, description="EMR Serverless: id of the application.")
    image: str | None = Field(None, description="Processing and Kubernetes: the image, by its full name.")
    log_uri: str | None = Field(
        None,
        description="EMR Serverless: s3://BUCKET/PREFIX for logs. EMR's are where the cluster puts them.",
    )
    instance_type: str = Field("ml.m5.xlarge", description="Processing: the kind of machine.")
    instances: int = Field(1, ge=1, le=100, description="Processing: how many machines.")
    volume_gb: int = Field(30, ge=1, le=16384, description="Processing: disk of each machine, GB.")
    max_runtime_s: int = Field(
        24 * 3600, ge=60, le=_MOST_S, description="EMR Serverless, Processing: the service ends a longer run."
    )
    wait_s: float = Field(
        24 * 3600, ge=0, le=_MOST_S, description="How long to wait for the run to end; 0: do not wait."
    )
    poll_s: float = Field(15, ge=0.01, le=3600, description="Time between two looks at the run.")
    cancel_on_interrupt: bool = Field(
        False,
        description="Ctrl-C while waiting also asks the service to stop the run; by default it goes on.",
    )

    @field_validator("to", "log_uri")
    @classmethod
    def _is_in_s3(cls, location: str | None) -> str | None:
        if location is not None:
            S3Uri.parse(location)
        return location

    @field_validator("run")
    @classmethod
    def _is_a_word(cls, run: str | None) -> str | None:
        if run is not None and not _RUN.fullmatch(run):
            raise PydanticCustomError(
                "run", "Input should be letters, digits and single hyphens between them, at most 128"
            )
        return run

    @property
    def mode(self) -> DeployMode:
        """Where the driver runs."""
        return self.deploy_mode or DeployMode.CLUSTER


class WaitingSection(Section):
    """`launch.wait_s` as an option; without it, what the file says."""

    wait_s: float | None = Field(
        None, ge=0, le=_MOST_S, description="How long to wait for the run to end; 0: do not wait."
    )
