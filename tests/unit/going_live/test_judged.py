"""A generated baseline before it goes live: edits are kept, a policy refuses or a person accepts, on the record."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from tests.doubles.account import Account, account
from tests.doubles.schedules import NAME, OLD, live_baseline
from tests.unit.baselines.golden_profiles import profile_of_csv
from tests.unit.evaluation.data import csv_of
from tests.unit.judgement.training_sets import FAULTS, Columns, documents, healthy

from baselining import pipeline
from baselining.baselines.suggest import suggest
from baselining.baselines.summarize import summarize
from baselining.config import Config
from baselining.documents.constraints import Constraints
from baselining.documents.files import from_bytes, to_bytes
from baselining.documents.layout import FormatVersion
from baselining.documents.pair import Documents
from baselining.errors import ConfigError, StorageError, UnfitBaselineError
from baselining.outcome import Computation, Outcome, Plan
from baselining.pipeline import plan_baseline, run_baseline
from baselining.schedule.records import read_history
from baselining.spark.profiled import Throughput
from baselining.world.s3uri import S3Uri

LEAKED = "truth leaked in"
OVERRIDES = ("monitoring_config_overrides", "monitoringConfigOverrides")


@pytest.fixture
def world() -> Account:
    """A schedule whose baseline is that of a healthy sample."""
    found = account("referenced")
    live(found, documents(healthy(1)))
    return found


def live(world: Account, baseline: Documents) -> None:
    for place, document in ((OLD.statistics, baseline.statistics), (OLD.constraints, baseline.constraints)):
        put(world, str(place), to_bytes(document))


def put(world: Account, place: str, body: bytes) -> None:
    world.store.delete(S3Uri.parse(place))
    world.store.create(S3Uri.parse(place), body, content_type="application/json")


def configured(**sections: Any) -> Config:
    return Config.model_validate(
        {"dataset": {"uri": "train.csv"}, "switch": {"schedule": NAME, "poll_s": 5}, **sections}
    )


def plan(world: Account, columns: Columns, config: Config, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """What the main job plans for a training set, of which Spark need not be asked."""

    def computed(*_: object, **__: object) -> tuple[Documents, Computation]:
        found = documents(columns)
        throughput = Throughput(reading="a test", rows=1, columns=1, input_bytes=1, seconds=1.0)
        return found, Computation(
            facts=dict(found.facts()),
            run={},
            item_count=1,
            feature_count=1,
            notes=(),
            seconds=1.0,
            one_split=True,
            throughput=throughput,
        )

    monkeypatch.setattr(pipeline, "compute_documents", computed)
    monkeypatch.setattr(pipeline, "_one_spark", lambda *_: nullcontext())
    return plan_baseline(config, world.world)


def run(world: Account, columns: Columns, config: Config, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    return run_baseline(plan(world, columns, config, monkeypatch), config, world.world)


def published(world: Account, outcome: Outcome) -> Constraints:
    body = world.store.read(outcome.publication.constraints)
    assert body is not None
    return from_bytes(Constraints, body, name="constraints.json")


def edited(baseline: Documents, change: Any) -> Documents:
    tree = baseline.constraints.tree()
    features = {each["name"]: each for each in tree["features"]}
    change(tree, features)
    tree["features"] = list(features.values())
    return Documents(statistics=baseline.statistics, constraints=Constraints.model_validate(tree))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_training_set_is_refused_and_nothing_is_stored_or_switched(
    fault: str, world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(world.store.objects)

    with pytest.raises(UnfitBaselineError, match="nothing was published") as caught:
        plan(world, FAULTS[fault](healthy(2)), configured(judge={}), monkeypatch)

    assert world.store.objects == before
    assert live_baseline(world.monitoring).same_files_as(OLD)
    assert caught.value.details["verdict"] == "refused"
    assert caught.value.exit_code == 3


def test_a_healthy_one_goes_live_and_its_record_says_what_was_judged(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = run(world, healthy(2), configured(judge={}), monkeypatch)

    record = json.loads(world.store.read(outcome.record) or b"")
    assert record["judgement"]["verdict"] == "passed"
    assert record["judgement"]["differences"]["sentences"]
    assert record["judgement"]["policy"]["most_drift"] == 0.1
    assert [entry.why.split(",")[0] for entry in world.history()] == ["judged: passed"]
    notes = outcome.computation.notes
    assert "`year` has the same value in every row." in notes  # and not as a note that calls itself one


def test_who_accepted_what_and_why_stands_in_the_record_and_in_the_history(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configured(judge={"accept": "the model has one more input"})

    outcome = run(world, FAULTS[LEAKED](healthy(2)), config, monkeypatch)

    record = json.loads(world.store.read(outcome.record) or b"")
    assert record["judgement"]["acceptance"]["reason"] == "the model has one more input"
    assert record["judgement"]["acceptance"]["who"]
    (entry,) = world.history()
    assert "in spite of most_added: the model has one more input" in entry.why


def test_without_a_policy_nothing_is_judged(world: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = run(world, FAULTS[LEAKED](healthy(2)), configured(), monkeypatch)

    assert "judgement" not in json.loads(world.store.read(outcome.record) or b"")
    assert [entry.why for entry in world.history()] == [""]


@pytest.mark.parametrize("spelling", OVERRIDES)
def test_edits_by_hand_survive_run_after_run(
    spelling: str, world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_hand(tree: dict[str, Any], features: dict[str, Any]) -> None:
        tree["monitoring_config"]["distribution_constraints"]["comparison_threshold"] = 0.25
        features["air_time"]["completeness"] = 0.5
        features["air_time"][spelling] = {"distribution_constraints": {"comparison_threshold": 0.4}}
        features["carrier"]["string_constraints"]["domains"].append("ZZ")
        del features["year"]

    live(world, edited(documents(healthy(1)), by_hand))

    for seed in (2, 3):  # the second time, what is live is what was published the first time
        found = published(world, run(world, healthy(seed), configured(judge={}), monkeypatch))
        features = {each.name: each.tree() for each in found.features}
        assert found.tree()["monitoring_config"]["distribution_constraints"]["comparison_threshold"] == 0.25
        assert features["air_time"]["completeness"] == 0.5
        assert features["air_time"][spelling] == {"distribution_constraints": {"comparison_threshold": 0.4}}
        assert "ZZ" in features["carrier"]["string_constraints"]["domains"]
        assert "year" not in features
    assert len(world.history()) == 2


def test_if_that_is_not_wanted_they_do_not(world: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    live(world, edited(documents(healthy(1)), lambda _, features: features.pop("year")))

    with pytest.raises(UnfitBaselineError, match="edit by hand of the old constraints is not in the new"):
        plan(world, healthy(2), configured(edits={"keep": False}, judge={}), monkeypatch)


def test_a_policy_may_refuse_where_an_edit_meets_data_that_suggests_otherwise(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def relax(_: object, features: dict[str, Any]) -> None:
        features["air_time"]["completeness"] = 0.5

    live(world, edited(documents(healthy(1)), relax))

    told = plan(world, healthy(2), configured(judge={}), monkeypatch)
    with pytest.raises(UnfitBaselineError, match="edit by hand meets new data"):
        plan(world, healthy(2), configured(judge={"warn": ["constants"], "hold_out": 0}), monkeypatch)

    assert any("edited by hand: completeness of `air_time`" in note for note in told.computation.notes)


def test_what_the_overrides_file_no_longer_says_is_gone_the_next_time(
    world: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "overrides.yaml"
    config = configured(edits={"overrides": str(file)}, judge={})
    file.write_text("features: {air_time: {completeness: 0.4}, carrier: {domains: {add: [ZZ]}}}\n")
    first = published(world, run(world, healthy(2), config, monkeypatch))
    file.write_text("features: {carrier: {domains: {add: [YY]}}}\n")
    second = published(world, run(world, healthy(3), config, monkeypatch))

    before, after = ({each.name: each.tree() for each in found.features} for found in (first, second))
    generated = {each.name: each.tree() for each in documents(healthy(3)).constraints.features}
    assert before["air_time"]["completeness"] == 0.4
    assert after["air_time"] == generated["air_time"]
    assert before["carrier"]["string_constraints"]["domains"][-1] == "ZZ"
    assert after["carrier"]["string_constraints"]["domains"][-1] == "YY"
    assert "ZZ" not in after["carrier"]["string_constraints"]["domains"]


def test_overrides_that_name_an_unknown_feature_are_refused_with_the_near_name(
    world: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "o.yaml").write_text("features: {carier: {completeness: 0.4}}\n")

    with pytest.raises(ConfigError, match="no feature 'carier'") as caught:
        plan(world, healthy(2), configured(edits={"overrides": str(tmp_path / "o.yaml")}), monkeypatch)

    assert caught.value.hint == "Did you mean 'carrier'?"


@pytest.mark.parametrize("how", ["gone", "damaged"])
def test_where_the_old_baseline_cannot_be_read_the_policy_decides(
    how: str, world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = S3Uri.parse(str(OLD.statistics))
    world.store.delete(place)
    if how == "damaged":
        world.store.create(place, b"{", content_type="application/json")

    told = plan(world, healthy(2), configured(judge={}), monkeypatch)
    with pytest.raises(UnfitBaselineError, match="old baseline was not compared"):
        plan(world, healthy(2), configured(judge={"warn": ["constants"], "hold_out": 0}), monkeypatch)

    assert any("The old baseline was not compared with." in note for note in told.computation.notes)


def test_an_old_baseline_of_an_older_layout_is_compared_as_far_as_it_goes_and_keeps_its_edits(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def relax(_: object, features: dict[str, Any]) -> None:
        features["air_time"]["completeness"] = 0.5

    statistics = summarize(profile_of_csv(csv_of(healthy(1)), header=True), FormatVersion.V2020)
    old = Documents(statistics=statistics, constraints=suggest(statistics, FormatVersion.V2020))
    live(world, edited(old, relax))

    asked = {"warn": ["constants", "edit_conflicts"], "hold_out": 0}
    with pytest.raises(UnfitBaselineError, match="is of the layout 2020"):
        plan(world, healthy(2), configured(judge=asked), monkeypatch)
    with pytest.raises(UnfitBaselineError, match="`arr_delay` is new"):
        plan(world, FAULTS[LEAKED](healthy(2)), configured(judge={}), monkeypatch)
    outcome = run(world, healthy(2), configured(judge={}), monkeypatch)

    layout = "The old baseline is of the layout 2020: what that does not say was not compared."
    assert layout in outcome.computation.notes
    assert {each.name: each for each in published(world, outcome).features}["air_time"].completeness == 0.5


def test_a_storage_that_fails_loses_no_edits(world: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_number: int, operation: str) -> None:
        if operation == "read":
            raise StorageError("S3 is away.")

    world.store.before_call = fail

    with pytest.raises(StorageError):
        plan(world, healthy(2), configured(), monkeypatch)


def test_histories_of_older_releases_say_no_why(world: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    run(world, healthy(2), configured(), monkeypatch)
    location = S3Uri("models", f"baselining/{NAME}")
    (intent,) = [uri for uri in world.store.list_below(location / "history") if "intent" in uri.key]
    document = json.loads(world.store.read(intent) or b"")
    del document["why"]
    put(world, str(intent), json.dumps(document).encode())

    assert [entry.why for entry in read_history(world.store, location)] == [""]
