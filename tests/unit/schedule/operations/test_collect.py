"""What garbage collection deletes, and above all what it does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.doubles.account import RECORDS, TERMS, Account, Process, account
from tests.doubles.memory_monitoring import READS, Schedule
from tests.doubles.memory_registry import PACKAGE, MemoryRegistry
from tests.doubles.schedules import NAME, OLD, inline_definition, live_baseline, on_operation

from baselining.errors import BaseliningError, ConfigError, MayBeInUseError, MonitoringError
from baselining.publication.plan import plan_publication
from baselining.publication.read import Publication
from baselining.publication.run import run_publication
from baselining.publication.run_record import record_run
from baselining.schedule.operations import (
    Garbage,
    Terms,
    collect_garbage,
    plan_collection,
    roll_back,
    switch_schedule,
)
from baselining.schedule.operations.collect import KEEP, Keeping
from baselining.world.locations import Baseline
from baselining.world.s3uri import S3Uri


def publish(world: Account, number: int, to: S3Uri = RECORDS) -> Publication:
    files = {"statistics.json": b"%d" % number, "constraints.json": b"{}"}
    return run_publication(plan_publication(files, to), world.store)


def keeping(operations: int = KEEP, days: float = 0) -> Keeping:
    """By default without an age, for what tests publish was published just now."""
    return Keeping(operations=operations, min_age=timedelta(days=days))


def collect(
    of: Account | Process,
    terms: Terms = TERMS,
    *,
    keep: int = KEEP,
    days: float = 0,
    registry: MemoryRegistry | None = None,
) -> Garbage:
    return collect_garbage(of.world, registry or MemoryRegistry(), NAME, terms, keeping(keep, days))


def switched(style: str, count: int) -> tuple[Account, list[Publication]]:
    """A schedule that was switched so many times, each time to another published baseline."""
    world = account(style)
    published = [publish(world, number) for number in range(count)]
    for each in published:
        switch_schedule(world.world, NAME, each.baseline, TERMS)
    return world, published


def exists(world: Account, publication: Publication) -> bool:
    return {str(publication.location / name) for name in ("manifest.json", *publication.files)} <= set(
        world.store.objects
    )


def test_what_the_last_operations_do_not_name_is_deleted() -> None:
    world, published = switched("referenced", 5)
    definitions = [entry.after.definition for entry in world.history()]

    garbage = collect(world, keep=2)

    assert [exists(world, each) for each in published] == [False, False, True, True, True]
    assert set(garbage.definitions) == set(definitions[:2])
    left = {name for _, name in world.monitoring.definitions}
    assert left == {"fraud-v1", *definitions[2:]}, (
        "the one from before the last two is what they may go back to"
    )
    assert live_baseline(world.monitoring).same_files_as(published[-1].baseline)


def test_a_plan_says_exactly_what_is_deleted_and_deletes_nothing() -> None:
    world, _ = switched("referenced", 4)
    objects, process = dict(world.store.objects), Process(world)

    plan = plan_collection(process.world, MemoryRegistry(), NAME, RECORDS, keeping(1))

    assert set(process.calls) <= READS | {"read", "read_version", "head", "list_below"}
    assert world.store.objects == objects
    shown = json.loads(json.dumps(plan.to_json()))["calls"]
    assert collect(world, keep=1).to_json()["calls"] == shown
    assert {uri for uri in objects if uri not in world.store.objects} == {str(uri) for uri in plan.objects}
    assert [str(uri).rpartition("/")[2] for uri in plan.objects][2::3] == ["manifest.json"] * 2


def test_nothing_is_left_for_a_second_collection() -> None:
    world, _ = switched("referenced", 4)
    collect(world, keep=1)

    again = collect(world, keep=1)

    assert (again.definitions, again.objects) == ((), ())


def test_a_baseline_that_was_published_and_never_used_is_garbage() -> None:
    world, _ = switched("inline", 1)
    unused = publish(world, 99)

    collect(world)

    assert not exists(world, unused)


def test_what_is_not_ours_is_never_touched() -> None:
    world, published = switched("referenced", 3)
    body = world.monitoring.definitions["DataQuality", "fraud-v1"]
    for name, tags in [
        (f"{NAME}-v2", {"baseline:previous-definition": "x"}),
        (f"{NAME}-0123456789ab", {"team": "fraud"}),
        (f"other-{NAME}-0123456789ab", {"baseline:previous-definition": "x"}),
    ]:
        world.monitoring.create_definition("DataQuality", name, body, tags)
    damaged = RECORDS / "baselines" / ("e" * 64)
    for place, manifest in [(damaged, b"{}"), (RECORDS / "baselines" / "by-hand", b"{}")]:
        for name in ("manifest.json", "constraints.json"):
            world.store.create(place / name, manifest, content_type="x")
    world.store.create(RECORDS / "baselines" / ("f" * 64) / "constraints.json", b"{}", content_type="x")

    garbage = collect(world, keep=1)

    assert len(garbage.definitions) == 1
    assert {uri.parent for uri in garbage.objects} == {published[0].location}
    assert str(OLD.constraints) in world.store.objects, "a baseline without manifest is not ours"


@pytest.mark.parametrize("how", ["inline", "referenced", "may go back"])
def test_what_another_schedule_uses_or_may_go_back_to_is_kept(how: str) -> None:
    world, published = switched("referenced", 4)
    first = published[0].baseline
    definition = world.history()[0].after.definition
    other = Schedule(
        config={"MonitoringJobDefinition": inline_definition(first), "MonitoringType": "DataQuality"}
    )
    if how == "referenced":
        other.config = {"MonitoringJobDefinitionName": definition, "MonitoringType": "DataQuality"}
    world.monitoring.schedules["other"] = other
    if how == "may go back":
        switch_schedule(world.world, "other", published[-1].baseline, TERMS)

    garbage = collect(world, keep=1)

    assert exists(world, published[0])
    assert not exists(world, published[1])
    assert (definition in garbage.definitions) == (how != "referenced")


def test_what_another_schedule_may_go_back_to_is_kept_also_if_the_place_of_the_records_was_given() -> None:
    world, terms = account("inline"), replace(TERMS, records=S3Uri("models", "elsewhere"))
    published = [publish(world, number) for number in range(4)]
    config = {"MonitoringJobDefinition": inline_definition(published[0].baseline)}
    world.monitoring.schedules["other"] = Schedule(config={**config, "MonitoringType": "DataQuality"})
    for each in published:
        switch_schedule(world.world, NAME, each.baseline, terms)
    switch_schedule(world.world, "other", published[-1].baseline, terms)

    collect(world, terms, keep=1)

    assert [exists(world, each) for each in published] == [True, False, True, True]


HTTPS = "https://models.s3.eu-west-1.amazonaws.com"


def respelt(baseline: Baseline) -> Baseline:
    """The same files as SageMaker's console shows them."""
    constraints, statistics = (text.replace("s3://models", HTTPS) for text in baseline.files)
    return Baseline(constraints=constraints, statistics=statistics)


def inline_schedule(baseline: Baseline) -> Schedule:
    return Schedule(
        config={"MonitoringJobDefinition": inline_definition(baseline), "MonitoringType": "DataQuality"}
    )


def test_what_is_live_in_another_spelling_is_kept_of_this_schedule_and_of_another() -> None:
    world, published = switched("inline", 5)
    world.monitoring.schedules["other"] = inline_schedule(respelt(published[0].baseline))
    world.monitoring.schedules[NAME] = inline_schedule(respelt(published[1].baseline))

    collect(world, keep=1)

    assert [exists(world, each) for each in published] == [True, True, False, True, True]


def test_nothing_is_deleted_while_a_live_location_is_not_understood() -> None:
    world, _ = switched("inline", 3)
    odd = Baseline(constraints="https://an-access-point/constraints.json", statistics=OLD.statistics)
    world.monitoring.schedules["other"] = inline_schedule(odd)
    objects = set(world.store.objects)

    with pytest.raises(MayBeInUseError, match=r"https://an-access-point/constraints\.json"):
        collect(world, keep=1)

    assert set(world.store.objects) == objects


def test_what_is_live_after_a_rollback_is_kept_however_old_it_is() -> None:
    world, published = switched("referenced", 6)
    roll_back(world.world, NAME, TERMS, to=world.history()[0].id)

    collect(world, keep=1)

    assert exists(world, published[0])
    assert live_baseline(world.monitoring).same_files_as(published[0].baseline)


def test_what_cannot_be_looked_at_is_not_deleted() -> None:
    world, _ = switched("inline", 3)
    world.monitoring.schedules["odd"] = Schedule(
        config={"MonitoringJobDefinitionName": "gone", "MonitoringType": "DataQuality"}
    )
    objects = set(world.store.objects)

    with pytest.raises(BaseliningError, match="gone"):
        collect(world, keep=1)

    assert set(world.store.objects) == objects


def test_a_collection_that_dies_anywhere_is_completed_by_a_second_one() -> None:
    start, published = switched("referenced", 4)
    healthy = Process(start.copy())
    collect(healthy, keep=1)
    expected = set(healthy.of.store.objects), set(healthy.of.monitoring.definitions)
    deletions = [at for at, name in enumerate(healthy.calls, 1) if name.startswith("delete")]
    assert len(deletions) == 8

    for at in deletions:
        for fault in ("error before", "error after", "no answer, effect"):
            process = Process(start.copy(), fault, at)
            with pytest.raises(BaseliningError):
                collect(process, keep=1)

            collect(process.of, keep=1)

            assert (set(process.of.store.objects), set(process.of.monitoring.definitions)) == expected
            assert exists(process.of, published[-1])


def test_what_was_published_lately_is_kept_whoever_waits_for_it() -> None:
    world, published = switched("inline", 3)
    stored = world.store.modified[str(published[0].location / "manifest.json")]
    world.clock.moment = stored + timedelta(days=7, seconds=-1)
    assert collect(world, keep=1, days=7).too_young == (published[0].location,)
    assert exists(world, published[0])

    world.clock.moment = stored + timedelta(days=7)
    garbage = collect(world, keep=1, days=7)

    assert {uri.parent for uri in garbage.objects} == {published[0].location}
    assert not exists(world, published[0])


def test_a_baseline_that_is_published_again_is_young_again() -> None:
    world, published = switched("inline", 3)
    world.clock.moment += timedelta(days=30)
    record_run(world.store, published[0], {}, at=world.clock.moment, run=UUID(int=7))

    garbage = collect(world, keep=1, days=7)

    assert garbage.objects == ()
    assert garbage.too_young == (published[0].location,)


def test_a_baseline_that_is_published_again_while_garbage_is_collected_is_kept() -> None:
    world, published = switched("referenced", 3)
    world.clock.moment += timedelta(days=30)

    def publish_again() -> None:
        record_run(world.store, published[0], {}, at=world.clock.moment, run=UUID(int=7))

    on_operation(world.monitoring, "delete_definition", "before", publish_again)
    garbage = collect(world, keep=1, days=7)

    assert len(garbage.definitions) == 1
    assert garbage.objects == ()
    assert exists(world, published[0])


def test_files_of_others_below_a_baseline_stay_and_are_named_and_nothing_of_ours_remains() -> None:
    world, published = switched("inline", 3)
    place = published[0].location
    others = [place / "review.md", place / "runs" / "notes.json", place / "a" / "b.json"]
    for uri in others:
        world.store.create(uri, b"{}", content_type="x")
    record_run(world.store, published[0], {}, at=world.clock.moment, run=UUID(int=7))

    garbage = collect(world, keep=1)

    assert set(garbage.left) == set(others)
    assert garbage.to_json()["files_of_others"] == sorted(map(str, others))
    assert garbage.to_json()["records"] == str(garbage.records)
    assert world.store.list_below(place) == sorted(others)
    assert collect(world, keep=1).objects == ()


PLACES_IN_A_PACKAGE: list[Callable[[Publication], dict[str, Any]]] = [
    lambda found: {"ModelMetrics": {"ModelDataQuality": {"Statistics": {"S3Uri": str(found.statistics)}}}},
    lambda found: {"DriftCheckBaselines": {"Bias": {"ConfigFile": {"S3Uri": str(found.constraints)}}}},
    lambda found: {"CustomerMetadataProperties": {"baseline:location": str(found.location)}},
    lambda found: {"CustomerMetadataProperties": {"x": respelt(found.baseline).constraints}},
    lambda found: {
        "CustomerMetadataProperties": {"x": f"https://access-point/p%2Fbaselines%2F{found.digest}%2F"}
    },
]


@pytest.mark.parametrize("place", range(len(PLACES_IN_A_PACKAGE)))
def test_what_a_model_package_refers_to_is_kept(place: int) -> None:
    world, published = switched("inline", 4)
    registry = MemoryRegistry()
    registry.others["another"] = PLACES_IN_A_PACKAGE[place](published[0])
    registry.others["odd"] = {"ModelMetrics": None, "InferenceSpecification": {"Image": published[1].digest}}

    collect(world, keep=1, registry=registry)

    assert [exists(world, each) for each in published] == [True, False, True, True]


def test_nothing_is_deleted_while_the_registry_cannot_be_looked_at() -> None:
    class ForbiddenRegistry(MemoryRegistry):
        def describe(self, package: str) -> dict[str, Any]:
            raise MonitoringError(f"no permission to look at {package}")

    world, _ = switched("referenced", 3)
    objects, definitions = set(world.store.objects), set(world.monitoring.definitions)

    with pytest.raises(MonitoringError, match=PACKAGE):
        collect(world, keep=1, registry=ForbiddenRegistry())

    assert (set(world.store.objects), set(world.monitoring.definitions)) == (objects, definitions)


@pytest.mark.parametrize(("operations", "days"), [(0, 0), (-1, 0), (1, -1)])
def test_what_cannot_be_kept_is_refused(operations: int, days: float) -> None:
    with pytest.raises(ConfigError):
        keeping(operations, days)
