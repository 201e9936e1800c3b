"""What lies at the place of a published baseline: our files, how old they are, and what others put beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from baselining.errors import DocumentError
from baselining.publication.manifest import MANIFEST, Manifest
from baselining.world.ports import ObjectStore
from baselining.world.s3uri import S3Uri

_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_RUN = re.compile(r"runs/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A published baseline as it lies there.

    Attributes:
        place: The prefix.
        ours: The documents that the manifest lists, the records of runs, and the manifest last: as long as that is
            there, the rest is found again.
        others: What else lies below the prefix; not ours to delete.
        age: How long ago the baseline was last published, by S3's clock: also a run that finds all objects there
            leaves a record.
    """

    place: S3Uri
    ours: tuple[S3Uri, ...]
    others: tuple[S3Uri, ...]
    age: timedelta

    @property
    def digest(self) -> str:
        """The content address, by which also texts in other spellings name it."""
        return digest_named_by(self.place)


def digest_named_by(place: S3Uri) -> str:
    """The last segment of a place; that of a published baseline is its digest."""
    return place.key.rpartition("/")[2]


def is_digest(text: str) -> bool:
    """Is it a content address, as the folder of a published baseline is named?"""
    return _DIGEST.fullmatch(text) is not None


def read_contents(store: ObjectStore, place: S3Uri) -> Contents | None:
    """Look at a published baseline; None if there is none of ours, with a sound manifest under its own digest.

    Raises:
        StorageError: If S3 refuses or does not answer.
    """
    if not is_digest(digest_named_by(place)):
        return None
    found = store.read_version(place / MANIFEST)
    if found is None:
        return None
    try:
        manifest = Manifest.from_bytes(found.body)
    except DocumentError:
        return None
    if manifest.digest != digest_named_by(place):
        return None
    below = [uri for uri in store.list_below(place) if uri != place / MANIFEST]
    documents = {place / entry.name for entry in manifest.documents}
    runs = {uri for uri in below if _RUN.fullmatch(uri.key.removeprefix(f"{place.key}/"))}
    heads = [head for head in map(store.head, sorted(runs)) if head is not None]
    ages = [found.read_at - found.modified, *(head.read_at - head.modified for head in heads)]
    return Contents(
        place=place,
        ours=(*(uri for uri in below if uri in documents | runs), place / MANIFEST),
        others=tuple(uri for uri in below if uri not in documents | runs),
        age=min(ages),
    )


def digests_in(value: Any) -> set[str]:
    """Every digest that a text in a JSON value names, in whatever spelling of a location around it."""
    if isinstance(value, str):
        return set(_DIGEST.findall(unquote(value)))
    if isinstance(value, Mapping):
        value = list(value.values())
    return set().union(*map(digests_in, value)) if isinstance(value, list) else set()
