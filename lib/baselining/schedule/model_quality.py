"""Does a baseline of model quality fit the job definition that is to use it?

The container checks nothing of the kind: with another problem type, or a threshold of a metric that it does not
compute, executions fail, or compare less than one believes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from baselining.errors import InputError
from baselining.schedule.live import LiveSchedule
from baselining.world.model_quality import Attributes
from baselining.world.ports import Json

_PLACE = re.compile(r"\d+")
_LAST_NAME = re.compile(r"[\w-]+(?=\W*(\[\d+\]\W*)*$)")


def require_agreement(live: LiveSchedule, ours: Attributes, *, allow_other_attributes: bool = False) -> None:
    """Refuse a baseline that the schedule's job definition cannot use.

    An attribute that is a place (`0`) is not compared with a column's name; of a path (`$.predictions[0].score`) the
    last name is.

    Args:
        allow_other_attributes: Names and thresholds may differ; problem types may not.

    Raises:
        InputError: If they do not agree; both values are named.
    """
    if live.kind != "ModelQuality" or live.definition is None:
        return
    body = live.definition.body
    theirs = body.get("ModelQualityAppSpecification", {}).get("ProblemType")
    if theirs is not None and ours.problem_type is not None and theirs != ours.problem_type:
        raise InputError(
            f"The job definition {live.definition.name!r} of {live.name!r} has the ProblemType {theirs!r}; the "
            f"baseline is for {ours.problem_type!r}.",
            hint="Compute it with that problem type, or name the schedule of this model.",
        )
    if allow_other_attributes:
        return
    job_input = body.get("ModelQualityJobInput", {})
    found = job_input.get("EndpointInput") or job_input.get("BatchTransformInput") or {}
    different = list(_differences(found, ours)) if found else []
    if different:
        raise InputError(
            f"The baseline does not fit the job definition {live.definition.name!r} of {live.name!r}: "
            f"{'; '.join(different)}.",
            hint="Use the columns that the definition names, or, if they mean the same, --allow-other-attributes "
            "(model_quality.allow_other_attributes).",
        )


def _differences(theirs: Json, ours: Attributes) -> Iterator[str]:
    if ours.are_known:
        inference = () if ours.inference is None else (ours.inference,)
        for member, columns in (
            ("InferenceAttribute", inference),
            ("ProbabilityAttribute", ours.probabilities),
        ):
            attribute = theirs.get(member)
            if attribute is not None and columns and not _may_mean(attribute, columns):
                yield f"{member} is {attribute!r}, and the baseline is of the column {_listed(columns)}"
        threshold = theirs.get("ProbabilityThresholdAttribute")
        if threshold is not None and ours.threshold is not None and float(threshold) != ours.threshold:
            yield f"ProbabilityThresholdAttribute is {threshold}, and the baseline is of {ours.threshold}"
    probability = theirs.get("ProbabilityAttribute")
    if probability is None and ours.has_auc:
        of = f", of {_listed(ours.probabilities)}" if ours.probabilities else ""
        yield f"there is no ProbabilityAttribute, and the baseline has a threshold of auc{of}"
    if probability is not None and not ours.has_auc and ours.problem_type == "BinaryClassification":
        yield (
            f"ProbabilityAttribute is {probability!r}, and the baseline has no threshold of auc, as without "
            "probabilities"
        )


def _may_mean(attribute: str, columns: Iterable[str]) -> bool:
    """Is it a place, which says no name, or one of the columns, or a path to it?"""
    if _PLACE.fullmatch(attribute):
        return True
    found = _LAST_NAME.search(attribute)
    return not {attribute, attribute.removeprefix("$."), found[0] if found else attribute}.isdisjoint(columns)


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(repr, columns))
