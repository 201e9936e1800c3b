"""A baseline of model quality that agrees with itself, and each way in which one may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.golden_data import golden
from tests.unit.model_quality.measuring import BINARY, CLASSES, NUMBERS, quality_of, rows_of_csv

from baselining.baselines.verify.model_quality import verify_quality
from baselining.cli import main
from baselining.documents.files import CONSTRAINTS, STATISTICS, to_bytes
from baselining.documents.quality_pair import QualityDocuments
from baselining.model_quality.documents import constraints_of, statistics_of
from baselining.model_quality.measure import Quality, measure
from baselining.model_quality.slack import Slack

Tree = dict[str, Any]
RANDOM = np.random.RandomState(7)
LABELS = RANDOM.randint(0, 2, 3000)
SCORES = np.clip(LABELS * 0.2 + RANDOM.random_sample(3000) * 0.8, 0, 1)
QUALITIES = {
    "binary": quality_of(
        {"label": LABELS, "prediction": (SCORES > 0.5).astype(int), "probability": SCORES}, BINARY
    ),
    "multiclass": quality_of(
        {"label": RANDOM.randint(0, 7, 500), "prediction": RANDOM.randint(0, 7, 500)}, CLASSES
    ),
    "regression": quality_of(
        {"label": RANDOM.normal(size=500), "prediction": RANDOM.normal(size=500)}, NUMBERS
    ),
    "few": quality_of({"label": [1, 0, 1], "prediction": [1, 0, 0], "probability": [0.9, 0.1, 0.4]}, BINARY),
}


def findings(statistics: bytes | None, constraints: bytes) -> list[str]:
    files = {CONSTRAINTS: constraints} | ({} if statistics is None else {STATISTICS: statistics})
    found = verify_quality(QualityDocuments.from_files(files, place="here"))
    return [f"{each.grade.value} {each}" for each in found]


def of(quality: Quality, slack: Slack = Slack()) -> tuple[bytes, bytes]:  # noqa: B008 - frozen
    return to_bytes(statistics_of(quality)), to_bytes(constraints_of(quality, slack))


@pytest.mark.parametrize("name", QUALITIES)
def test_what_the_job_writes_agrees_with_itself(name: str) -> None:
    assert findings(*of(QUALITIES[name])) == []


@pytest.mark.parametrize(
    "data",
    [
        "mq-bank-cwzkevin/prediction_baseline.csv",
        "mq-churn-aws/validation_with_predictions.csv",
        "mq-pharma-one-class/validation_with_predictions.class0.csv",
        "mq-pharma-one-class/validation_with_predictions.class1.csv",
    ],
)
def test_baselines_with_the_container_s_digits_agree_with_themselves(data: str) -> None:
    assert findings(*of(measure(rows_of_csv(golden(data), BINARY).performance, BINARY))) == []


def test_constraints_alone_are_enough_and_said_to_be_alone() -> None:
    raw = golden("mq-multiclass-payalpt/MQ_constraints.json").read_bytes()

    assert findings(None, raw) == [
        "note statistics.json: there is none: thresholds are compared with nothing"
    ]


def _metric(name: str, value: float | None) -> Callable[[Tree, Tree], object]:
    return lambda statistics, _: statistics[name].update(value=value)


def _limit(name: str, **members: Any) -> Callable[[Tree, Tree], object]:
    return lambda _, constraints: constraints[name].update(members)


_ROC, _MATRIX = "receiver_operating_characteristic_curve", "confusion_matrix"
_FOLLOWS = "it does not follow from confusion_matrix"
SPOILT: list[tuple[str, Callable[[Tree, Tree], object], str]] = [
    ("binary", _metric("recall", 0.123), f"recall.value: {_FOLLOWS}"),
    (
        "binary",
        _metric("f2_best_constant_classifier", 0.123),
        f"f2_best_constant_classifier.value: {_FOLLOWS}",
    ),
    ("binary", _metric("accuracy", 1.5), "accuracy.value: it is larger than 1"),
    ("binary", _metric("auc", 0.9), f"auc.value: it is not the area below {_ROC}"),
    ("binary", _metric("au_prc", 0.1), "au_prc.value: it is not the area below precision_recall_curve"),
    ("multiclass", _metric("weighted_f2", 0.9), f"weighted_f2.value: {_FOLLOWS}"),
    ("binary", lambda s, _: s[_MATRIX]["1"].pop("0"), "confusion_matrix: it should have the same classes"),
    ("binary", lambda s, _: s.pop(_MATRIX), "confusion_matrix: it should have the same classes"),
    (
        "few",
        lambda s, _: s[_MATRIX]["1"].update({"0": 5}),
        "confusion_matrix: it has 7 rows, and the dataset 3",
    ),
    ("binary", lambda s, _: s[_ROC]["true_positive_rates"].pop(), f"{_ROC}: false_positive_rates and true_"),
    (
        "binary",
        lambda s, _: s[_ROC]["false_positive_rates"].reverse(),
        "false_positive_rates: they should not",
    ),
    ("binary", lambda s, _: s.update(recall=0.5), "recall: it should be an object with a value"),
    (
        "binary",
        lambda s, _: s["recall"].update(standard_deviation=-1.0),
        "standard_deviation: it is negative",
    ),
    ("binary", _metric("recall", "0.5"), "recall.value: it is no number"),  # type: ignore[arg-type]
    ("regression", _metric("rmse", 0.5), "rmse: it is not the root of mse"),
    ("regression", _metric("mae", 50.0), "mae: it is larger than rmse"),
    ("regression", _metric("mse", -1.0), "mse.value: it is negative"),
    (
        "binary",
        lambda _, c: c.update(au_prc=c["auc"]),
        "au_prc: the container has no threshold of this metric",
    ),
    ("few", lambda s, _: s.pop("f1"), "f1: statistics.json does not have this metric"),
    ("binary", _limit("recall", comparison_operator="GreaterThanThreshold"), "violated by better models"),
]


@pytest.mark.parametrize(("name", "spoil", "said"), SPOILT, ids=[each[2][:40] for each in SPOILT])
def test_what_was_spoilt_is_found(name: str, spoil: Callable[[Tree, Tree], object], said: str) -> None:
    trees = [json.loads(raw) for raw in of(QUALITIES[name])]
    spoil(
        *(
            next(tree[member] for member in tree if member.endswith(("metrics", "constraints")))
            for tree in trees
        )
    )

    found = findings(*(json.dumps(tree).encode() for tree in trees))

    assert any(each.startswith("wrong") and said in each for each in found), found


def test_thresholds_that_are_not_the_values_are_noted() -> None:
    statistics, constraints = of(
        QUALITIES["binary"], Slack(amounts={"recall": "5%"}, limits={"precision": 0.99})
    )
    tree = json.loads(constraints)
    members = tree["binary_classification_constraints"]
    members["auc"]["threshold"] = None
    del members["f2"]

    place = "note constraints.json: binary_classification_constraints"
    assert findings(statistics, json.dumps(tree).encode()) == [
        f"{place}.recall.threshold: looser than the value: slack, or edited",
        f"{place}.precision.threshold: stricter than the value: the baseline's own data violates it",
        f"{place}.auc.threshold: edited: null, so it is never violated",
        f"{place}: edited: f2 have values and no threshold",
    ]


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


def test_the_command_takes_folders_of_both_kinds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    statistics, constraints = of(QUALITIES["few"])
    (tmp_path / STATISTICS).write_bytes(statistics)
    (tmp_path / CONSTRAINTS).write_bytes(constraints)

    assert run("verify", str(tmp_path)) == 0
    assert capsys.readouterr().out == "sound  BinaryClassification, 21 metrics: it agrees with itself\n"
    assert run("verify", str(tmp_path), "--dataset", "train.csv") == 2
    assert "is a baseline of model quality" in capsys.readouterr().err

    for words in (("judge", str(tmp_path)), ("diff", str(tmp_path), str(tmp_path))):
        assert run(*words) == 2
        assert "baselining model-quality … --against" in capsys.readouterr().err

    (tmp_path / STATISTICS).write_bytes(statistics.replace(b'"item_count" : 3', b'"item_count" : 4'))
    assert run("verify", str(tmp_path)) == 3
    assert "baselining model-quality" in capsys.readouterr().err

    (tmp_path / STATISTICS).write_bytes(of(QUALITIES["regression"])[0])
    assert run("verify", str(tmp_path)) == 2  # of another problem
