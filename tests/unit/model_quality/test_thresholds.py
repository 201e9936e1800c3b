from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.golden_data import golden
from tests.unit.model_quality.measuring import BINARY, quality_of

from baselining.documents.model_quality import CONSTRAINED, QualityConstraints
from baselining.errors import ConfigError, DocumentError
from baselining.model_quality.documents import constraints_of
from baselining.model_quality.judge import NOISE, Reason, judge
from baselining.model_quality.measure import Quality
from baselining.model_quality.slack import Slack
from baselining.model_quality.violations import camel_case, violations_of
from baselining.states.model_quality.question import Problem

PLAIN = replace(BINARY, probabilities=())


def _quality(
    values: dict[str, float | None], deviation: float | None, count: int, problem: Problem
) -> Quality:
    return Quality(problem=problem, count=count, values=values, deviations=dict.fromkeys(values, deviation))


def _constraints(problem: str, **thresholds: float | None) -> QualityConstraints:
    greater = ("mae", "mse", "rmse", "false_positive_rate", "false_negative_rate")
    return QualityConstraints.model_validate(
        {
            "version": 0.0,
            f"{problem}_constraints": {
                name: {
                    "threshold": value,
                    "comparison_operator": "GreaterThanThreshold" if name in greater else "LessThanThreshold",
                }
                for name, value in thresholds.items()
            },
        }
    )


@pytest.mark.parametrize(
    ("slack", "accuracy", "false_positive_rate"),
    [
        (Slack(), 0.8, 0.2),
        (Slack(amounts={"all": "10%"}), 0.8 - 0.8 * 10 / 100, 0.2 + 0.2 * 10 / 100),
        (Slack(amounts={"all": "0.05", "accuracy": "0.1"}), 0.8 - 0.1, 0.2 + 0.05),
        (Slack(amounts={"all": "2sd"}), 0.8 - 0.02, 0.2 + 0.02),
        (Slack(amounts={"all": "0.5"}, limits={"accuracy": 0.75, "false_positive_rate": 0.25}), 0.75, 0.25),
        (Slack(limits={"accuracy": 0.9, "false_positive_rate": 0.1}), 0.9, 0.1),
    ],
)
def test_slack_moves_thresholds_to_the_lenient_side_up_to_a_limit(
    slack: Slack, accuracy: float, false_positive_rate: float
) -> None:
    quality = _quality(dict.fromkeys(CONSTRAINED[Problem.BINARY.value], 0.5), 0.01, 500, Problem.BINARY)
    quality = replace(quality, values={**quality.values, "accuracy": 0.8, "false_positive_rate": 0.2})

    thresholds = constraints_of(quality, slack).thresholds

    assert accuracy == thresholds["accuracy"].threshold
    assert false_positive_rate == thresholds["false_positive_rate"].threshold


@pytest.mark.parametrize(
    ("slack", "message"),
    [
        (Slack(amounts={"au_prc": "5%"}), "no threshold of 'au_prc'"),
        (Slack(amounts={"recall_best_constant_classifier": "5%"}), "no threshold of"),
        (Slack(limits={"all": 0.5}), "no threshold of 'all'"),
        (Slack(amounts={"recall": "5 %"}), "should be like 2sd"),
        (Slack(amounts={"recall": "-1"}), "should be like 2sd"),
    ],
)
def test_slack_that_says_nothing_is_refused(slack: Slack, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        slack.check(CONSTRAINED[Problem.BINARY.value])


def test_slack_in_deviations_that_are_not_known_is_refused() -> None:
    with pytest.raises(ConfigError, match="below 200 rows"):
        constraints_of(
            _quality({"mae": 1.0, "mse": 1.0, "rmse": 1.0, "r2": 0.1}, None, 3, Problem.REGRESSION),
            Slack(amounts={"all": "1sd"}),
        )


def test_violations_are_told_in_the_container_s_words() -> None:
    """golden/mq-multiclass-payalpt: all metrics are 0, and all deviations."""
    expected = json.loads(golden("mq-multiclass-payalpt/MQ_constraint_violations.json").read_bytes())[
        "violations"
    ]
    thresholds = {
        "accuracy": 0.19666666666666666,
        "weighted_recall": 0.19666666666666666,
        "weighted_precision": 0.06206495969653864,
        "weighted_f1": 0.09238740920096854,
        "weighted_f2": 0.1337600202209865,
    }
    quality = _quality(dict.fromkeys(thresholds, 0.0), 0.0, 300, Problem.MULTICLASS)

    found = violations_of(quality, _constraints("multiclass_classification", **thresholds)).tree()[
        "violations"
    ]

    assert sorted(expected, key=lambda each: each["metric_name"]) == sorted(
        found, key=lambda each: each["metric_name"]
    )


@pytest.mark.parametrize(
    "case",
    [
        "mq-churn-aws/printed-adshyam-329458d5",
        "mq-bank-cwzkevin/printed-outputs",
        "mq-pharma-one-class/printed-class1",
    ],
)
def test_printed_violations_come_back_word_by_word(case: str) -> None:
    texts = json.loads(golden(f"{case}.facts.json").read_bytes())["violations"]
    assert texts
    for text in texts:
        words = text.split()
        spread = float(words[words.index("+/-") + 1]) if "+/-" in words else None
        name = next(name for name in CONSTRAINED[Problem.BINARY.value] if camel_case(name) == words[1])
        quality = _quality({name: float(words[3])}, spread, 199 if spread is None else 200, Problem.BINARY)
        constraints = _constraints("binary_classification", **{name: float(words[-1].strip("'"))})

        assert [text] == [each.description for each in violations_of(quality, constraints).violations]


@pytest.mark.parametrize(
    ("name", "camel"),
    [
        ("f0_5", "f0_5"),
        ("weighted_f0_5", "weightedF0_5"),
        ("true_positive_rate", "truePositiveRate"),
        ("r2", "r2"),
    ],
)
def test_names_are_written_in_camel_case(name: str, camel: str) -> None:
    assert camel == camel_case(name)


def test_a_metric_at_its_threshold_or_without_one_violates_nothing() -> None:
    quality = _quality({"mae": 1.0, "r2": None}, None, 10, Problem.REGRESSION)

    assert not violations_of(quality, _constraints("regression", mae=1.0, r2=0.5)).violations
    assert not violations_of(quality, _constraints("regression", mae=None)).violations
    assert len(violations_of(quality, _constraints("regression", mae=0.5)).violations) == 1


def test_constraints_of_another_problem_or_metric_are_refused() -> None:
    quality = _quality({"mae": 1.0}, None, 10, Problem.REGRESSION)

    with pytest.raises(DocumentError, match="are for BinaryClassification, and Regression was measured"):
        violations_of(quality, _constraints("binary_classification", recall=0.5))
    with pytest.raises(DocumentError, match="'rmse', which was not measured"):
        violations_of(quality, _constraints("regression", rmse=0.5))


def _is_refused(found: tuple[Reason, ...]) -> bool:
    return any(reason.refuses for reason in found)


@pytest.mark.parametrize(
    ("value", "deviation", "is_refused"),
    [
        (0.80, 0.01, False),
        (0.90, 0.01, False),
        (0.80 - NOISE * 0.01 + 1e-6, 0.01, False),
        (0.80 - NOISE * 0.01 - 1e-6, 0.01, True),
        (0.799, None, True),
        (None, None, True),
    ],
)
def test_a_model_worse_than_its_noise_explains_is_refused(
    value: float | None, deviation: float | None, is_refused: bool
) -> None:
    found = judge(
        _quality({"accuracy": value}, deviation, 500, Problem.BINARY),
        _constraints("binary_classification", accuracy=0.8),
    )

    assert is_refused == _is_refused(found)
    assert all(reason.sentence.startswith("accuracy is ") for reason in found)


def test_larger_errors_are_worse() -> None:
    old = _constraints("regression", mae=1.0, r2=0.5)

    worse = judge(_quality({"mae": 1.5, "r2": 0.9}, 0.01, 500, Problem.REGRESSION), old)
    better = judge(_quality({"mae": 0.5, "r2": 0.9}, 0.01, 500, Problem.REGRESSION), old)

    assert (
        f"mae is 1.5, worse than the old threshold of 1 by 0.5, more than its noise of {NOISE * 0.01:.2g}.",
    ) == tuple(reason.sentence for reason in worse if reason.refuses)
    assert not _is_refused(better)


def test_what_cannot_be_compared_is_refused_and_what_had_no_threshold_is_noted() -> None:
    quality = _quality({"mae": 1.0, "r2": 0.1}, 0.1, 500, Problem.REGRESSION)

    assert _is_refused(judge(quality, _constraints("binary_classification", recall=0.5)))
    found = judge(quality, _constraints("regression", mae=None))
    assert [(reason.sentence, reason.refuses) for reason in found] == [
        ("mae had no threshold in the old baseline: it is not compared.", False)
    ]


def test_a_new_model_on_other_rows_of_the_same_kind_is_rarely_refused() -> None:
    import numpy as np

    def quality(seed: int) -> Any:
        random = np.random.default_rng(seed)
        label = random.integers(0, 2, 1000)
        return quality_of(
            {"label": label, "prediction": np.where(random.random(1000) < 0.8, label, 1 - label)}, PLAIN
        )

    # A threshold that is the truth, not another sample.
    old = _constraints("binary_classification", accuracy=0.8)
    refused = [_is_refused(judge(quality(seed), old)) for seed in range(200)]

    assert sum(refused) <= 20  # one-sided, at 5 %
