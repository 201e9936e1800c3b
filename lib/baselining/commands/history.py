"""`baselining history`: what was done to a schedule."""

from __future__ import annotations

from collections.abc import Sequence

from baselining.commands.options import AsJson, BucketOwner, Records, Schedule
from baselining.commands.world import open_world
from baselining.config import AwsSection
from baselining.edge.console import printable, show, show_json, warn
from baselining.pipeline import records_place
from baselining.schedule.live import read_schedule
from baselining.schedule.operations.leased import state_of
from baselining.schedule.records import Entry, State, read_history, records_of


def history(
    schedule: Schedule,
    switch: Records,
    publish: BucketOwner,
    aws: AwsSection,
    as_json: AsJson = False,
) -> None:
    """List what was done to a schedule, the newest last; `*` marks what is live.

    Example: baselining history my-schedule
    """
    world = open_world(aws, bucket_owner=publish.bucket_owner)
    live = read_schedule(world.monitoring, schedule)
    location = records_of(schedule, live.baseline, given=records_place(switch))
    entries = read_history(world.store, location)
    if as_json:
        found = {"schedule": schedule, "records": str(location), "live": live.baseline.to_json()}
        show_json({**found, "entries": [entry.to_json() for entry in entries]})
        return
    for entry in entries:
        if entry.outcome is None:
            warn(
                f"{entry.id} has no end: it is under way, or its run died; the next switch or rollback looks."
            )
    show(_lines(entries, state_of(live)) if entries else [f"Nothing is recorded at {location}."])


def _lines(entries: Sequence[Entry], live: State) -> list[str]:
    rows = [("", "ID", "UTC", "ACTION", "OUTCOME", "BASELINE", "BY")]
    marked = max((at for at, entry in enumerate(entries) if entry.after == live), default=None)
    for at, entry in enumerate(entries):
        rows.append(
            (
                "*" if at == marked else " ",
                entry.id,
                f"{entry.time:%Y-%m-%d %H:%M}",
                entry.action,
                entry.outcome.value if entry.outcome else "open",
                entry.after.baseline.constraints or "none",
                entry.owner,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    whys = ["", *(entry.why for entry in entries)]
    return [
        said
        for line, why in zip(lines, whys, strict=True)
        for said in ([line, f"     {printable(why)}"] if why else [line])
    ]
