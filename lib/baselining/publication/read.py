"""A baseline that lies in S3: what `publish` made, or what something else left there, read and verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from baselining.documents.files import CONSTRAINTS, STATISTICS
from baselining.errors import DocumentError, InputError
from baselining.publication.kinds import require_kind
from baselining.publication.manifest import MANIFEST, Manifest
from baselining.world.digests import digest_of, sha256
from baselining.world.locations import Baseline, place_of
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.ports import MonitoringType, ObjectStore
from baselining.world.s3uri import S3Uri


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A baseline that is in S3, complete, and was read back.

    Attributes:
        location: The prefix that holds the files.
        digest: Of the files' names and bytes.
        constraints: Where the constraints are.
        statistics: Where the statistics are; None for a baseline of constraints only.
        manifest: None for a baseline that something else published.
        created: The objects that this run stored; empty when all were there already.
        files: The documents' bytes by name.
    """

    location: S3Uri
    digest: str
    constraints: S3Uri
    statistics: S3Uri | None
    manifest: Manifest | None
    created: tuple[S3Uri, ...] = ()
    files: Mapping[str, bytes] = field(repr=False, compare=False, default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Did this run store anything?"""
        return bool(self.created)

    @property
    def baseline(self) -> Baseline:
        """What to switch a schedule to."""
        statistics = None if self.statistics is None else str(self.statistics)
        return Baseline(constraints=str(self.constraints), statistics=statistics, digest=self.digest)

    def to_json(self) -> dict[str, Any]:
        """As it is shown with `--json`."""
        return {
            "location": str(self.location),
            "digest": self.digest,
            "constraints": str(self.constraints),
            "statistics": None if self.statistics is None else str(self.statistics),
            "has_manifest": self.manifest is not None,
            "is_new": self.is_new,
            "created": [str(uri) for uri in self.created],
        }


def read_publication(store: ObjectStore, uri: S3Uri, *, kind: MonitoringType | None = None) -> Publication:
    """Load a published baseline and verify it.

    Args:
        store: Where to read.
        uri: The prefix that holds the files, or one of the files. A pair without manifest, as other tools
            leave it, is accepted too: then there is nothing to verify it against.
        kind: What the schedule monitors that is to use it; None for whatever is there. Only DataQuality needs
            statistics; else `uri` may also name a lone constraints file, such as Clarify's `analysis.json`.

    Raises:
        InputError: If there is no baseline at that place, or one for another kind of monitoring.
        DocumentError: If a document is not the one that the manifest lists.
    """
    constraints = CONSTRAINTS
    location, last = uri, uri.key.rpartition("/")[2]
    if last.endswith(".json"):
        location = uri.parent
        constraints = last if last not in (STATISTICS, CONSTRAINTS, MANIFEST) else CONSTRAINTS
    stored = store.read(location / MANIFEST) if constraints == CONSTRAINTS else None
    if stored is not None:
        manifest = Manifest.from_bytes(stored)
        files = _read_listed(store, location, manifest)
    else:
        manifest = None
        found = {name: store.read(location / name) for name in (constraints, STATISTICS)}
        files = {name: body for name, body in found.items() if body is not None}
    needs_statistics = kind is not None and TYPE_NAMES[kind].takes_statistics
    _require_complete(location, files, constraints, needs_statistics=needs_statistics)
    if kind is not None:
        require_kind(str(location / constraints), files[constraints], kind)
    return Publication(
        location=location,
        digest=digest_of(files),
        constraints=location / constraints,
        statistics=location / STATISTICS if STATISTICS in files else None,
        manifest=manifest,
        files=files,
    )


def require_files(store: ObjectStore, wanted: Baseline, kind: MonitoringType) -> None:
    """See that monitoring will find what a schedule points to, and that it is what was published.

    A location that is not understood cannot be looked at. Only an old baseline can have one: it was live.

    Args:
        store: Where to read.
        wanted: The baseline.
        kind: What the schedule monitors.

    Raises:
        InputError: If a file is gone, or is for another kind of monitoring.
        DocumentError: If a file is not the one that the manifest beside it lists.
    """
    constraints = None if wanted.constraints is None else place_of(wanted.constraints)
    files = [place for place in map(place_of, wanted.files) if place is not None]
    published = {
        folder / name: body
        for folder in {uri.parent for uri in files}
        if store.read(folder / MANIFEST) is not None
        for name, body in read_publication(store, folder).files.items()  # which verifies each SHA-256
    }
    for uri in files:
        body = published.get(uri) or store.read(uri)
        if body is None:
            raise InputError(
                f"A file of the baseline is gone: {uri} does not exist.",
                hint="Restore it (bucket versioning), or use another baseline.",
            )
        if uri == constraints:
            require_kind(str(uri), body, kind)


def _read_listed(store: ObjectStore, location: S3Uri, manifest: Manifest) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for entry in manifest.documents:
        body = store.read(location / entry.name)
        if body is None:
            raise DocumentError(f"{location / MANIFEST} lists {entry.name}, which is not there.")
        if sha256(body) != entry.sha256:
            raise DocumentError(
                f"{location / entry.name} is not the published file: the manifest has another SHA-256.",
                hint="Somebody overwrote it. Publish the baseline again to another prefix.",
            )
        files[entry.name] = body
    if digest_of(files) != manifest.digest:
        raise DocumentError(
            f"{location / MANIFEST} contradicts itself: its digest is not that of the files it lists."
        )
    return files


def _require_complete(
    location: S3Uri, files: Mapping[str, bytes], constraints: str, *, needs_statistics: bool
) -> None:
    wanted = (constraints, STATISTICS) if needs_statistics else (constraints,)
    missing = [name for name in wanted if name not in files]
    if missing:
        raise InputError(
            f"There is no baseline at {location}: {' and '.join(missing)} not found.",
            hint=f"Name the prefix that directly holds {' and '.join(wanted)}.",
        )
