"""Ctrl-C, SIGTERM, and callers that fail, while a switch runs."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from tests.doubles.heard import Heard
from tests.doubles.memory_monitoring import MemoryClock
from tests.doubles.schedules import (
    BUDGETS,
    NEW,
    OLD,
    STYLES,
    WORLDS,
    doors,
    inline_world,
    live_baseline,
    on_operation,
    planned,
    referenced_world,
    switch,
)

from baselining.errors import InterruptedRunError, UnknownOutcomeError
from baselining.schedule.switch.run import run_switch


@STYLES
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_before_the_update_leaves_everything_as_it_was(style: str, number: signal.Signals) -> None:
    world = WORLDS[style](execution="InProgress", executing_looks=3)
    plan = planned(world)
    on_operation(world, "describe_schedule", "before", lambda: os.kill(os.getpid(), number))

    with pytest.raises(InterruptedRunError):
        run_switch(plan, doors(world), BUDGETS)

    assert live_baseline(world).same_files_as(OLD)
    assert len(world.definitions) <= 1


@STYLES
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_after_the_update_lets_it_finish_and_is_passed_on(
    style: str, number: signal.Signals
) -> None:
    world = WORLDS[style]()
    on_operation(world, "update_schedule", "after", lambda: os.kill(os.getpid(), number))

    result = switch(world)

    assert result.interrupted
    assert live_baseline(world).same_files_as(NEW)


def test_a_signal_during_the_clone_deletes_it_again() -> None:
    world = referenced_world()
    on_operation(world, "create_definition", "after", lambda: os.kill(os.getpid(), signal.SIGTERM))

    with pytest.raises(InterruptedRunError):
        switch(world)

    assert set(world.definitions) == {("DataQuality", "fraud-v1")}


def test_the_caller_s_signal_handlers_are_back_afterwards() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    switch(inline_world())

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_it_runs_outside_the_main_thread() -> None:
    world = inline_world()
    thread = threading.Thread(target=lambda: switch(world))
    thread.start()
    thread.join()

    assert live_baseline(world).same_files_as(NEW)


@pytest.mark.parametrize("error", [BrokenPipeError(), KeyboardInterrupt()])
def test_a_progress_report_that_fails_does_not_stop_the_switch_half_way(error: BaseException) -> None:
    world = referenced_world()

    def say(sentence: str) -> None:
        if "Updating" in sentence:
            raise error

    result = run_switch(planned(world), doors(world, events=Heard(say)), BUDGETS)

    assert live_baseline(world).same_files_as(NEW)
    assert result.interrupted == isinstance(error, KeyboardInterrupt)


def test_a_schedule_deleted_meanwhile_is_an_unknown_outcome() -> None:
    world = inline_world()
    on_operation(world, "update_schedule", "after", world.schedules.clear)

    with pytest.raises(UnknownOutcomeError, match="There is no monitoring schedule"):
        switch(world)


@STYLES
def test_a_request_to_stop_that_has_to_wait_is_answered(style: str) -> None:
    world = WORLDS[style]()
    heard = Heard()
    clock = MemoryClock()
    sleep = clock.sleep

    def nap(seconds: float) -> None:
        sleep(seconds)
        if "update_schedule" in world.calls and clock.slept_s < 3:
            os.kill(os.getpid(), signal.SIGINT)

    clock.sleep = nap  # type: ignore[method-assign]

    assert run_switch(planned(world), doors(world, clock, heard), BUDGETS).interrupted

    assert heard.sentences.count("Asked to stop: what was begun is finished or undone first.") == 1
