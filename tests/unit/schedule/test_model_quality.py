from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from baselining.errors import InputError
from baselining.schedule.live import LiveDefinition, LiveSchedule, Sighting
from baselining.schedule.model_quality import require_agreement
from baselining.world.model_quality import Attributes

OURS = Attributes(
    problem_type="BinaryClassification", inference="guess", probabilities=("score",), has_auc=True
)
DOTTED = replace(OURS, inference="my guess", probabilities=("out.score",))
CLASSES = Attributes(problem_type="MulticlassClassification", inference="guess", probabilities=("cat", "dog"))


def live(
    problem: str | None = "BinaryClassification", where: str = "EndpointInput", **attributes: Any
) -> LiveSchedule:
    body = {
        "ModelQualityAppSpecification": {"ImageUri": "x", **({"ProblemType": problem} if problem else {})},
        "ModelQualityJobInput": {where: {"EndpointName": "e", **attributes}},
    }
    return LiveSchedule(
        name="watch",
        kind="ModelQuality",
        sighting=Sighting(config={"MonitoringJobDefinitionName": "mq-v1"}, status="Scheduled"),
        definition=LiveDefinition(name="mq-v1", body=body),
    )


@pytest.mark.parametrize(
    "attributes",
    [
        {"InferenceAttribute": "guess", "ProbabilityAttribute": "score"},
        {"InferenceAttribute": "0", "ProbabilityAttribute": "1"},
        {"ProbabilityAttribute": "$.predictions[0].score", "InferenceAttribute": "predictions[0].guess"},
        {"ProbabilityAttribute": "score", "ProbabilityThresholdAttribute": 0.5},
    ],
)
def test_attributes_that_mean_the_same_agree(attributes: dict[str, Any]) -> None:
    require_agreement(live(**attributes), OURS)
    require_agreement(live(where="BatchTransformInput", **attributes), OURS)


@pytest.mark.parametrize(
    ("attributes", "ours", "sentence"),
    [
        (
            {"InferenceAttribute": "label", "ProbabilityAttribute": "1"},
            OURS,
            "InferenceAttribute is 'label', and the baseline is of the column 'guess'",
        ),
        (
            {"ProbabilityAttribute": "$.p"},
            OURS,
            "ProbabilityAttribute is '$.p', and the baseline is of the column 'score'",
        ),
        (
            {"ProbabilityAttribute": "score"},
            replace(OURS, probabilities=(), has_auc=False),
            "ProbabilityAttribute is 'score', and the baseline has no threshold of auc",
        ),
        (
            {"InferenceAttribute": "Guess", "ProbabilityAttribute": "0"},
            OURS,
            "InferenceAttribute is 'Guess', and the baseline is of the column 'guess'",
        ),
        (
            {"InferenceAttribute": "guess", "ProbabilityAttribute": "score"},
            replace(OURS, inference="_c1", probabilities=("_c2",)),
            "InferenceAttribute is 'guess', and the baseline is of the column '_c1'; ProbabilityAttribute is 'score'",
        ),
        (
            {"InferenceAttribute": "0"},
            OURS,
            "there is no ProbabilityAttribute, and the baseline has a threshold of auc",
        ),
        (
            {"ProbabilityAttribute": "0", "ProbabilityThresholdAttribute": 0.5},
            Attributes(
                problem_type="BinaryClassification", probabilities=("score",), threshold=0.4, has_auc=True
            ),
            "ProbabilityThresholdAttribute is 0.5, and the baseline is of 0.4",
        ),
    ],
)
def test_attributes_that_differ_are_refused_with_both_values(
    attributes: dict[str, Any], ours: Attributes, sentence: str
) -> None:
    with pytest.raises(InputError) as refused:
        require_agreement(live(**attributes), ours)

    assert sentence in refused.value.message
    require_agreement(live(**attributes), ours, allow_other_attributes=True)


@pytest.mark.parametrize("allowed", [True, False])
def test_another_problem_type_is_refused_whatever_is_allowed(allowed: bool) -> None:
    with pytest.raises(InputError, match=r"has the ProblemType 'Regression'; the baseline is for 'Binary"):
        require_agreement(live("Regression", ProbabilityAttribute="0"), OURS, allow_other_attributes=allowed)


@pytest.mark.parametrize(
    ("attributes", "ours"),
    [
        ({"InferenceAttribute": "my guess", "ProbabilityAttribute": "out.score"}, DOTTED),
        ({"InferenceAttribute": "my guess", "ProbabilityAttribute": "$.out.score"}, DOTTED),
        ({"InferenceAttribute": "$['guess']", "ProbabilityAttribute": "p[0]['score']"}, OURS),
    ],
)
def test_names_with_blanks_and_dots_and_paths_in_brackets_agree(
    attributes: dict[str, Any], ours: Attributes
) -> None:
    require_agreement(live(**attributes), ours)


@pytest.mark.parametrize("attributes", [{}, {"ProbabilityAttribute": "dog"}, {"ProbabilityAttribute": "1"}])
def test_probabilities_of_several_classes_need_no_attribute_and_agree_with_one(
    attributes: dict[str, Any],
) -> None:
    definition = live("MulticlassClassification", InferenceAttribute="guess", **attributes)

    require_agreement(definition, CLASSES)
    if attributes == {"ProbabilityAttribute": "dog"}:
        with pytest.raises(InputError, match="is of the column 'cat', 'cow'"):
            require_agreement(definition, replace(CLASSES, probabilities=("cat", "cow")))


def test_a_threshold_of_auc_needs_probabilities_whoever_computed_it() -> None:
    of_others = replace(Attributes.of_facts("BinaryClassification", {"item_count": 3}), has_auc=True)

    require_agreement(live(InferenceAttribute="label", ProbabilityAttribute="p"), of_others)
    with pytest.raises(InputError, match="there is no ProbabilityAttribute"):
        require_agreement(live(InferenceAttribute="label"), of_others)


def test_what_is_not_said_is_not_compared() -> None:
    require_agreement(live(None, ProbabilityAttribute="0"), OURS)
    of_others = Attributes.of_facts("BinaryClassification", {"item_count": 3})
    require_agreement(live(InferenceAttribute="label"), of_others)


def test_a_manifest_gives_back_what_it_was_told() -> None:
    facts = {
        "ground_truth_attribute": "label",
        "inference_attribute": "guess",
        "probability_attribute": "score",
        "probability_threshold": "0.5",
    }

    assert Attributes(
        problem_type="Regression", inference="guess", probabilities=("score",), threshold=0.5
    ) == Attributes.of_facts("Regression", facts)
