"""A model's baseline before it goes live: a worse model is refused or accepted, edits are kept, on the record."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tests.doubles.account import Account
from tests.doubles.schedules import NAME, OLD, referenced_world
from tests.unit.model_quality.measuring import quality_of

from baselining import model_quality_pipeline
from baselining.config import Config
from baselining.documents.files import to_bytes
from baselining.errors import ConfigError, WorseModelError
from baselining.model_quality.documents import constraints_of, statistics_of
from baselining.model_quality.measure import Quality
from baselining.model_quality.slack import NO_SLACK, Slack
from baselining.model_quality_pipeline import MeasuredQuality
from baselining.outcome import Outcome
from baselining.pipeline import plan_baseline, run_baseline
from baselining.spark.profiled import Throughput
from baselining.world.s3uri import S3Uri

MEMBER = "binary_classification_constraints"
LIVE = str(OLD.constraints)


def model(right: float, seed: int = 1) -> Quality:
    """One that is right that often, on a thousand rows."""
    random = np.random.default_rng(seed)
    label = random.integers(0, 2, 1000)
    section = configured().model_quality
    assert section is not None
    rows = {"label": label, "prediction": np.where(random.random(1000) < right, label, 1 - label)}
    return quality_of(rows, section.question)


def configured(edits: dict[str, Any] | None = None, **keys: Any) -> Config:
    return Config.model_validate(
        {
            "dataset": {"uri": "scored.csv"},
            "model_quality": {
                "problem_type": "BinaryClassification",
                "ground_truth": "label",
                "inference": "prediction",
                **keys,
            },
            "edits": edits or {},
            "switch": {"schedule": NAME, "poll_s": 5},
        }
    )


@pytest.fixture
def world() -> Account:
    """A schedule whose baseline is that of a model that is right nine times of ten."""
    found = Account(referenced_world("ModelQuality"))
    put(found, model(0.9))
    return found


def put(world: Account, quality: Quality, slack: Slack = NO_SLACK, **thresholds: float) -> None:
    constraints = constraints_of(quality, slack).tree()
    for name, threshold in thresholds.items():
        constraints[MEMBER][name]["threshold"] = threshold
    write(world, str(OLD.statistics), to_bytes(statistics_of(quality)))
    write(world, LIVE, json.dumps(constraints).encode())


def write(world: Account, place: str, body: bytes) -> None:
    world.store.delete(S3Uri.parse(place))
    world.store.create(S3Uri.parse(place), body, content_type="application/json")


def run(world: Account, quality: Quality, config: Config, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """The main job on what Spark need not measure."""
    section = config.model_quality
    assert section is not None
    measured = MeasuredQuality(
        quality=quality,
        slices=(),
        statistics=statistics_of(quality),
        constraints=constraints_of(quality, section.wishes),
        facts={"dataset_uri": "scored.csv"},
        run={},
        notes=(),
        seconds=1.0,
        one_split=True,
        throughput=Throughput(reading="a test", rows=1, columns=1, input_bytes=1, seconds=1.0),
    )
    monkeypatch.setattr(model_quality_pipeline, "measure_quality", lambda *_, **__: measured)
    return run_baseline(plan_baseline(config, world.world), config, world.world)


def thresholds(world: Account, outcome: Outcome) -> dict[str, Any]:
    found = json.loads(world.store.read(outcome.publication.constraints) or b"")[MEMBER]
    return {name: each["threshold"] for name, each in found.items()}


def test_a_worse_model_is_refused_and_nothing_is_stored_or_switched(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(world.store.objects)

    with pytest.raises(WorseModelError, match=r"more than its noise of .*accuracy") as caught:
        run(world, model(0.7), configured(), monkeypatch)

    assert world.store.objects == before
    assert caught.value.exit_code == 3
    assert caught.value.details["verdict"] == "refused"
    assert {each["metric"] for each in caught.value.details["reasons"] if each["refuses"]} >= {"accuracy"}


def test_history_and_record_say_who_accepted_a_worse_model_and_why(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = run(world, model(0.7), configured(accept=" it is cheaper "), monkeypatch)

    why = world.history()[-1].why
    assert why.startswith("judged: accepted by ")
    assert why.endswith(": it is cheaper")
    assert "accuracy" in why
    judgement = json.loads(world.store.read(outcome.record) or b"")["judgement"]
    assert judgement["verdict"] == "accepted"
    assert judgement["acceptance"]["reason"] == "it is cheaper"
    accuracy = next(each for each in judgement["reasons"] if each["metric"] == "accuracy")
    assert accuracy["found"] < accuracy["limit"] - accuracy["noise"]
    assert any(note.startswith("accepted by ") for note in outcome.computation.notes)


def test_a_model_that_is_not_worse_passes_and_a_reason_is_not_recorded(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = run(world, model(0.93, seed=2), configured(accept="whatever"), monkeypatch)

    assert [entry.why.split(",")[0] for entry in world.history()] == ["judged: passed"]
    record = world.store.read(outcome.record) or b""
    assert json.loads(record)["judgement"]["acceptance"] is None
    assert b"whatever" not in record
    assert "nothing had to be accepted, so the reason is not part of the verdict" in outcome.computation.notes


@pytest.mark.parametrize("body", [None, b"{}", b"no JSON", b'{"version": 0.0, "regression_constraints": {}}'])
def test_an_old_baseline_that_cannot_be_compared_with_is_refused_unless_accepted(
    body: bytes | None, world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.store.delete(S3Uri.parse(LIVE))
    if body is not None:
        world.store.create(S3Uri.parse(LIVE), body, content_type="application/json")

    with pytest.raises(WorseModelError, match="compared"):
        run(world, model(0.9), configured(), monkeypatch)
    outcome = run(world, model(0.9), configured(accept="the bucket was cleaned"), monkeypatch)

    assert outcome.switch is not None
    assert "the bucket was cleaned" in world.history()[-1].why


def test_a_schedule_without_baseline_has_none_to_be_compared_with(monkeypatch: pytest.MonkeyPatch) -> None:
    world = Account(referenced_world("ModelQuality"))
    del world.monitoring.definitions["ModelQuality", "fraud-v1"]["ModelQualityBaselineConfig"]

    config = configured()
    publish = config.publish.model_copy(update={"to": "s3://models/monitoring"})

    switch = config.switch.model_copy(update={"records": "s3://models/records"})
    outcome = run(
        world, model(0.9), config.model_copy(update={"publish": publish, "switch": switch}), monkeypatch
    )

    assert any("no old baseline" in note for note in outcome.computation.notes)


def test_a_threshold_edited_by_hand_survives(world: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    put(world, model(0.9), accuracy=0.8)
    new = model(0.91, seed=2)

    outcome = run(world, new, configured(), monkeypatch)

    found = thresholds(world, outcome)
    assert found["accuracy"] == 0.8
    assert found["recall"] == new.values["recall"]
    record = json.loads(world.store.read(outcome.record) or b"")
    assert [each["member"] for each in record["edits"]["kept"]] == ["accuracy.threshold"]
    assert any(note.startswith("edited by hand: accuracy.threshold: ") for note in outcome.computation.notes)


def test_an_edit_survives_a_second_run_and_what_was_generated_does_not_count_as_one(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(world, model(0.9), accuracy=0.8)
    run(world, model(0.91, seed=2), configured(slack={"recall": "5%"}), monkeypatch)
    third = model(0.92, seed=3)

    outcome = run(world, third, configured(), monkeypatch)

    found = thresholds(world, outcome)
    assert found["accuracy"] == 0.8
    assert found["recall"] == third.values["recall"]  # the slack of the second run was no edit


def test_slack_that_the_file_asks_for_is_no_edit(world: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    config = configured(slack={"all": "2sd"})
    assert config.model_quality is not None
    put(
        world, model(0.9), config.model_quality.wishes
    )  # by `model-quality` and `publish`, which record nothing

    outcome = run(world, model(0.91, seed=2), config, monkeypatch)

    assert outcome.computation.findings["edits"] == {"kept": [], "conflicts": []}


def test_edits_are_left_behind_where_the_file_says_so(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(world, model(0.9), accuracy=0.8)
    new = model(0.91, seed=2)

    outcome = run(world, new, configured(edits={"keep": False}), monkeypatch)

    assert thresholds(world, outcome)["accuracy"] == new.values["accuracy"]


def test_an_edit_of_a_metric_that_is_not_measured_any_more_is_lost_and_said(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    constraints = constraints_of(model(0.9)).tree()
    statistics = statistics_of(model(0.9)).tree()
    statistics["binary_classification_metrics"]["auc"] = {"value": 0.8, "standard_deviation": 0.1}
    constraints[MEMBER]["auc"] = {"threshold": 0.6, "comparison_operator": "LessThanThreshold"}
    write(world, str(OLD.statistics), json.dumps(statistics).encode())
    write(world, LIVE, json.dumps(constraints).encode())

    outcome = run(world, model(0.9), configured(accept="no probabilities any more"), monkeypatch)

    assert "auc" not in thresholds(world, outcome)
    assert [each["is_kept"] for each in outcome.computation.findings["edits"]["conflicts"]] == [False]


def test_an_overrides_file_is_for_features_and_refused(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError, match=r"edits\.overrides"):
        run(world, model(0.9), configured(edits={"overrides": "overrides.yaml"}), monkeypatch)


def test_a_reason_of_blanks_is_none() -> None:
    with pytest.raises(Exception, match="needs a reason"):
        configured(accept="  ")
