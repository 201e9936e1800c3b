"""Checks that somebody switched off: monitoring with such constraints is silent where a person may expect an alarm.

The members are those of https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-constraints.html. For one
feature, that page spells them `monitoringConfigOverrides`, Amazon's Python SDK `monitoring_config_overrides`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from baselining.baselines.verify.finding import Finding, note
from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS

_OVERRIDES = ("monitoring_config_overrides", "monitoringConfigOverrides")
_SWITCHES: dict[tuple[str, ...], str] = {
    ("evaluate_constraints",): "no constraint is checked",
    ("emit_metrics",): "no metrics are sent to CloudWatch",
    ("distribution_constraints", "perform_comparison"): "drift is not looked for",
}


def verify_switches(constraints: Constraints) -> Iterator[Finding]:
    """Note every switch that is `Disabled`, for all features or for some."""
    for path in _disabled(constraints.monitoring_config.tree()):
        yield note(f"{CONSTRAINTS}: monitoring_config.{'.'.join(path)}", f"Disabled: {_SWITCHES[path]}")
    for feature in constraints.features:
        tree = feature.tree()
        for member in _OVERRIDES:
            for path in _disabled(tree.get(member)):
                place = f"{CONSTRAINTS}: features[{feature.name!r}].{member}.{'.'.join(path)}"
                yield note(place, f"Disabled: {_SWITCHES[path]} for this feature")


def _disabled(config: Any) -> Iterator[tuple[str, ...]]:
    for path in _SWITCHES:
        found = config
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        if found == "Disabled":
            yield path
