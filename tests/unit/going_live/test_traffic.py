"""The new baseline on captured traffic, before it goes live: refused, not refused, or stopped while that is read."""

from __future__ import annotations

import os
import signal
from contextlib import nullcontext
from typing import Any, cast

import pytest
from tests.doubles.account import Account, account
from tests.doubles.memory_endpoints import MemoryEndpoints
from tests.doubles.schedules import OLD, live_baseline
from tests.unit.evaluation.data import current
from tests.unit.going_live.test_judged import configured, live
from tests.unit.judgement.training_sets import FAULTS, Columns, documents, healthy

from baselining import pipeline
from baselining.errors import ExitCode, InterruptedRunError, UnfitBaselineError
from baselining.going_live import dry_run, judged
from baselining.monitoring_run.run import Observation
from baselining.outcome import Computation, Plan
from baselining.pipeline import plan_baseline

ENDPOINTS = MemoryEndpoints(
    {"fraud": {"EndpointConfigName": "fraud-1"}},
    {
        "fraud-1": {
            "DataCaptureConfig": {
                "EnableCapture": True,
                "InitialSamplingPercentage": 100,
                "DestinationS3Uri": "s3://traffic/captured",
                "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
            }
        }
    },
)


@pytest.fixture
def world() -> Account:
    """A schedule that looks at an endpoint, with the baseline of a healthy sample."""
    found = account("referenced")
    for body in found.monitoring.definitions.values():
        body["DataQualityJobInput"] = {"EndpointInput": {"EndpointName": "fraud", "LocalPath": "/in"}}
    live(found, documents(healthy(1)))
    return found


def plan(
    world: Account, columns: Columns, captured: Any, monkeypatch: pytest.MonkeyPatch, **judge: Any
) -> Plan:
    """What the main job plans for a training set; `captured` says what was."""
    computation = Computation(
        facts={},
        run={},
        item_count=1,
        feature_count=1,
        notes=(),
        seconds=1.0,
        one_split=True,
        throughput=cast("Any", None),
    )
    monkeypatch.setattr(pipeline, "compute_documents", lambda *_, **__: (documents(columns), computation))
    monkeypatch.setattr(pipeline, "_one_spark", lambda *_: nullcontext())
    monkeypatch.setattr(
        dry_run,
        "observe",
        lambda *_, **__: Observation(
            documents=documents(columns), computation=computation, current=current(captured())
        ),
    )
    config = configured(judge=judge)
    return plan_baseline(config, world.world, endpoints=lambda: ENDPOINTS)


def with_rare(columns: Columns, share: int) -> Columns:
    """Of `share` rows, one is of the carrier that is rare; no other is."""
    cells = ["UA" if cell == "OO" else cell for cell in columns["carrier"]]
    rare = ["OO" if share and row % share == 0 else cell for row, cell in enumerate(cells)]
    return {**columns, "carrier": rare}


def test_a_baseline_that_alarms_on_traffic_where_the_old_one_does_not_is_refused(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(
        world, documents(with_rare(healthy(1), 300))
    )  # ten rows, of which the new sample happens to have none
    before = dict(world.store.objects)

    with pytest.raises(UnfitBaselineError, match="nothing was published") as caught:
        plan(world, with_rare(healthy(2), 0), lambda: with_rare(healthy(3), 20), monkeypatch)

    reasons = [each for each in caught.value.details["reasons"] if each["refuses"]]
    assert [(each["rule"], each["feature"]) for each in reasons] == [("most_traffic_violations", "carrier")]
    assert reasons[0]["sentence"] == (
        "`carrier`: the new baseline raises categorical_values_check on captured traffic (in all 1 violation; "
        "the old one raises 0)."
    )
    assert caught.value.exit_code == ExitCode.REFUSED
    assert world.store.objects == before
    assert live_baseline(world.monitoring).same_files_as(OLD)


def test_the_same_baseline_is_not_refused_if_the_policy_allows_so_many_or_traffic_is_not_read(
    world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(world, documents(with_rare(healthy(1), 300)))

    for allowed in ({"most_traffic_violations": 1}, {"traffic": None}):
        plan(world, with_rare(healthy(2), 0), lambda: with_rare(healthy(3), 20), monkeypatch, **allowed)


def test_healthy_traffic_refuses_nothing(world: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    found = plan(world, healthy(2), lambda: healthy(3, rows=500), monkeypatch)

    assert found.computation.findings["judgement"]["verdict"] == "passed"
    assert [each["data"] for each in found.computation.findings["judgement"]["trials"]] == ["traffic"]


@pytest.mark.parametrize("where", ["traffic", "hold-out"])
@pytest.mark.parametrize(
    "columns", [healthy(2), FAULTS["truth leaked in"](healthy(2))], ids=["healthy", "faulty"]
)
def test_a_signal_while_it_is_tried_leaves_everything_as_it_was_and_says_so(
    where: str, columns: Columns, world: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(world.store.objects)

    def stopped(*_: object) -> Any:
        os.kill(os.getpid(), signal.SIGINT)

    if where == "hold-out":
        monkeypatch.setattr(judged, "try_on_hold_out", stopped)
    with pytest.raises(InterruptedRunError) as caught:
        plan(world, columns, stopped if where == "traffic" else lambda: healthy(3), monkeypatch)

    assert caught.value.message == "Stopped. Nothing was published, and no schedule was changed."
    assert caught.value.exit_code == ExitCode.WORLD_FAILED
    assert world.store.objects == before
    assert live_baseline(world.monitoring).same_files_as(OLD)
