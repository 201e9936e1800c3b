"""The main job as the runtimes' lines see it, before they differ."""

from __future__ import annotations

from dataclasses import dataclass, field

from baselining.errors import ConfigError
from baselining.launch.package import Package
from baselining.launch.section import LaunchSection
from baselining.world.s3uri import S3Uri


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to run.

    Attributes:
        to: Where what is sent goes.
        package: What is sent.
        config: The configuration file as this machine names it, for lines that are run here.
        settings: Spark's, as the configuration file has them; text.
        master: Spark's, for lines that name one.
        region: AWS's; None leaves it to the runtime.
        reads_delta: Is the dataset a Delta table?
    """

    section: LaunchSection
    package: Package
    config: str
    to: S3Uri | None = None
    settings: dict[str, str] = field(default_factory=dict)
    master: str | None = None
    region: str | None = None
    reads_delta: bool = False

    def arguments(self, config: str) -> list[str]:
        """What the Python file is told, given where it finds the configuration file."""
        return ["--config", config, *(["--region", self.region] if self.region else [])]

    def place(self) -> S3Uri:
        """Where what is sent goes.

        Raises:
            ConfigError: If nobody said.
        """
        if self.to is None:
            raise ConfigError(
                "Missing: --to (launch.to), s3://BUCKET/PREFIX for code, jars and configuration.",
                hint="Name a place that the job's role can read.",
            )
        return self.to


def needed(value: str | None, option: str, key: str) -> str:
    """A value without which a runtime cannot be asked.

    Raises:
        ConfigError: If it is missing.
    """
    if value is None:
        raise ConfigError(f"Missing: {option} (launch.{key}).")
    return value
