"""The record of one run beside what it published: when, by which release, how fast. Not part of the digest.

`baselines/<digest>/runs/<uuid>.json`; the manifest says what the data determine, this what they do not. Neither
holds values of the data or environment variables; of hosts and users only who accepted what a policy refuses.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from baselining import __version__
from baselining.errors import ForeignObjectError
from baselining.publication.manifest import Fact
from baselining.publication.read import Publication
from baselining.world.encryption import Encryption
from baselining.world.ports import ObjectStore
from baselining.world.record_format import RecordFormat
from baselining.world.s3uri import S3Uri

RunFact = Fact | float | None
_FORMAT = RecordFormat("baselining-run", 1)


def run_record(
    facts: Mapping[str, RunFact],
    *,
    at: datetime,
    stored: bool,
    findings: Mapping[str, Any] | None = None,
) -> bytes:
    """The record.

    Args:
        facts: Of the computation; None for what is not known.
        at: The moment of publishing, with its zone.
        stored: Did this run store the documents, or find them there?
        findings: Why the baseline may go live, and who accepted that, as JSON.
    """
    content = {
        **_FORMAT.members(),
        "tool": {"name": "baselining", "version": __version__, "python": platform.python_version()},
        "at": at.isoformat(timespec="seconds"),
        "stored_the_documents": stored,
        "facts": {name: fact for name, fact in sorted(facts.items()) if fact is not None},
        **(findings or {}),
    }
    return (json.dumps(content, indent=2, allow_nan=False) + "\n").encode("ascii")


def record_run(
    store: ObjectStore,
    publication: Publication,
    facts: Mapping[str, RunFact],
    *,
    at: datetime,
    run: UUID,
    encryption: Encryption | None = None,
    findings: Mapping[str, Any] | None = None,
) -> S3Uri:
    """Store the record of a run that has published.

    Raises:
        StorageError: If S3 fails; the publication is complete all the same.
    """
    uri = publication.location / "runs" / f"{run}.json"
    body = run_record(facts, at=at, stored=publication.is_new, findings=findings)
    # An attempt whose answer was lost is found there by the next one.
    if not store.create(uri, body, content_type="application/json", encryption=encryption):
        if store.read(uri) == body:
            return uri
        raise ForeignObjectError(f"{uri} exists with other content, although its name was never used before.")
    return uri
