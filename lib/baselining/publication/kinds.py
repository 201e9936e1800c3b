"""Which kind of monitoring a baseline is for: its constraints say so by their members, whatever the file is called."""

from __future__ import annotations

import json

from baselining.errors import DocumentError, InputError
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.ports import MonitoringType

# From files that the containers wrote: Model Monitor's analyzer (data and model quality) and Clarify's `analysis.json`,
# which may hold bias and explanations at once.
KIND_OF_MEMBER: dict[str, MonitoringType] = {
    "features": "DataQuality",
    "regression_constraints": "ModelQuality",
    "binary_classification_constraints": "ModelQuality",
    "multiclass_classification_constraints": "ModelQuality",
    "pre_training_bias_metrics": "ModelBias",
    "post_training_bias_metrics": "ModelBias",
    "explanations": "ModelExplainability",
}


def members_of(name: str, body: bytes) -> tuple[str, ...]:
    """Read which of the members a document has that tell its kind.

    Args:
        name: The file's, for messages.
        body: Of constraints, or of Clarify's analysis.

    Returns:
        The members; none if it is a format of somebody's own container.

    Raises:
        DocumentError: If it is not a JSON object.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise DocumentError(f"{name} is not JSON.") from None
    if not isinstance(found, dict):
        raise DocumentError(f"{name} is not a JSON object.")
    return tuple(member for member in KIND_OF_MEMBER if member in found)


def require_kind(name: str, body: bytes, kind: MonitoringType) -> None:
    """Refuse constraints that are for another kind of monitoring; a format that is not known here is let through.

    Raises:
        InputError: If they are.
        DocumentError: As `members_of`.
    """
    found = {KIND_OF_MEMBER[member] for member in members_of(name, body)}
    if found and kind not in found:
        raise InputError(
            f"{name} is for schedules that monitor {' and '.join(sorted(found))}; one for {kind} is needed here.",
            hint=f"Name a baseline for {kind}, of "
            + ("statistics and constraints" if TYPE_NAMES[kind].takes_statistics else "constraints only")
            + ", or a schedule of the other type.",
        )
