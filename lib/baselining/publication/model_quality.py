"""What a published baseline of model quality was computed from: its constraints and its manifest say so."""

from __future__ import annotations

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
    found = [_PROBLEMS[m] for m in members_of(name, publication.files[name]) if m in _PROBLEMS]
    facts = publication.manifest.facts if publication.manifest is not None else {}
    return Attributes.of_facts(found[0] if len(found) == 1 else None, facts)
