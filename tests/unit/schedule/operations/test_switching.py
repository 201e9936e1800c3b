"""A switch under its lease: what it points the schedule to has to be there until the moment of the update."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.doubles.account import TERMS, Account, account
from tests.doubles.schedules import NAME, OLD, STYLES, live_baseline, on_operation

from baselining.errors import StorageError
from baselining.publication.plan import plan_publication
from baselining.publication.read import Publication
from baselining.publication.run import run_publication
from baselining.schedule.operations import switch_schedule
from baselining.schedule.records import Outcome
from baselining.schedule.switch.run import Switched
from baselining.world.s3uri import S3Uri

Change = Callable[[Account, Publication], None]
FILES = {"statistics.json": b"{}", "constraints.json": b'{"features": []}'}


def published(world: Account) -> Publication:
    return run_publication(plan_publication(FILES, S3Uri("models", "p")), world.store)


def delete(name: str) -> Change:
    return lambda world, found: world.store.delete(found.location / name)


def overwrite(name: str, body: bytes) -> Change:
    return lambda world, found: world.store.objects.update({str(found.location / name): body})


@STYLES
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (delete("constraints.json"), r"constraints\.json, which is not there"),
        (delete("statistics.json"), r"statistics\.json, which is not there"),
        (overwrite("statistics.json", b"[]"), "not the published file"),
        (overwrite("constraints.json", b'{"regression_constraints": {}}'), "not the published file"),
    ],
)
def test_a_schedule_never_goes_live_on_files_that_went_while_it_waited(
    style: str, change: Change, said: str
) -> None:
    world = account(style, execution="InProgress", executing_looks=3)
    wanted = published(world)
    on_operation(world.monitoring, "describe_schedule", "after", lambda: change(world, wanted))

    with pytest.raises(StorageError, match=said):
        switch_schedule(world.world, NAME, wanted.baseline, TERMS)

    assert live_baseline(world.monitoring).same_files_as(OLD)
    assert world.monitoring.schedules[NAME].updates == 0
    assert [entry.outcome for entry in world.history()] == [Outcome.NOT_DONE]
    assert len(world.monitoring.definitions) == (style == "referenced"), "the clone is discarded"


def test_a_pair_without_manifest_has_to_be_there_too() -> None:
    world = account("inline")
    wanted = published(world)
    world.store.delete(wanted.location / "manifest.json")
    assert isinstance(switch_schedule(world.world, NAME, wanted.baseline, TERMS), Switched)
    switch_schedule(world.world, NAME, OLD, TERMS)
    world.store.delete(wanted.constraints)

    with pytest.raises(StorageError, match=r"constraints\.json does not exist"):
        switch_schedule(world.world, NAME, wanted.baseline, TERMS)

    assert live_baseline(world.monitoring).same_files_as(OLD)


def test_a_baseline_for_another_kind_of_monitoring_is_not_switched_to_whoever_asks() -> None:
    world = account("inline")
    files = {"statistics.json": b"{}", "constraints.json": b'{"regression_constraints": {}}'}
    wanted = run_publication(plan_publication(files, S3Uri("models", "p")), world.store)

    with pytest.raises(StorageError, match="monitor ModelQuality; one for DataQuality is needed here"):
        switch_schedule(world.world, NAME, wanted.baseline, TERMS)

    assert live_baseline(world.monitoring).same_files_as(OLD)
