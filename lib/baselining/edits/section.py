"""The sections of the main job that change generated constraints: what people want, and calibrated thresholds."""

from __future__ import annotations

from pydantic import Field

from baselining.world.section import Section


class EditsSection(Section):
    """What people changed in constraints by hand, and what they want whatever the data says."""

    keep: bool = Field(
        True, description="Carry what people changed by hand in the live constraints over to the new ones."
    )
    overrides: str | None = Field(
        None,
        min_length=1,
        description="The overrides file, local or s3://, which wins over the data and over edits by hand.",
    )


class CalibrateSection(Section):
    """Thresholds of drift by feature, such that unchanged data alarms with a chosen probability."""

    alarms: float = Field(
        0.01, ge=0.001, le=0.5, description="How probably an unchanged feature shall alarm in a batch."
    )
    rows: int | None = Field(
        None,
        ge=10,
        le=10_000_000,
        description="The rows of a batch; by default those of an hour of captured traffic (judge.traffic), its median.",
    )
