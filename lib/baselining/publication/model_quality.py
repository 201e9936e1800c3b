"""What a published baseline of model quality was computed from: its constraints and its manifest say so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from baselining.publication.kinds import members_of
from baselining.publication.read import Publication
from baselining.world.model_quality import Attributes

_PROBLEMS = {
    "regression_constraints": "Regression",
    "binary_classification_constraints": "BinaryClassification",
    "multiclass_classification_constraints": "MulticlassClassification",
}


def attributes_of(publication: Publication) -> Attributes:
    """The problem type, which constraints tell, and the columns, which only a manifest of ours does.

    Raises:
        DocumentError: If the constraints are no JSON object.
    """
    name = publication.constraints.key.rpartition("/")[2]
    body = publication.files[name]
    found = [member for member in members_of(name, body) if member in _PROBLEMS]
    facts = publication.manifest.facts if publication.manifest is not None else {}
    if len(found) != 1:
        return Attributes.of_facts(None, facts)
    return replace(
        Attributes.of_facts(_PROBLEMS[found[0]], facts), has_auc="auc" in _thresholds(body, found[0])
    )


def _thresholds(body: bytes, member: str) -> Mapping[str, object]:
    thresholds = json.loads(body)[member]
    return thresholds if isinstance(thresholds, dict) else {}
