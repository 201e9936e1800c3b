"""Store a baseline in S3 under its own digest, once, so that nothing that monitoring reads ever changes.

Layout, below the location that the caller names (manifest last; its presence means complete):

    baselines/<digest>/statistics.json
                       constraints.json
                       manifest.json
                       runs/<uuid>.json      (one per run, outside the digest: `run_record.py`)

Model Monitor mounts a baseline file as an *S3 prefix*: an object whose key merely begins with that file's
key is downloaded into the job too. Hence no sibling such as `constraints.json.bak`, ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baselining.documents.files import CONSTRAINTS
from baselining.errors import InputError
from baselining.publication.manifest import MANIFEST, Fact, Manifest
from baselining.publication.probe import plan_probe
from baselining.world.encryption import Encryption
from baselining.world.planned import PlannedObject
from baselining.world.s3uri import S3Uri

# SageMaker limits output URIs (`MonitoringS3Uri`) to 512 characters, baseline URIs to 1024: the smaller.
_URI_LIMIT = 512
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationPlan:
    """Everything a publication would store, in order; the manifest is the last object.

    Attributes:
        probe: Is created first, twice, to see that the server honours conditional writes.
        encryption: Of every object; None leaves it to the bucket's default.
    """

    location: S3Uri
    manifest: Manifest
    probe: PlannedObject
    objects: tuple[PlannedObject, ...]
    encryption: Encryption | None = None

    @property
    def digest(self) -> str:
        """The content address."""
        return self.manifest.digest

    def to_json(self) -> dict[str, Any]:
        """What `--plan` shows."""
        return {
            "location": str(self.location),
            "digest": self.digest,
            "calls": [planned.to_json() for planned in (self.probe, *self.objects)],
            "run_record": f"{self.location}/runs/<uuid>.json",
        }


def plan_publication(
    files: Mapping[str, bytes],
    to: S3Uri,
    *,
    facts: Mapping[str, Fact] | None = None,
    encryption: Encryption | None = None,
) -> PublicationPlan:
    """Decide what to store where; pure, so the same files always give the same plan.

    Args:
        files: Bytes by name: `constraints.json`, as a rule `statistics.json`, and possibly others in
            sub-folders (`generated/constraints.json`).
        to: The prefix below which `baselines/<digest>/` is made.
        facts: Deterministic facts for the manifest.
        encryption: As the live baseline has it; None leaves it to the bucket's default.

    Raises:
        InputError: If there are no constraints, or a name is not one that may lie beside the two documents.
    """
    _check_names(files)
    manifest = Manifest.of(files, facts)
    location = to / "baselines" / manifest.digest
    bodies = [(name, files[name]) for name in sorted(files, reverse=True)] + [(MANIFEST, manifest.to_bytes())]
    objects = tuple(PlannedObject.of(location / name, body, encryption=encryption) for name, body in bodies)
    too_long = [planned.uri for planned in objects if len(planned.uri) > _URI_LIMIT]
    if too_long:
        raise InputError(
            f"The location {to} is too long: SageMaker takes S3 URIs of at most {_URI_LIMIT} characters.",
            hint="Publish to a shorter prefix.",
        )
    return PublicationPlan(
        location=location,
        manifest=manifest,
        probe=plan_probe(to, encryption),
        objects=objects,
        encryption=encryption,
    )


def _check_names(files: Mapping[str, bytes]) -> None:
    if CONSTRAINTS not in files:
        raise InputError(f"There is no {CONSTRAINTS} among the files to publish.")
    for name in files:
        if not _NAME.fullmatch(name) or name == MANIFEST:
            raise InputError(f"A baseline cannot hold a file named {name!r}.")
        extended = [other for other in files if other != name and other.startswith(name)]
        if extended:
            raise InputError(
                f"The name {extended[0]!r} begins with {name!r}: a job mounting the second would get both.",
                hint="Rename it, or put it in a sub-folder.",
            )
