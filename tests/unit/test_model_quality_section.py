"""What the section of model quality refuses, in the file and on the command line alike."""

from __future__ import annotations

from typing import Any

import pytest

from baselining.config import ModelQualitySection, parse_config
from baselining.errors import ConfigError
from baselining.states.model_quality.question import Problem, Question

BINARY: dict[str, Any] = {"problem_type": "BinaryClassification", "ground_truth": "y", "inference": "p"}


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"problem_type": "Regression", "inference": None}, "Regression needs a prediction"),
        ({"inference": None, "probability": ["s"]}, "or --probability and --threshold"),
        ({"probability": ["s", "t"]}, "one column of probabilities"),
        ({"problem_type": "Regression", "threshold": 0.5}, "--threshold is for a binary problem"),
        (
            {"problem_type": "MulticlassClassification", "positive_label": "a"},
            "--positive-label is for a binary",
        ),
        ({"problem_type": "Regression", "probability": ["s"]}, "A regression has no probabilities"),
        ({"ground_truth": "y", "inference": "y"}, "The ground truth is a column of its own"),
        ({"inference_id": "id"}, "of no use without --ground-truth-dataset"),
        ({"slack": {"mae": "5%"}}, "no threshold of 'mae'"),
        ({"limits": {"recall": "high"}}, "The limit of 'recall' should be a number"),
    ],
)
def test_what_does_not_go_together_is_refused(keys: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        ModelQualitySection(**{**BINARY, **keys})


def test_the_file_says_what_is_asked() -> None:
    text = """
dataset: {uri: scored.csv}
model_quality:
  problem_type: BinaryClassification
  ground_truth: y
  probability: [s]
  threshold: 0.4
  slices: [region]
  limits: {recall: '0.5'}
"""

    section = parse_config(text, name="x").model_quality

    assert section is not None
    assert section.question == Question(
        problem=Problem.BINARY, ground_truth="y", probabilities=("s",), threshold=0.4, slices=("region",)
    )
    assert section.wishes.limits == {"recall": 0.5}


def test_an_inference_decides_where_there_is_a_threshold_too() -> None:
    section = ModelQualitySection(**BINARY, probability=["s"], threshold=0.4)

    assert section.question.threshold is None
    assert section.question.inference == "p"


def test_an_unknown_key_names_the_near_one() -> None:
    with pytest.raises(ConfigError, match=r"no key 'model_quality\.thresholds'") as refused:
        parse_config(
            "dataset: {uri: t.csv}\n"
            "model_quality: {problem_type: Regression, ground_truth: y, inference: p, thresholds: 1}",
            name="x",
        )

    assert "'threshold'" in refused.value.hint
