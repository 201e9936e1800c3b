"""The section `judge` of the main job: the policy, and on what a new baseline is tried before it goes live."""

from __future__ import annotations

from datetime import datetime, timezone

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from baselining.dataset.capture.records import CapturedOutput
from baselining.dataset.capture.window import moment_of
from baselining.judgement.acceptance import reason_in
from baselining.judgement.policy import Policy


class JudgeSection(Policy):
    """What a new baseline has to meet before it goes live, and on what it is tried: then it is judged."""

    hold_out: float = Field(
        0.1,
        ge=0,
        le=0.5,
        description="Which share of the training set's rows both baselines are tried on; 0: none.",
    )
    traffic: str | None = Field(
        "24h",
        description="Since when captured traffic of the schedule's endpoint is that both baselines are tried on: a "
        "span, or a time as dataset.since has it; null: none is.",
    )
    captured_output: CapturedOutput = Field(
        CapturedOutput.START, description="Of that traffic: as dataset.captured_output has it."
    )
    preprocess_script: str | None = Field(
        None,
        min_length=1,
        description="Of that traffic: the schedule's record preprocessor, as dataset.preprocess_script has it.",
    )
    accept: str | None = Field(
        None,
        description="Why a baseline that does not meet the policy goes live all the same; recorded with who and when.",
    )

    @field_validator("accept")
    @classmethod
    def _is_a_reason(cls, reason: str | None) -> str | None:
        return None if reason is None else reason_in(reason)

    @field_validator("traffic")
    @classmethod
    def _is_a_moment(cls, since: str | None) -> str | None:
        try:
            if since is not None:
                moment_of(since, datetime.now(timezone.utc))
        except ValueError:
            raise PydanticCustomError(
                "no_moment", "Input should be a time such as 2024-03-07T19:00, or a span such as 24h"
            ) from None
        return since

    @model_validator(mode="after")
    def _tries_what_it_asks_for(self) -> JudgeSection:
        for key, is_tried, rule in (
            ("hold_out", self.hold_out > 0, "most_hold_out_violations"),
            ("traffic", self.traffic is not None, "most_traffic_violations"),
        ):
            if not is_tried and rule in self.model_fields_set:
                raise PydanticCustomError(
                    "contradiction",
                    "`{rule}` and `{key}` contradict one another: the first needs what the second switches off",
                    {"rule": rule, "key": key},
                )
        return self

    @property
    def policy(self) -> Policy:
        """The policy alone."""
        return Policy.model_validate(self.model_dump(include=set(Policy.model_fields)))
