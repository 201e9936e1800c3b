"""Lease, history, rollback, confirm and gc in a real S3 server that enforces the policies of `conf/iam`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.doubles.account import TERMS
from tests.doubles.iam import FILLED_IN, s3_statements, without
from tests.doubles.memory_monitoring import MemoryClock, MemoryMonitoring, Schedule
from tests.doubles.memory_registry import MemoryRegistry
from tests.doubles.schedules import inline_definition
from tests.s3.conftest import BUCKET, Allow

from baselining.errors import NotConfirmedError, ScheduleBusyError, StorageError
from baselining.publication.plan import plan_publication
from baselining.publication.read import read_publication
from baselining.publication.run import run_publication
from baselining.schedule.live import read_schedule
from baselining.schedule.operations import (
    collect_garbage,
    confirm_switch,
    plan_collection,
    plan_rollback,
    roll_back,
    switch_schedule,
)
from baselining.schedule.operations.collect import Keeping
from baselining.schedule.records import Lease, Outcome, read_history
from baselining.world.locations import Baseline
from baselining.world.ports import World
from baselining.world.s3uri import S3Uri

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NAME = FILLED_IN["SCHEDULE"]
PREFIX = S3Uri(BUCKET, FILLED_IN["PREFIX"])
RECORDS = S3Uri(BUCKET, FILLED_IN["RECORDS"])
ON = replace(TERMS, records=RECORDS)
LIVE = Baseline(
    constraints=f"s3://{BUCKET}/live/constraints.json", statistics=f"s3://{BUCKET}/live/statistics.json"
)
PLAN, SWITCH = s3_statements("plan-only"), s3_statements("switch")
GC = [*PLAN, *s3_statements("gc")]
EVERYTHING = [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::*"}]
Do = Callable[[World], object]
ALL_BUT_THE_LAST = Keeping(operations=1, min_age=timedelta(0))


def publish(world: World, number: int) -> Baseline:
    files = {"statistics.json": b"%d" % number, "constraints.json": b"{}"}
    return run_publication(plan_publication(files, PREFIX), world.store).baseline


def switch(world: World, number: int) -> None:
    """As `baselining switch`: reads the published baseline, then switches to it."""
    files = {"statistics.json": b"%d" % number, "constraints.json": b"{}"}
    publication = read_publication(world.store, plan_publication(files, PREFIX).location)
    switch_schedule(world, NAME, publication.baseline, ON)


def go_there_and_back(world: World) -> None:
    switch(world, 4)
    with pytest.raises(NotConfirmedError):
        confirm_switch(world, NAME, ON)
    roll_back(world, NAME, ON)
    roll_back(world, NAME, ON, to="original")


def look(world: World) -> None:
    """As `history`, `switch --plan`, `rollback --plan` and `gc --plan`."""
    read_history(world.store, RECORDS / NAME)
    publication = plan_publication({"statistics.json": b"4", "constraints.json": b"{}"}, PREFIX)
    read_publication(world.store, publication.location)
    plan_rollback(world, read_schedule(world.monitoring, NAME), RECORDS / NAME, "original")
    plan_collection(world, MemoryRegistry(), NAME, RECORDS / NAME, ALL_BUT_THE_LAST)


def clear_away(world: World) -> None:
    found = collect_garbage(world, MemoryRegistry(), NAME, ON, ALL_BUT_THE_LAST)
    assert found.objects


DOES: dict[str, tuple[list[dict[str, Any]], Do]] = {
    "switch": (SWITCH, go_there_and_back),
    "plan-only": (PLAN, look),
    "gc": (GC, clear_away),
}
WITHOUT_ONE = [(name, statement) for name in DOES for statement in s3_statements(name)]
Enter = Callable[[list[dict[str, Any]]], World]


@pytest.fixture
def enter(root: S3Client, allowed: Allow) -> Enter:
    """`enter(policy)`: the world as that policy lets us act in it; a schedule that was switched three times."""
    for name in ("constraints.json", "statistics.json"):
        root.put_object(Bucket=BUCKET, Key=f"live/{name}", Body=b"{}")
    monitoring = MemoryMonitoring()
    for name in (NAME, "other"):
        monitoring.schedules[name] = Schedule(
            config={"MonitoringJobDefinition": inline_definition(LIVE), "MonitoringType": "DataQuality"}
        )
    clock = MemoryClock()
    everything = World(store=allowed(EVERYTHING), monitoring=monitoring, clock=clock)
    published = [publish(everything, number) for number in range(5)]
    for baseline in published[:4]:
        switch_schedule(everything, NAME, baseline, ON)
    switch_schedule(everything, "other", published[3], ON)
    return lambda policy: World(store=allowed(policy), monitoring=monitoring, clock=clock)


@pytest.mark.parametrize("name", DOES)
def test_it_works_under_its_policy(name: str, enter: Enter) -> None:
    policy, do = DOES[name]
    world = enter(policy)

    do(world)

    assert all(entry.outcome is Outcome.DONE for entry in read_history(world.store, RECORDS / NAME))


@pytest.mark.parametrize(
    ("name", "removed"), WITHOUT_ONE, ids=[f"{name}-{removed['Sid']}" for name, removed in WITHOUT_ONE]
)
def test_without_one_statement_it_names_the_missing_permission(
    name: str, removed: dict[str, Any], enter: Enter
) -> None:
    policy, do = DOES[name]
    world = enter(without(policy, removed["Sid"]))

    with pytest.raises(StorageError, match="is missing") as caught:
        do(world)

    actions = removed["Action"] if isinstance(removed["Action"], list) else [removed["Action"]]
    assert any(f"{action} is missing" in caught.value.message for action in actions)
    assert f"the bucket '{BUCKET}'" in caught.value.message


@pytest.mark.parametrize("do", [go_there_and_back, clear_away], ids=["switch", "gc"])
def test_what_may_only_plan_changes_nothing(do: Do, enter: Enter, root: S3Client) -> None:
    world = enter(PLAN)
    before = keys(root)

    with pytest.raises(StorageError, match="s3:PutObject is missing"):
        do(world)

    assert keys(root) == before
    assert read_schedule(world.monitoring, NAME).baseline.constraints == str(publish_place(3))


def test_the_lease_keeps_a_second_run_out_until_it_is_released(enter: Enter) -> None:
    world = enter(SWITCH)
    one, two = (
        Lease(store=world.store, clock=world.clock, location=RECORDS / NAME, schedule=NAME, purpose="test")
        for _ in range(2)
    )
    one.acquire()

    with pytest.raises(ScheduleBusyError):
        two.acquire()
    one.release()
    two.acquire()
    two.renew()
    two.release()


def publish_place(number: int) -> S3Uri:
    files = {"statistics.json": b"%d" % number, "constraints.json": b"{}"}
    return plan_publication(files, PREFIX).location / "constraints.json"


def keys(root: S3Client) -> list[tuple[str, str]]:
    found = root.list_objects_v2(Bucket=BUCKET)["Contents"]
    return [(each["Key"], each["ETag"]) for each in found]
