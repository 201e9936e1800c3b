from __future__ import annotations

import hashlib

import pytest
from tests.doubles.memory_registry import PACKAGE as ARN
from tests.doubles.memory_registry import MemoryRegistry

from baselining.errors import DocumentError, InputError, MonitoringError
from baselining.model_registry.blocks import plan_metadata, registry_blocks, run_metadata
from baselining.publication.kinds import KIND_OF_MEMBER
from baselining.world.s3uri import S3Uri

AT = S3Uri("models", "fraud/baselines/0")
QUALITY = {"constraints.json": b'{"features": []}', "statistics.json": b"{}"}


def test_each_file_is_named_with_its_digest() -> None:
    blocks = registry_blocks(AT, QUALITY)

    sources = {
        member: {
            "ContentType": "application/json",
            "S3Uri": f"{AT}/{name}",
            "ContentDigest": f"sha256:{hashlib.sha256(QUALITY[name]).hexdigest()}",
        }
        for member, name in (("Constraints", "constraints.json"), ("Statistics", "statistics.json"))
    }
    assert blocks == {
        "ModelMetrics": {"ModelDataQuality": sources},
        "DriftCheckBaselines": {"ModelDataQuality": sources},
    }


@pytest.mark.parametrize("kind", ["regression", "binary_classification", "multiclass_classification"])
def test_model_quality_is_recognised(kind: str) -> None:
    blocks = registry_blocks(AT, {"constraints.json": f'{{"{kind}_constraints": {{}}}}'.encode()})

    for block in blocks.values():
        assert set(block) == {"ModelQuality"}
        assert set(block["ModelQuality"]) == {"Constraints"}


def test_clarify_s_analysis_has_a_place_for_each_of_its_parts() -> None:
    body = b'{"pre_training_bias_metrics": {}, "post_training_bias_metrics": {}, "explanations": {}}'
    blocks = registry_blocks(AT, {"analysis.json": body})

    assert {kind: set(block) for kind, block in blocks["ModelMetrics"].items()} == {
        "Bias": {"PreTrainingReport", "PostTrainingReport"},
        "Explainability": {"Report"},
    }
    assert {kind: set(block) for kind, block in blocks["DriftCheckBaselines"].items()} == {
        "Bias": {"PreTrainingConstraints", "PostTrainingConstraints"},
        "Explainability": {"Constraints"},
    }


@pytest.mark.parametrize("body", [b"{}", b"[]", b"no json", b'"features"', b"\xff"])
def test_what_is_of_no_known_kind_is_refused(body: bytes) -> None:
    with pytest.raises(DocumentError):
        registry_blocks(AT, {"constraints.json": body})


def test_the_metadata_that_is_there_stays() -> None:
    registry = MemoryRegistry()
    plan = plan_metadata(ARN, registry.metadata(ARN), AT, QUALITY)

    assert registry.kept == {"team": "fraud"}
    run_metadata(plan, registry)
    assert registry.kept == {
        "team": "fraud",
        "baseline:location": str(AT),
        "baseline:digest": plan.properties["baseline:digest"],
    }
    assert len(plan.properties["baseline:digest"]) == 64
    assert plan.call.to_json()["call"] == "sagemaker:UpdateModelPackage"


def test_an_answer_that_is_lost_is_looked_after() -> None:
    took, did_not = MemoryRegistry(lost="after"), MemoryRegistry(lost="before")

    run_metadata(plan_metadata(ARN, took.metadata(ARN), AT, QUALITY), took)
    with pytest.raises(MonitoringError, match="did not take effect"):
        run_metadata(plan_metadata(ARN, did_not.metadata(ARN), AT, QUALITY), did_not)


def test_metadata_that_did_not_take_is_an_error() -> None:
    registry = MemoryRegistry(forgets=True)

    with pytest.raises(MonitoringError, match="not what was just written"):
        run_metadata(plan_metadata(ARN, registry.metadata(ARN), AT, QUALITY), registry)


def test_sagemaker_s_limits_are_known_before_the_call() -> None:
    with pytest.raises(InputError, match="256 characters"):
        plan_metadata(ARN, {}, S3Uri("models", "x" * 250), QUALITY)
    with pytest.raises(InputError, match="49 properties"):
        plan_metadata(ARN, {str(number): "" for number in range(49)}, AT, QUALITY)


def test_every_kind_of_document_has_a_place() -> None:
    for member in KIND_OF_MEMBER:
        blocks = registry_blocks(AT, {"constraints.json": f'{{"{member}": {{}}}}'.encode()})

        assert [len(block) for block in blocks.values()] == [1, 1]
