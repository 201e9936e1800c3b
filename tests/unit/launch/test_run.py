from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.doubles.heard import Heard
from tests.doubles.memory_jobs import MemoryJobs, seen
from tests.doubles.memory_monitoring import MemoryClock
from tests.doubles.memory_store import MemoryStore
from tests.unit.launch.jobs import job

from baselining.errors import (
    BaseliningError,
    ComputeError,
    ForeignObjectError,
    InputError,
    InterruptedRunError,
    RefusedError,
    StorageError,
    UnknownOutcomeError,
    WorldError,
)
from baselining.launch.plan import plan_launch
from baselining.launch.run import Doors, Launched, launch
from baselining.launch.section import LaunchSection, Runtime
from baselining.world.jobs import Phase

RUNNING, DONE = seen(Phase.RUNNING), seen(Phase.SUCCEEDED, code=0)
PLAN = plan_launch(Runtime.EMR, job())


@dataclass
class Stage:
    """A launch and what it works with."""

    jobs: MemoryJobs
    store: MemoryStore = field(default_factory=MemoryStore)
    clock: MemoryClock = field(default_factory=MemoryClock)
    heard: Heard = field(default_factory=Heard)

    def launch(self, *, cancel: bool = False, **section: Any) -> Launched:
        doors = Doors(store=self.store, service=self.jobs, clock=self.clock, events=self.heard)
        return launch(PLAN, doors, LaunchSection(**section), cancel_on_interrupt=cancel)


def test_everything_is_sent_before_the_run_is_started_and_the_end_is_waited_for() -> None:
    stage = Stage(MemoryJobs([seen(Phase.WAITING), RUNNING, DONE], lines=("a", "b")))
    stage.jobs.on_look = lambda _number: None

    launched = stage.launch(poll_s=15)

    assert sorted(stage.store.objects) == sorted(one.uri for one in PLAN.objects)
    assert stage.clock.slept_s == 30
    assert launched.seen == DONE
    assert launched.log is not None
    assert launched.log.lines == ("a", "b")
    assert [sentence.split(": ")[1].split(",")[0] for sentence in stage.heard.sentences] == [
        "1",
        "WAITING",
        "RUNNING",
    ]


def test_a_second_launch_sends_nothing_and_finds_the_first() -> None:
    stage = Stage(MemoryJobs([DONE]))

    first, created = stage.launch(), list(stage.store.created)
    second = stage.launch()

    assert (first.started.is_new, second.started.is_new) == (True, False)
    assert stage.store.created == created


def test_other_bytes_under_the_digest_of_ours_stop_everything() -> None:
    stage = Stage(MemoryJobs([DONE]))
    stage.store.objects[PLAN.objects[0].uri] = b"not ours"

    with pytest.raises(ForeignObjectError):
        stage.launch()

    assert stage.jobs.requests == []


def test_whoever_does_not_wait_does_not_look() -> None:
    stage = Stage(MemoryJobs([DONE]))

    assert stage.launch(wait_s=0).seen is None
    assert stage.jobs.looked == 0


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (2, InputError),
        (3, RefusedError),
        (4, ComputeError),
        (5, UnknownOutcomeError),
        (137, ComputeError),
        (1, ComputeError),
    ],
)
def test_a_run_that_failed_ends_the_launch_with_its_own_exit_code(
    code: int, kind: type[BaseliningError]
) -> None:
    stage = Stage(MemoryJobs([seen(Phase.FAILED, code=code, message="no such column")], lines=("error: x",)))

    with pytest.raises(kind, match="no such column") as caught:
        stage.launch()

    assert type(caught.value) is kind
    assert caught.value.details["exit_code"] == code
    assert caught.value.details["log_tail"] == ["error: x"]
    assert "--run" in caught.value.hint
    assert "s3://logs/1" in caught.value.hint


def test_an_exit_code_that_only_the_log_knows_is_found_there() -> None:
    stage = Stage(MemoryJobs([seen(Phase.FAILED)], lines=("User application exited with status 3",)))

    with pytest.raises(RefusedError, match="exit code 3"):
        stage.launch()


def test_a_run_that_somebody_stopped_is_no_success() -> None:
    with pytest.raises(ComputeError, match="STOPPED"):
        Stage(MemoryJobs([seen(Phase.STOPPED)])).launch()


def test_a_log_that_cannot_be_read_hides_nothing() -> None:
    stage = Stage(MemoryJobs([DONE], lines=StorageError("denied")))

    assert stage.launch().seen == DONE
    assert "cannot be read: denied" in stage.heard.sentences[-1]


def test_a_run_that_is_not_over_in_time_is_unknown_and_is_found_again() -> None:
    stage = Stage(MemoryJobs([RUNNING]))

    with pytest.raises(UnknownOutcomeError, match="not over after 60 seconds: RUNNING") as caught:
        stage.launch(wait_s=60, poll_s=20)

    assert "finds this run" in caught.value.hint
    assert stage.jobs.stopped == []


def test_a_few_looks_may_fail_and_many_end_the_wait_but_not_the_run() -> None:
    failing = [WorldError("throttled")] * 4

    assert Stage(MemoryJobs([*failing, RUNNING, *failing, DONE])).launch().seen == DONE
    with pytest.raises(UnknownOutcomeError, match="cannot be looked at any more: throttled"):
        Stage(MemoryJobs([*failing, WorldError("throttled")])).launch()


def interrupt(_number: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("cancel", [False, True])
def test_ctrl_c_stops_the_run_only_if_that_was_asked_for(cancel: bool) -> None:
    stage = Stage(MemoryJobs([RUNNING], on_look=interrupt))

    with pytest.raises(InterruptedRunError) as caught:
        stage.launch(cancel=cancel)

    assert stage.jobs.stopped == (["1"] if cancel else [])
    assert ("asked to stop" if cancel else "goes on") in caught.value.message


def test_a_run_that_cannot_be_asked_to_stop_is_said_to_go_on() -> None:
    def refuse() -> None:
        raise WorldError("denied")

    stage = Stage(MemoryJobs([RUNNING], on_look=interrupt))
    stage.jobs.on_stop = refuse

    with pytest.raises(InterruptedRunError, match=r"could not be asked to stop .*: denied"):
        stage.launch(cancel=True)


def test_ctrl_c_while_things_are_sent_starts_nothing() -> None:
    stage = Stage(MemoryJobs([DONE]))
    stage.store.before_call = lambda number, _operation: interrupt(number)

    with pytest.raises(InterruptedRunError, match="before a run was started"):
        stage.launch()

    assert stage.jobs.requests == []
