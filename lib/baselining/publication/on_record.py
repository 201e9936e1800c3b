"""Publish a baseline and record the run that did; when it is stopped, say how far it came."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from baselining.edge.interrupts import when_stopped
from baselining.errors import InterruptedRunError
from baselining.publication.plan import PublicationPlan
from baselining.publication.read import Publication
from baselining.publication.run import run_publication
from baselining.publication.run_record import RunFact, record_run
from baselining.world.events import tell
from baselining.world.ports import World
from baselining.world.s3uri import S3Uri


def publish_on_record(
    plan: PublicationPlan,
    world: World,
    facts: Mapping[str, RunFact],
    *,
    findings: Mapping[str, Any] | None = None,
) -> tuple[Publication, S3Uri]:
    """Store what the plan says, and the record of this run beside it.

    Args:
        plan: What to store.
        world: S3, time, and who is told what happens.
        facts: What the record says of the run.
        findings: More of that, of any shape: why it may go live.

    Returns:
        The baseline, and where the record is.

    Raises:
        InterruptedRunError: If it is interrupted; the message says what is there then.
        StorageError: As `run_publication` and `record_run`.
    """
    tell(world.events, f"publishing to {plan.location}")
    with when_stopped(
        partial(
            InterruptedRunError,
            f"Stopped while publishing to {plan.location}: what is there counts as a baseline only with its manifest, "
            "which comes last. No schedule was changed.",
            hint="Run the command again to complete it.",
        )
    ):
        publication = run_publication(plan, world.store)
    with when_stopped(
        partial(
            InterruptedRunError,
            f"Stopped. The baseline is published at {plan.location}, only without a record of this run. "
            "No schedule was changed.",
        )
    ):
        record = record_run(
            world.store,
            publication,
            facts,
            at=world.clock.now(),
            run=uuid4(),
            encryption=plan.encryption,
            findings=findings,
        )
    return publication, record
