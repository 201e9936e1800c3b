"""Several schedules: each has its own outcome."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace

import pytest
from tests.doubles.account import TERMS, Account, account, baseline
from tests.doubles.schedules import NAME, NEW, inline_world, on_operation

from baselining.errors import ExitCode, InterruptedRunError, MonitoringError, UnknownOutcomeError
from baselining.schedule.operations import Attempt, attempt_all, roll_back, switch_schedule, worst
from baselining.schedule.plan import Unchanged
from baselining.schedule.records import read_history
from baselining.schedule.switch.run import Switched
from baselining.world.s3uri import S3Uri

NAMES = ["one", "two", "three"]


def several() -> Account:
    world = account("inline")
    for name in NAMES:
        world.monitoring.schedules[name] = inline_world().schedules[NAME]
    return world


def switch_each(world: Account, names: list[str]) -> list[Attempt]:
    return attempt_all(names, lambda name: switch_schedule(world.world, name, NEW, TERMS))


def test_one_that_fails_does_not_stop_the_others_and_the_exit_code_is_the_highest() -> None:
    world = several()
    world.monitoring.schedules["two"].after_updates = ["Failed", "Scheduled"]

    attempts = switch_each(world, [*NAMES, "absent"])

    kinds = [type(attempt.result or attempt.error).__name__ for attempt in attempts]
    assert kinds == ["Switched", "SwitchFailedError", "Switched", "ScheduleNotFoundError"]
    assert worst(attempts) == ExitCode.WORLD_FAILED
    shown = json.loads(json.dumps([attempt.to_json() for attempt in attempts]))
    assert shown[1]["error"]["exit_code"] == 4
    assert shown[0]["after"]["constraints"] == NEW.constraints


def test_a_name_that_is_given_twice_is_switched_once() -> None:
    attempts = switch_each(several(), ["one", "one"])

    assert [attempt.schedule for attempt in attempts] == ["one"]


def test_each_has_records_of_its_own_also_at_a_place_that_is_given() -> None:
    world, place = several(), S3Uri("models", "elsewhere")
    terms = replace(TERMS, records=place)

    for name in NAMES:
        world.put(baseline(f"of-{name}"))
        switch_schedule(world.world, name, baseline(f"of-{name}"), terms)

    for name in NAMES:
        (entry,) = read_history(world.store, place / name)
        assert entry.schedule == name
        roll_back(world.world, name, terms)
    assert not any("/baselining/" in uri for uri in world.store.objects)


def test_a_second_time_all_are_unchanged() -> None:
    world = several()
    switch_each(world, NAMES)

    attempts = switch_each(world, NAMES)

    assert all(isinstance(attempt.result, Unchanged) for attempt in attempts)
    assert worst(attempts) == ExitCode.DONE


def test_after_a_request_to_stop_no_other_is_begun() -> None:
    world = several()

    def do(name: str) -> Switched | Unchanged:
        if name == "two":
            raise InterruptedRunError("stopped")
        return switch_schedule(world.world, name, NEW, TERMS)

    attempts = attempt_all(NAMES, do)

    assert isinstance(attempts[0].result, Switched)
    assert [type(attempt.error) for attempt in attempts[1:]] == [InterruptedRunError, InterruptedRunError]


def test_what_a_person_must_look_at_outweighs_the_rest() -> None:
    errors = [MonitoringError("x"), UnknownOutcomeError("y"), MonitoringError("z")]

    assert worst([Attempt(schedule="s", error=error) for error in errors]) == ExitCode.UNKNOWN_OUTCOME
    assert worst([]) == ExitCode.DONE


@pytest.mark.parametrize(
    ("behaviour", "first"),
    [({}, "Switched"), ({"after_updates": ["Failed", "Scheduled"]}, "SwitchFailedError")],
)
def test_a_signal_during_one_is_heard_after_it_however_that_ends(
    behaviour: dict[str, list[str]], first: str
) -> None:
    world = several()
    for member, value in behaviour.items():
        setattr(world.monitoring.schedules["one"], member, value)
    signalled = lambda: os.kill(os.getpid(), signal.SIGTERM)  # noqa: E731
    on_operation(world.monitoring, "update_schedule", "after", signalled)

    attempts = switch_each(world, NAMES)

    kinds = [type(attempt.result or attempt.error).__name__ for attempt in attempts]
    assert kinds == [first, "InterruptedRunError", "InterruptedRunError"]
    assert worst(attempts) == ExitCode.WORLD_FAILED
