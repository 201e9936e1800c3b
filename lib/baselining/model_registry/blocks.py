"""A published baseline in SageMaker's model registry: as members of a new package, or as metadata of an existing one.

`ModelMetrics` and `DriftCheckBaselines` can only be given to `CreateModelPackage`; of an existing package, its
customer metadata is all that can still be changed (botocore's `sagemaker/2017-07-24`, `UpdateModelPackage`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baselining.documents.files import CONSTRAINTS, STATISTICS
from baselining.errors import DocumentError, InputError, MonitoringError, UnknownOutcomeError
from baselining.publication.kinds import members_of
from baselining.world.digests import digest_of, sha256
from baselining.world.planned import PlannedCall
from baselining.world.ports import ModelRegistry
from baselining.world.s3uri import S3Uri

# CustomerMetadataMap, CustomerMetadataValue.
_MOST_PROPERTIES = 50
_VALUE_LIMIT = 256


def registry_blocks(location: S3Uri, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The two members of `CreateModelPackage` that name a baseline, with the SHA-256 of each file.

    Args:
        location: The prefix that holds, or will hold, the files.
        files: Their bytes by name: constraints, possibly statistics; or Clarify's `analysis.json`.

    Raises:
        DocumentError: If the constraints are of no known kind.
    """
    name = CONSTRAINTS if CONSTRAINTS in files else next(iter(files))
    members = _members(name, files[name])
    source = _source(location, name, files[name])
    metrics: dict[str, Any] = {}
    drift: dict[str, Any] = {}
    for (kind, measured), (_, checked) in members:
        metrics.setdefault(kind, {})[measured] = source
        drift.setdefault(kind, {})[checked] = source
    if STATISTICS in files:
        for block in (metrics, drift):
            for kind in block.keys() & {"ModelDataQuality", "ModelQuality"}:
                block[kind]["Statistics"] = _source(location, STATISTICS, files[STATISTICS])
    return {"ModelMetrics": metrics, "DriftCheckBaselines": drift}


def _source(location: S3Uri, name: str, body: bytes) -> dict[str, str]:
    return {
        "ContentType": "application/json",
        "S3Uri": str(location / name),
        "ContentDigest": f"sha256:{sha256(body)}",
    }


_Place = tuple[str, str]
# What a document holds → its place in ModelMetrics and in DriftCheckBaselines.
_PLACES: dict[str, tuple[_Place, _Place]] = {
    "features": (("ModelDataQuality", "Constraints"), ("ModelDataQuality", "Constraints")),
    "regression_constraints": (("ModelQuality", "Constraints"), ("ModelQuality", "Constraints")),
    "binary_classification_constraints": (("ModelQuality", "Constraints"), ("ModelQuality", "Constraints")),
    "multiclass_classification_constraints": (
        ("ModelQuality", "Constraints"),
        ("ModelQuality", "Constraints"),
    ),
    "pre_training_bias_metrics": (("Bias", "PreTrainingReport"), ("Bias", "PreTrainingConstraints")),
    "post_training_bias_metrics": (("Bias", "PostTrainingReport"), ("Bias", "PostTrainingConstraints")),
    "explanations": (("Explainability", "Report"), ("Explainability", "Constraints")),
}


def _members(name: str, body: bytes) -> list[tuple[_Place, _Place]]:
    places = [_PLACES[member] for member in members_of(name, body)]
    if not places:
        raise DocumentError(
            f"{name} is of no known kind of monitoring.",
            hint=f"Expected one of the members {', '.join(_PLACES)}.",
        )
    return places


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataPlan:
    """The customer metadata by which a model package will name its baseline.

    Attributes:
        properties: All customer metadata afterwards, also what is there now: nobody says whether an update
            merges or replaces.
    """

    package: str
    properties: Mapping[str, str]

    @property
    def call(self) -> PlannedCall:
        """The one mutating call."""
        return PlannedCall(
            operation="UpdateModelPackage",
            arguments={
                "ModelPackageArn": self.package,
                "CustomerMetadataProperties": dict(self.properties),
            },
        )


def plan_metadata(
    package: str, now: Mapping[str, str], location: S3Uri, files: Mapping[str, bytes]
) -> MetadataPlan:
    """Plan to note a baseline in an existing model package.

    Args:
        package: Its ARN.
        now: Its customer metadata.
        location: Where the baseline is.
        files: The baseline's documents.

    Raises:
        InputError: If SageMaker's limits on customer metadata do not allow it.
    """
    ours = {"baseline:location": str(location), "baseline:digest": digest_of(files)}
    if len(ours["baseline:location"]) > _VALUE_LIMIT:
        raise InputError(
            f"{location} does not fit into a model package's metadata, which takes {_VALUE_LIMIT} characters.",
            hint="Publish to a shorter prefix.",
        )
    properties = {**now, **ours}
    if len(properties) > _MOST_PROPERTIES:
        raise InputError(
            f"The model package has {len(now)} properties already; SageMaker takes {_MOST_PROPERTIES}.",
            hint="Remove two of them.",
        )
    return MetadataPlan(package=package, properties=properties)


def run_metadata(plan: MetadataPlan, registry: ModelRegistry) -> None:
    """Write the metadata and read it back; repeating this changes nothing.

    Raises:
        MonitoringError: If SageMaker refuses, or keeps something else.
    """
    try:
        registry.set_metadata(plan.package, plan.properties)
    except UnknownOutcomeError as error:
        if registry.metadata(plan.package) != plan.properties:
            raise MonitoringError(
                f"SageMaker did not answer the update of {plan.package}, and it did not take effect.",
                hint="Run the command again.",
            ) from error
    if registry.metadata(plan.package) != plan.properties:
        raise MonitoringError(f"The metadata of {plan.package} is not what was just written to it.")
