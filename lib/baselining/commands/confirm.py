"""`baselining confirm`: did the first execution with the new baseline bear it?"""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.commands.baseline import confirmed_rows
from baselining.commands.options import (
    AsJson,
    BucketOwner,
    EndpointUrl,
    Poll,
    Profile,
    Records,
    Region,
    Schedule,
    SettleTimeout,
    UpdateTimeout,
    aws_section,
    switch_terms,
)
from baselining.commands.world import open_world
from baselining.edge.console import reporting, show, show_json, table
from baselining.schedule.operations import confirm_switch


def confirm(
    schedule: Schedule,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for that execution to end; 0: look once.")
    ] = 0,
    auto_rollback: Annotated[
        bool, typer.Option("--auto-rollback", help="Put the old baseline back if the new one makes it fail.")
    ] = False,
    settle_timeout: SettleTimeout = 3600,
    update_timeout: UpdateTimeout = 300,
    poll: Poll = 5,
    records: Records = None,
    bucket_owner: BucketOwner = None,
    region: Region = None,
    profile: Profile = None,
    endpoint_url: EndpointUrl = None,
    as_json: AsJson = False,
) -> None:
    """Check that the first execution after a switch used the new files and did not fail because of them.

    Ends with 0 if so, 4 if no execution has used them yet (or the old baseline was put back), 5 if one failed
    because of them.

    Example: baselining confirm my-schedule --wait 7200 --auto-rollback
    """
    with reporting() as events:
        world = open_world(
            aws_section(region, profile, endpoint_url), bucket_owner=bucket_owner, events=events
        )
        terms = switch_terms(settle_timeout, update_timeout, poll, records)
        confirmed = confirm_switch(world, schedule, terms, wait_s=wait, auto_rollback=auto_rollback)
    if as_json:
        show_json(confirmed.to_json())
        return
    rows = [("schedule", f"{schedule}: confirmed"), ("baseline", str(confirmed.baseline.constraints))]
    show(table([*rows, *confirmed_rows(confirmed)]))
