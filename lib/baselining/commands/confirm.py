"""`baselining confirm`: did the first execution with the new baseline succeed?"""

from __future__ import annotations

from baselining.commands.baseline import confirmed_rows
from baselining.commands.options import AsJson, BucketOwner, Confirming, Schedule
from baselining.commands.world import open_world
from baselining.config import AwsSection
from baselining.edge.console import reporting, show, show_json, table
from baselining.pipeline import terms
from baselining.schedule.operations import confirm_switch


def confirm(
    schedule: Schedule,
    switch: Confirming,
    publish: BucketOwner,
    aws: AwsSection,
    as_json: AsJson = False,
) -> None:
    """Check that the first execution after a switch used the new files and did not fail because of them.

    Ends with 0 if so, 4 if no execution has used them yet (or the old baseline was put back), 5 if one failed
    because of them.

    Example: baselining confirm my-schedule --wait 7200 --auto-rollback
    """
    with reporting() as events:
        world = open_world(aws, bucket_owner=publish.bucket_owner, events=events)
        confirmed = confirm_switch(
            world,
            schedule,
            terms(switch),
            wait_s=switch.confirm_wait_s,
            auto_rollback=switch.auto_rollback,
        )
    if as_json:
        show_json(confirmed.to_json())
        return
    rows = [("schedule", f"{schedule}: confirmed"), ("baseline", str(confirmed.baseline.constraints))]
    show(table([*rows, *confirmed_rows(confirmed)]))
