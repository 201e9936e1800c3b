"""A location that is not on this machine, as Spark's readers are to be given it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baselining.dataset.path_names import check_location

_MAGIC = re.compile(r"[*?\[\]{}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFiles:
    """A file or folder in S3, HDFS and so on, or what matches a pattern.

    Attributes:
        uri: In Hadoop's spelling, as it is: no character of it means anything else.
        matches: What it names, if it is a pattern, likewise.
    """

    uri: str
    matches: tuple[str, ...] | None = None

    @property
    def uris(self) -> tuple[str, ...]:
        """What to read."""
        return (self.uri,) if self.matches is None else self.matches


def hadoop_spelling(uri: str) -> str:
    """The spelling Hadoop understands outside EMR, too: `s3a://` for S3.

    Raises:
        DatasetError: If Hadoop would take it for another location.
    """
    check_location(uri)
    return re.sub(r"^s3n?://", "s3a://", uri)


def may_be_pattern(uri: str) -> bool:
    """Does it hold one of the characters `* ? [ ] { }`, which names may hold, too?"""
    return _MAGIC.search(uri) is not None
