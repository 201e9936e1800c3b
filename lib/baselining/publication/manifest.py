"""`manifest.json`: what a publication consists of. Written last, so that its presence means "complete".

It is a pure function of the documents, the facts and this tool's version: no times, hosts or users, so that
computing the same baseline twice publishes the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from baselining import __version__
from baselining.errors import DocumentError
from baselining.world.digests import digest_of, sha256
from baselining.world.record_format import RecordFormat

MANIFEST = "manifest.json"
FORMAT = RecordFormat("baselining-manifest", 1)

Fact = str | int | bool
"""One fact about the data or how it was read; never one that differs between two runs on the same data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """One published file."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The list of a publication's files with their digests, and deterministic facts about the data.

    Attributes:
        digest: The content address, also the last segment of the place it was first published to.
        documents: By name, sorted.
        facts: Such as `item_count`; informative, not part of the digest.
        tool_version: Of the release that first published it.
    """

    digest: str
    documents: tuple[DocumentEntry, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    tool_version: str = __version__

    @classmethod
    def of(cls, files: Mapping[str, bytes], facts: Mapping[str, Fact] | None = None) -> Manifest:
        """Describe these files."""
        entries = (
            DocumentEntry(name=name, sha256=sha256(body), size_bytes=len(body))
            for name, body in sorted(files.items())
        )
        return cls(digest=digest_of(files), documents=tuple(entries), facts=dict(facts or {}))

    @classmethod
    def from_bytes(cls, body: bytes) -> Manifest:
        """Read a manifest.

        Raises:
            DocumentError: If it is not one, or (NewerReleaseError) a newer release wrote it in another format.
        """
        try:
            found = json.loads(body)
            if found["format"] != FORMAT.name:
                raise DocumentError(
                    f"{MANIFEST} is not one of this tool's: its format is not {FORMAT.name!r}."
                )
            FORMAT.check(found, MANIFEST)
            entries = tuple(
                DocumentEntry(name=name, sha256=entry["sha256"], size_bytes=entry["size_bytes"])
                for name, entry in sorted(found["documents"].items())
            )
            return cls(
                digest=found["digest"],
                documents=entries,
                facts=found.get("facts", {}),
                tool_version=found["tool"]["version"],
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DocumentError(
                f"{MANIFEST} is damaged: a member is missing or of the wrong type."
            ) from error

    def to_bytes(self) -> bytes:
        """The file, readable and always the same for equal manifests."""
        content = {
            **FORMAT.members(),
            "tool": {"name": "baselining", "version": self.tool_version},
            "digest": self.digest,
            "documents": {
                entry.name: {"sha256": entry.sha256, "size_bytes": entry.size_bytes}
                for entry in self.documents
            },
            "facts": dict(sorted(self.facts.items())),
        }
        return (json.dumps(content, indent=2) + "\n").encode("ascii")

    def lists_the_same_files_as(self, other: Manifest) -> bool:
        """Do both describe the same bytes under the same names?

        The tool's version and the facts may differ: the release that published first signs the manifest.
        """
        return (self.digest, self.documents) == (other.digest, other.documents)
