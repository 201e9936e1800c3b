"""What `baselining rollback` tells people."""

from __future__ import annotations

from tests.doubles.account import RECORDS, TERMS, account
from tests.doubles.schedules import NAME, NEW, OLD, STYLES

from baselining.commands.rollback import rollback_rows
from baselining.schedule.operations import roll_back, switch_schedule
from baselining.schedule.plan import Unchanged
from baselining.schedule.switch.run import Switched


@STYLES
def test_a_rollback_says_what_is_live_now_and_advises_nothing_that_would_change_nothing(style: str) -> None:
    world = account(style)
    switch_schedule(world.world, NAME, NEW, TERMS)

    rows = dict(rollback_rows(roll_back(world.world, NAME, TERMS)))

    assert rows["live now"] == OLD.constraints
    assert rows["before"] == NEW.constraints
    assert "rolled back" in rows["schedule"]
    assert not any(f"baselining rollback {NAME}" in text for text in rows.values()), (
        "that would change nothing"
    )
    assert rows["to undo this"] == f"baselining switch {NAME} --baseline s3://models/new"
    undone = switch_schedule(world.world, NAME, NEW, TERMS)
    assert isinstance(undone, Switched), "what is advised does what it says"


def test_one_that_changes_nothing_says_what_is_live_and_how_to_go_further_back() -> None:
    world = account("inline")
    switch_schedule(world.world, NAME, NEW, TERMS)
    roll_back(world.world, NAME, TERMS)
    again = roll_back(world.world, NAME, TERMS)
    assert isinstance(again, Unchanged)

    rows = dict(rollback_rows(again))

    assert rows["live now"] == OLD.constraints
    assert "--to ID" in rows["further back"]


def test_a_schedule_that_has_no_baseline_again_is_said_to_have_none() -> None:
    world = account("inline")
    del world.monitoring.schedules[NAME].config["MonitoringJobDefinition"]["BaselineConfig"]
    switch_schedule(world.world, NAME, NEW, TERMS)
    back = roll_back(world.world, NAME, TERMS.__class__(budgets=TERMS.budgets, records=RECORDS.parent))

    rows = dict(rollback_rows(back))

    assert rows["live now"] == "no baseline"
    assert "next" not in rows, "there is nothing to confirm"
