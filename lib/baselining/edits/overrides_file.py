"""The overrides file: what people want of constraints whatever the data says. It is checked in, reviewed, and wins.

monitoring_config:                  # for all features
  distribution_constraints: {comparison_threshold: 0.2}
features:
  dep_delay:
    completeness: 0.9
    monitoring_config: {distribution_constraints: {comparison_threshold: 0.3}}
  carrier:
    domains: {add: [ZZ]}
  note: {removed: true}
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from baselining.documents.constraints import Switch
from baselining.documents.statistics import InferredType
from baselining.errors import ConfigError
from baselining.evaluation.violation import Measure, Method
from baselining.world.section import Section
from baselining.world.yaml_file import parse_section


class DriftOverrides(Section):
    """When a distribution counts as drifted; the members of `distribution_constraints`."""

    perform_comparison: Switch | None = Field(None, description="Is drift looked for?")
    comparison_threshold: float | None = Field(None, ge=0, le=1, description="Largest distance of numbers.")
    comparison_method: Method | None = Field(None, description="Robust subtracts what chance may bring.")
    categorical_comparison_threshold: float | None = Field(
        None, ge=0, description="Largest distance of categories."
    )
    categorical_drift_method: Measure | None = Field(None, description="How categories are compared.")


class MonitoringOverrides(Section):
    """Switches and thresholds; the members of `monitoring_config`."""

    evaluate_constraints: Switch | None = Field(None, description="Are violations looked for?")
    emit_metrics: Switch | None = Field(None, description="Are metrics sent to CloudWatch?")
    datatype_check_threshold: float | None = Field(
        None, ge=0, le=1, description="Least share of cells of the type."
    )
    domain_content_threshold: float | None = Field(
        None, ge=0, le=1, description="Least share of cells with a known value."
    )
    distribution_constraints: DriftOverrides | None = Field(None, description="When a feature has drifted.")


class DomainOverrides(Section):
    """The known values of a feature: the whole list, or what is added to it and removed from it."""

    values: list[str] | None = Field(None, description="The whole list.")
    add: list[str] = Field(default_factory=list, description="Known, too, whatever the data has.")
    remove: list[str] = Field(default_factory=list, description="Not known, whatever the data has.")

    @model_validator(mode="after")
    def _is_one_wish(self) -> DomainOverrides:
        if self.values is not None and (self.add or self.remove):
            raise ValueError("`values` is the whole list, so `add` and `remove` beside it contradict it")
        if set(self.add) & set(self.remove):
            raise ValueError("the same value stands in `add` and in `remove`")
        return self


class FeatureOverrides(Section):
    """What is wanted of one feature."""

    removed: bool = Field(False, description="Is it not monitored at all?")
    inferred_type: InferredType | None = Field(None, description="Its type.")
    completeness: float | None = Field(None, ge=0, le=1, description="Least share of present cells.")
    is_non_negative: bool | None = Field(None, description="May no number be negative?")
    domains: DomainOverrides | None = Field(None, description="Its known values.")
    monitoring_config: MonitoringOverrides | None = Field(None, description="Settings of its own.")

    @model_validator(mode="after")
    def _is_one_wish(self) -> FeatureOverrides:
        others = sorted(self.model_fields_set - {"removed"})
        if self.removed and others:
            raise ValueError(f"`removed` and `{others[0]}` contradict one another")
        return self


class Overrides(Section):
    """The whole file."""

    monitoring_config: MonitoringOverrides | None = Field(None, description="Settings of all features.")
    features: dict[str, FeatureOverrides] = Field(
        default_factory=dict, description="What is wanted of which feature."
    )

    def require_known(self, features: Mapping[str, Any], name: str) -> None:
        """Refuse wishes for features that are not there.

        Raises:
            ConfigError: If there are any; the near name is suggested.
        """
        for wanted in self.features:
            if wanted not in features:
                near = difflib.get_close_matches(wanted, features, n=1)
                hint = f"Did you mean {near[0]!r}?" if near else "Remove it from the file."
                raise ConfigError(
                    f"{name}: features: there is no feature {wanted!r} in the new baseline.", hint=hint
                )


def parse_overrides(text: str, *, name: str) -> Overrides:
    """Check the text of an overrides file; `name` is for messages.

    Raises:
        ConfigError: If it is not YAML, holds an unknown key, a value that cannot be, or contradicts itself.
    """
    return parse_section(Overrides, text, name=name, example="`features:` or `monitoring_config:`")
