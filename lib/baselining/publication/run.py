"""Carry a planned publication out: create each object, read it back, the manifest last."""

from __future__ import annotations

from baselining.documents.files import CONSTRAINTS, STATISTICS
from baselining.errors import DocumentError, ForeignObjectError, StorageError
from baselining.publication.manifest import MANIFEST, Manifest
from baselining.publication.plan import PublicationPlan
from baselining.publication.probe import require_conditional_creates
from baselining.publication.read import Publication
from baselining.world.digests import sha256
from baselining.world.planned import PlannedObject
from baselining.world.ports import ObjectStore
from baselining.world.s3uri import S3Uri


def run_publication(plan: PublicationPlan, store: ObjectStore) -> Publication:
    """Store what the plan says, create-only, and read every object back.

    Safe to repeat and to run twice at once: whoever comes second finds the same bytes. Stopped half-way, it
    leaves documents without a manifest, which says that they are not complete.

    Raises:
        ForeignObjectError: If other bytes are stored under one of the keys. Nothing is overwritten.
        StorageError: If S3 fails, gives back other bytes than were stored, or ignores conditions on writes.
    """
    require_conditional_creates(store, plan.probe)
    created = []
    for planned in plan.objects:
        uri = S3Uri.parse(planned.uri)
        if store.create(uri, planned.body, content_type=planned.content_type, encryption=planned.encryption):
            created.append(uri)
        else:
            _require_same(planned, store.read(uri), plan.manifest)
    for planned in plan.objects:
        _require_same(planned, store.read(S3Uri.parse(planned.uri)), plan.manifest)
    files = {planned.uri.removeprefix(f"{plan.location}/"): planned.body for planned in plan.objects[:-1]}
    return Publication(
        location=plan.location,
        digest=plan.digest,
        constraints=plan.location / CONSTRAINTS,
        statistics=plan.location / STATISTICS if STATISTICS in files else None,
        manifest=plan.manifest,
        created=tuple(created),
        files=files,
    )


def _require_same(planned: PlannedObject, stored: bytes | None, manifest: Manifest) -> None:
    if stored is None:
        raise StorageError(
            f"{planned.uri} was stored and is not there to be read.",
            hint="Check the bucket's lifecycle rules and whether something else deletes below this prefix.",
        )
    if sha256(stored) == planned.sha256:
        return
    if planned.uri.endswith(f"/{MANIFEST}") and _is_manifest_of(manifest, stored):
        return
    raise ForeignObjectError(
        f"{planned.uri} exists with other content ({len(stored)} bytes, {planned.size_bytes} expected); "
        "it was left as it is and nothing was switched.",
        hint="Find out who wrote it. Publishing never overwrites: delete it or publish to another prefix.",
    )


def _is_manifest_of(manifest: Manifest, stored: bytes) -> bool:
    try:
        return Manifest.from_bytes(stored).lists_the_same_files_as(manifest)
    except DocumentError:
        return False
