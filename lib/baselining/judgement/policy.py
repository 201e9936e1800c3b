"""The policy: what a new baseline has to meet before it goes live. A section, each key with a default.

Each key that begins with `least_` or `most_`, and each of `NAMED`, is a rule. A rule refuses, unless it is listed in
`warn` (then it is only told) or in `ignore`.
"""

from __future__ import annotations

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from baselining.documents.statistics import InferredType
from baselining.world.section import Section
from baselining.world.yaml_file import parse_section

TOLD = (
    *("free", "personal_data", "identifiers", "constants"),
    *("old_baseline", "old_layout", "edit_conflicts", "traffic", "hold_out"),
)
"""Rules that are told and do not refuse, unless a policy lists others in `warn`."""
NAMED = ("inputs", "order", *TOLD)
"""Rules without a threshold."""


class Policy(Section):
    """What a new baseline has to meet. Shares are from 0 to 1; what compares needs an old baseline."""

    least_rows: int = Field(200, ge=0, description="The fewest rows of the training set.")
    least_rows_share: float = Field(
        0.5, ge=0, description="The fewest rows, as a share of the old ones: a truncated file has fewer."
    )
    most_rows_share: float = Field(
        1.9, ge=0, description="The most rows, as a share of the old ones: a file read twice has more."
    )
    inputs: dict[str, InferredType] = Field(
        default_factory=dict,
        description="The model's declared inputs, in order, each with its type; none: this is not checked.",
    )
    others: list[str] = Field(
        default_factory=list,
        description="Features that are no inputs of the model, such as its outputs; of use with `inputs`.",
    )
    free: list[str] = Field(
        default_factory=list,
        description="Features whose data may change as it likes, such as dates: only their presence and type count.",
    )
    most_removed: int = Field(0, ge=0, description="How many features of the old baseline may be gone.")
    most_added: int = Field(0, ge=0, description="How many features may be new.")
    most_retyped: int = Field(0, ge=0, description="How many features may be of another type.")
    most_completeness_drop: float = Field(
        0.01,
        ge=0,
        le=1,
        description="By how much the share of present cells of a feature may fall, beside what chance explains.",
    )
    most_new_constants: int = Field(
        0, ge=0, description="How many features may have one value only that had several."
    )
    most_domain: int = Field(
        100, ge=0, description="The largest list of known values that grew by more than half."
    )
    most_unparseable: float = Field(
        0.0,
        ge=0,
        le=1,
        description="The share of cells that are no numbers, in a column of mostly numbers, may rise by that much.",
    )
    most_surprising_values: int = Field(
        0, ge=0, description="How many values of a feature may come or go though chance does not explain it."
    )
    most_new_negatives: int = Field(
        0, ge=0, description="How many features may have negative numbers that had none."
    )
    most_uniqueness_loss: float = Field(
        0.4, ge=0, le=1, description="By what share the different values per row of a key may fall."
    )
    most_drift: float = Field(
        0.1,
        ge=0,
        le=1,
        description="The largest exact distance of a feature from the old baseline, less what chance explains.",
    )
    most_lost_edits: int = Field(
        0, ge=0, description="How many edits by hand of the old constraints may be missing in the new ones."
    )
    most_short_rows: int = Field(
        0, ge=0, description="Rows of CSV with fewer cells than the header: a file that was cut off has one."
    )
    most_hold_out_violations: int = Field(
        0,
        ge=0,
        description="Violations on rows held out of the training set, beyond chance, that the old baseline does not "
        "raise.",
    )
    most_traffic_violations: int = Field(
        0,
        ge=0,
        description="Violations on captured traffic, beyond chance; more, if the old baseline raises no fewer.",
    )
    warn: list[str] = Field(
        default_factory=lambda: list(TOLD),
        description="Rules that are told and do not refuse; a list here replaces the default one.",
    )
    ignore: list[str] = Field(default_factory=list, description="Rules that are not looked at.")

    @field_validator("warn", "ignore")
    @classmethod
    def _are_rules(cls, names: list[str]) -> list[str]:
        unknown = next((name for name in names if name not in rules()), None)
        if unknown is not None:
            raise PydanticCustomError(
                "rule",
                "there is no rule {name}; rules are {rules}",
                {"name": repr(unknown), "rules": ", ".join(rules())},
            )
        return names

    @model_validator(mode="after")
    def _is_no_contradiction(self) -> Policy:
        both = sorted(set(self.warn) & set(self.ignore))
        if both:
            raise _contradiction("warn", "ignore", f"both name {both[0]}")
        if self.least_rows_share > self.most_rows_share:
            raise _contradiction("least_rows_share", "most_rows_share", "leave no number of rows")
        twice = [name for name in self.others if name in self.inputs]
        if twice:
            raise _contradiction("inputs", "others", f"both name the feature {twice[0]!r}")
        if self.others and not self.inputs:
            raise _contradiction("others", "inputs", "belong together, and the second is not given")
        return self


def rules() -> tuple[str, ...]:
    """The names of all rules."""
    limits = (key for key in Policy.model_fields if key.startswith(("least_", "most_")))
    return (*limits, *NAMED)


def parse_policy(text: str, *, name: str) -> Policy:
    """Check the text of a policy file; `name` is for messages.

    Raises:
        ConfigError: If it is not YAML, holds an unknown key, a value that cannot be, or contradicts itself.
    """
    return parse_section(Policy, text, name=name, example="keys such as `least_rows:`")


def _contradiction(one: str, other: str, why: str) -> PydanticCustomError:
    return PydanticCustomError(
        "contradiction",
        "`{one}` and `{other}` contradict one another: they {why}",
        {"one": one, "other": other, "why": why},
    )
