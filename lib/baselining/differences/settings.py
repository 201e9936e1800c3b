"""What two baselines ask otherwise of a feature, or of all features, once every spelling of a setting is read."""

from __future__ import annotations

from baselining.differences.difference import SettingChange
from baselining.evaluation.rules import Rules

_MEMBERS = {
    "evaluates": "evaluate_constraints",
    "emits": "emit_metrics",
    "type_share": "datatype_check_threshold",
    "domain_share": "domain_content_threshold",
    "compares": "perform_comparison",
    "threshold": "comparison_threshold",
    "category_threshold": "categorical_comparison_threshold",
    "method": "comparison_method",
    "category_measure": "categorical_drift_method",
}
"""The member of `monitoring_config` that each rule is read from."""


def changed_settings(old: Rules, new: Rules) -> tuple[SettingChange, ...]:
    """The settings that differ, by the names they have in `constraints.json`; switches are true or false."""
    return tuple(
        SettingChange(setting=member, before=getattr(old, name), after=getattr(new, name))
        for name, member in _MEMBERS.items()
        if getattr(old, name) != getattr(new, name)
    )
