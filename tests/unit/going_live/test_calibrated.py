"""Thresholds that fit the data go live with the baseline, for the rows of an hour of traffic, or as many as told."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from tests.doubles.account import Account
from tests.unit.evaluation.data import current
from tests.unit.going_live.test_judged import configured, edited, live, published, put, world  # noqa: F401 - a fixture
from tests.unit.going_live.test_judged import run as run_without_traffic
from tests.unit.judgement.training_sets import documents, healthy

from baselining.calibration.thresholds import calibrate
from baselining.documents.constraints import Constraints
from baselining.documents.files import from_bytes, to_bytes
from baselining.edits.section import CalibrateSection
from baselining.errors import ConfigError
from baselining.going_live.calibrated import calibrated
from baselining.going_live.dry_run import Seen
from baselining.monitoring_run.run import Observation
from baselining.outcome import Outcome

NEW = documents(healthy(2))
CALIBRATE = {"alarms": 0.4, "rows": 100}
HOUR = datetime(2026, 11, 26, 12, tzinfo=timezone.utc)


def seen(*rows: int) -> Seen:
    hours = {HOUR + timedelta(hours=n): current(healthy(3, each)) for n, each in enumerate(rows)}
    computed: Any = None
    return Seen(
        observation=Observation(
            documents=NEW, computation=computed, current=current(healthy(3, sum(rows))), hours=hours
        )
    )


def test_a_batch_has_the_rows_of_the_hour_in_the_middle() -> None:
    assert seen(40, 300, 60).rows_an_hour == 60
    assert Seen().rows_an_hour is None


def test_what_is_configured_wins_over_what_was_captured() -> None:
    captured = calibrated(NEW, CalibrateSection(alarms=0.4), 60)
    told = calibrated(NEW, CalibrateSection(alarms=0.4, rows=200), 60)

    assert captured[1] == calibrate(NEW, rows=60, alarms=0.4)
    assert told[1] == calibrate(NEW, rows=200, alarms=0.4)


def test_where_the_rows_are_not_known_thresholds_stay_and_it_is_said_why() -> None:
    documents_, thresholds, why = calibrated(NEW, CalibrateSection(), None)

    assert (documents_, thresholds) == (NEW, ())
    assert why[0].startswith("Thresholds were not calibrated: how many rows a batch has is neither given")


def test_where_they_can_never_be_known_it_is_refused_before_anything_is_read(
    world: Account,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for judge in (None, {"traffic": None}):
        with pytest.raises(ConfigError, match="`calibrate` does not know how many rows") as caught:
            run_without_traffic(world, healthy(2), configured(calibrate={}, judge=judge), monkeypatch)
        assert caught.value.hint == "Give the rows of an hour: calibrate.rows."


def test_they_are_published_recorded_and_shown_beside_the_default(
    world: Account,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcome = run_without_traffic(world, healthy(2), configured(calibrate=CALIBRATE), monkeypatch)

    drift = {name: each["distribution_constraints"] for name, each in own_settings(world, outcome).items()}
    recorded = {each["feature"]: each["value"] for each in outcome.computation.findings["thresholds"]}
    assert {name: each["comparison_threshold"] for name, each in drift.items()} == recorded
    assert {each["comparison_method"] for each in drift.values()} == {"Simple"}
    notes = outcome.computation.notes
    assert any(
        note.startswith("`distance`: threshold 0.") and "in the place of 0.1 (Robust)" in note
        for note in notes
    )


@pytest.mark.parametrize("was", ["default", "calibrated"])
def test_a_person_s_threshold_wins_and_stays_one_of_the_method_it_was_chosen_for(
    was: str,
    world: Account,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = configured(calibrate=CALIBRATE)
    if was == "calibrated":
        place = run_without_traffic(world, healthy(1), config, monkeypatch).publication.constraints
        tree = from_bytes(Constraints, world.store.read(place) or b"", name="live").tree()
        (hour,) = [each for each in tree["features"] if each["name"] == "hour"]
        drift = hour["monitoringConfigOverrides"]["distribution_constraints"]
        drift["comparison_threshold"] = 0.4
        put(world, str(place), to_bytes(Constraints.model_validate(tree)))
    else:
        drift = {"comparison_threshold": 0.4}
        settings = {"monitoringConfigOverrides": {"distribution_constraints": drift}}
        live(world, edited(documents(healthy(1)), lambda _, features: features["hour"].update(settings)))

    outcome = run_without_traffic(world, healthy(2), config, monkeypatch)

    own = own_settings(world, outcome)
    assert own["hour"] == {"distribution_constraints": drift}
    assert own["distance"]["distribution_constraints"]["comparison_method"] == "Simple"


def test_the_overrides_file_settles_the_drift_of_a_feature_alone(
    world: Account,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "overrides.yaml"
    file.write_text(
        "features: {hour: {monitoring_config: {distribution_constraints: {comparison_threshold: 0.4}}}}\n"
    )
    config = configured(calibrate=CALIBRATE, edits={"overrides": str(file)})

    outcome = run_without_traffic(world, healthy(2), config, monkeypatch)

    own = own_settings(world, outcome)
    assert own["hour"] == {"distribution_constraints": {"comparison_threshold": 0.4}}
    assert own["distance"]["distribution_constraints"]["comparison_method"] == "Simple"


def own_settings(world: Account, outcome: Outcome) -> dict[str, Any]:  # noqa: F811
    """Of each feature that has some."""
    trees = [each.tree() for each in published(world, outcome).features]
    return {
        each["name"]: each["monitoringConfigOverrides"]
        for each in trees
        if "monitoringConfigOverrides" in each
    }
