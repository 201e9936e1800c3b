"""The baseline that a schedule uses now, read for comparison: its documents, and what was generated for it."""

from __future__ import annotations

from dataclasses import dataclass

from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS, from_bytes
from baselining.documents.pair import Documents
from baselining.documents.statistics import Statistics
from baselining.edits.generated import generated_before
from baselining.errors import DocumentError
from baselining.publication.contents import digest_named_by, is_digest
from baselining.world.locations import Baseline, place_of
from baselining.world.ports import ObjectStore
from baselining.world.s3uri import S3Uri

GENERATED = f"generated/{CONSTRAINTS}"
"""Beside published constraints: what was generated, without edits by hand, where the statistics alone do not say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldBaseline:
    """What is live.

    Attributes:
        documents: None if they cannot be compared with; then `problem` says why.
        generated: What was generated when it was made.
    """

    documents: Documents | None = None
    generated: Constraints | None = None
    problem: str | None = None


def read_old(baseline: Baseline, store: ObjectStore) -> OldBaseline | None:
    """Read what is live; None if monitoring runs without constraints.

    Raises:
        StorageError: If S3 refuses or does not answer: edits by hand would be lost without a word.
    """
    if baseline.constraints is None:
        return None
    if baseline.statistics is None:
        return OldBaseline(problem="The old baseline has no statistics, so it was not compared with.")
    try:
        places = [_place(location) for location in (baseline.statistics, baseline.constraints)]
        statistics, constraints = (_read(place, store) for place in places)
        documents = Documents(
            statistics=from_bytes(Statistics, statistics, name=str(places[0])),
            constraints=from_bytes(Constraints, constraints, name=str(places[1])),
        )
        return OldBaseline(documents=documents, generated=_generated(documents, places, store))
    except DocumentError as problem:
        return OldBaseline(problem=f"The old baseline was not compared with. {problem.message}")


def _place(location: str) -> S3Uri:
    place = place_of(location)
    if place is None:
        raise DocumentError(f"Its location {location!r} names no object of S3 beyond doubt.")
    return place


def _read(place: S3Uri, store: ObjectStore) -> bytes:
    body = store.read(place)
    if body is None:
        raise DocumentError(f"{place} is gone.")
    return body


def _generated(documents: Documents, places: list[S3Uri], store: ObjectStore) -> Constraints:
    """Recorded beside one of the documents, or what the statistics suggest. Others than we record nothing."""
    for folder in dict.fromkeys(place.parent for place in reversed(places)):
        if not is_digest(digest_named_by(folder)):
            continue
        recorded = store.read(folder / GENERATED)
        if recorded is not None:
            return from_bytes(Constraints, recorded, name=str(folder / GENERATED))
    return generated_before(documents)
