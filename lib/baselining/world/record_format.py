"""What our own records say about themselves: format, version, and the release that wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from baselining import __version__
from baselining.errors import NewerReleaseError


@dataclass(frozen=True, slots=True)
class RecordFormat:
    """A kind of record. Its version rises when a release could misread what the next one writes."""

    name: str
    version: int

    def members(self) -> dict[str, Any]:
        """The members that each record begins with."""
        tool = {"name": "baselining", "version": __version__}
        return {"format": self.name, "format_version": self.version, "tool": tool}

    def check(self, record: Any, what: str) -> None:
        """Check that this release knows the format of a record that was read.

        Args:
            record: What the JSON holds.
            what: Which record, for the message.

        Raises:
            NewerReleaseError: If a newer release wrote it in a format of its own.
            ValueError: If it is no such record. Early releases wrote no version into some.
        """
        if not isinstance(record, dict) or record.get("format") != self.name:
            raise ValueError(f"not a record of the format {self.name}")
        version = record.get("format_version", self.version)
        if type(version) is not int:
            raise ValueError("the version of the format is no number")
        if version > self.version:
            raise NewerReleaseError.of(what, found=version, known=self.version, release=release_of(record))


def release_of(record: Any) -> str:
    """The release that wrote a record, as far as it says so; else empty."""
    tool = record.get("tool") if isinstance(record, dict) else None
    version = tool.get("version") if isinstance(tool, dict) else None
    return version if isinstance(version, str) else ""
