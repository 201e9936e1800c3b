"""What `--plan` prints is what a run does: every call that changes something, with its arguments, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from tests.doubles.account import RECORDS, TERMS, Account, account, baseline
from tests.doubles.memory_registry import PACKAGE, MemoryRegistry
from tests.doubles.recorder import Recorder
from tests.doubles.schedules import NAME, NEW, WORLDS
from tests.unit.test_pipeline import configured, planned_run, published

from baselining.model_registry.blocks import plan_metadata, run_metadata
from baselining.pipeline import run_baseline
from baselining.publication.on_record import publish_on_record
from baselining.publication.plan import plan_publication
from baselining.schedule.live import read_schedule
from baselining.schedule.operations import (
    collect_garbage,
    plan_collection,
    plan_rollback,
    roll_back,
    switch_schedule,
)
from baselining.schedule.operations.collect import Keeping
from baselining.schedule.plan import plan_switch, recorded_at
from baselining.world.encryption import Encryption
from baselining.world.planned import PlannedCall
from baselining.world.ports import World
from baselining.world.s3uri import S3Uri

FILES = {"statistics.json": b"{}", "constraints.json": b"{}"}


def run(start: Account, do: Callable[[World], object]) -> Recorder:
    recorder = Recorder(start)
    do(recorder.world)
    return recorder


def without_conditions(calls: list[dict[str, Any]], *, met: bool = True) -> list[dict[str, Any]]:
    """The calls that are made when all conditions turn out to be met, or none."""
    made = [call for call in calls if met or "only_if" not in call]
    return [{name: member for name, member in call.items() if name != "only_if"} for call in made]


SITUATIONS: dict[str, dict[str, Any]] = {
    "running": {},
    "stopped, and an update starts it": {"status": "Stopped"},
    "stopped, and stays so": {"status": "Stopped", "after_updates": ["Stopped"]},
    "failed": {"status": "Failed"},
}
IN_ALL = pytest.mark.parametrize("situation", SITUATIONS)
BOTH = pytest.mark.parametrize("style", WORLDS)


@IN_ALL
@BOTH
def test_a_switch_makes_the_calls_of_its_plan(style: str, situation: str) -> None:
    start = account(style, **SITUATIONS[situation])
    plan = recorded_at(plan_switch(read_schedule(start.monitoring, NAME), NEW), RECORDS).to_json()

    done = run(start, lambda world: switch_schedule(world, NAME, NEW, TERMS))

    planned = without_conditions(plan["calls"], met=situation != "stopped, and stays so")
    assert probe() in done.calls
    assert [call for call in done.calls if call != probe()] == planned
    assert done.records == {plan["records"]}


@IN_ALL
@BOTH
@pytest.mark.parametrize("old_is_there", [True, False])
def test_a_rollback_makes_the_calls_of_its_plan(style: str, situation: str, old_is_there: bool) -> None:
    start = account(style, **SITUATIONS[situation])
    switch_schedule(start.world, NAME, NEW, TERMS)
    if not old_is_there:
        start.monitoring.definitions.pop(("DataQuality", "fraud-v1"), None)
    plan = plan_rollback(start.world, read_schedule(start.monitoring, NAME), RECORDS, None).to_json()

    done = run(start, lambda world: roll_back(world, NAME, TERMS))

    assert done.calls == without_conditions(plan["calls"], met=situation != "stopped, and stays so")
    assert done.records == {plan["records"]}


@pytest.mark.parametrize("encryption", [None, Encryption(algorithm="aws:kms", key_id="key-1")])
def test_publishing_makes_the_calls_of_its_plan(encryption: Encryption | None) -> None:
    plan = plan_publication(FILES, RECORDS, encryption=encryption)

    done = run(account("inline"), lambda world: publish_on_record(plan, world, {}))

    *calls, record = done.calls
    assert calls == plan.to_json()["calls"]
    assert record["uri"].startswith(plan.to_json()["run_record"].partition("<")[0])


@BOTH
def test_collecting_garbage_makes_the_calls_of_its_plan(style: str) -> None:
    start = account(style)
    for name in ("a", "b", "c"):
        start.put(baseline(name))
        switch_schedule(start.world, NAME, baseline(name), TERMS)
    publish_on_record(plan_publication(FILES, RECORDS), start.world, {})
    start.clock.sleep(60 * 86400)
    keeping, registry = Keeping(operations=1), MemoryRegistry()
    plan = plan_collection(start.world, registry, NAME, RECORDS, keeping).to_json()

    done = run(start, lambda world: collect_garbage(world, registry, NAME, TERMS, keeping))

    assert done.calls == plan["calls"]
    assert done.calls


def test_noting_a_baseline_in_a_model_package_makes_the_call_of_its_plan() -> None:
    registry = MemoryRegistry()
    plan = plan_metadata(PACKAGE, registry.metadata(PACKAGE), S3Uri("models", "p"), FILES)
    made: list[PlannedCall] = []
    keep = registry.set_metadata

    def noted(package: str, properties: Mapping[str, str]) -> None:
        arguments = {"ModelPackageArn": package, "CustomerMetadataProperties": dict(properties)}
        made.append(PlannedCall(operation="UpdateModelPackage", arguments=arguments))
        keep(package, properties)

    registry.set_metadata = noted  # type: ignore[method-assign]
    run_metadata(plan, registry)

    assert made == [plan.call]


@BOTH
def test_the_whole_line_makes_the_calls_of_its_plan(style: str) -> None:
    start = account(style)
    plan = planned_run()
    wanted = replace(published(), digest=plan.publication.digest)
    switch = recorded_at(plan_switch(read_schedule(start.monitoring, NAME), wanted), RECORDS)
    plan = replace(plan, switch=switch)
    shown = plan.to_json()

    done = run(start, lambda world: run_baseline(plan, configured(schedule=NAME), world))

    is_record = f"{shown['publish']['location']}/runs/"
    made = [call for call in done.calls if not call.get("uri", "").startswith(is_record)]
    assert made == shown["publish"]["calls"] + without_conditions(shown["switch"]["calls"])
    assert len(done.calls) == len(made) + 1, "the record of the run, which the plan names, too"
    assert done.records == {shown["switch"]["records"]}


def probe() -> dict[str, Any]:
    """What the first lease at a place leaves there, to see that the server honours conditions."""
    return plan_publication(FILES, RECORDS).probe.to_json()
