"""Credentials by their source, and a bucket: can it be reached, and does it honour conditional writes?"""

from __future__ import annotations

from collections.abc import Iterator

from baselining.diagnosis.finding import Finding, fine, odd, wrong
from baselining.errors import BaseliningError
from baselining.publication.probe import require_conditional_writes
from baselining.world.credentials import Credentials
from baselining.world.ports import ObjectStore
from baselining.world.s3uri import S3Uri


def credentials(chosen: Credentials) -> Finding:
    """Where the keys come from; never a key."""
    try:
        source = chosen.source
    except BaseliningError as error:
        return wrong("credentials", error.message, error.hint)
    if source == "none were found":
        return odd(
            "credentials",
            "none were found",
            "Set AWS_PROFILE, or give this machine a role; local files need none.",
        )
    return fine("credentials", source)


def storage(store: ObjectStore, place: S3Uri) -> Iterator[Finding]:
    """Reading, then writing under a condition; leaves one small object, `conditional-writes.json`.

    Args:
        store: S3.
        place: Below which publications and records go.
    """
    try:
        store.list_below(place)
    except BaseliningError as error:
        yield wrong("S3", error.message, error.hint)
        return
    yield fine("S3", f"{place} can be listed")
    try:
        require_conditional_writes(store, place)
    except BaseliningError as error:
        yield wrong("conditional writes", error.message, error.hint)
        return
    yield fine("conditional writes", "honoured: what exists is not overwritten")
