"""The index of saved states: which files they cover, of which columns, by which split rule.

It is written last and replaced whole, so that states without it do not count. What it says about a file is what tells
a file that is still the same: its size and its time of modification.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baselining.errors import DocumentError, NewerReleaseError
from baselining.states import column
from baselining.world.record_format import RecordFormat, release_of

INDEX = "states.json"
FORMAT = RecordFormat("baselining-states", 1)
_VERSION = (FORMAT.version, column.VERSION)
"""Of the index, and of the states."""
BY_FILE = "by file"
"""The split rule under which a file's states do not depend on other files: each is cut by itself, every so many bytes;
all states merge in one tree, in order of path and place in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A file whose states are saved.

    Attributes:
        size: Bytes.
        modified_ns: Since 1970; of S3 in whole seconds.
        run: Which run profiled it; the folder of its states has that name.
    """

    size: int
    modified_ns: int
    run: str

    def same_as(self, other: Covered) -> bool:
        """Is it the same content, as far as a listing tells?"""
        return (self.size, self.modified_ns) == (other.size, other.modified_ns)

    def splits(self, split_bytes: int) -> int:
        """Into how many splits it is cut."""
        return -(-self.size // split_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What is saved.

    Attributes:
        dataset, dataset_format: What was profiled last; for people.
        columns: Names and Spark's types, in order.
        split_bytes: Files are cut every so many bytes.
        files: By name: an absolute path or an `s3://` URI.
    """

    dataset: str
    dataset_format: str
    columns: tuple[tuple[str, str], ...]
    split_bytes: int
    files: Mapping[str, Covered]

    @property
    def splits(self) -> int:
        """How many states each column has."""
        return sum(file.splits(self.split_bytes) for file in self.files.values())

    @property
    def runs(self) -> frozenset[str]:
        """The folders that hold them."""
        return frozenset(file.run for file in self.files.values())

    def to_bytes(self) -> bytes:
        """The file; equal for equal indexes."""
        content = {
            **FORMAT.members(),
            "codec_version": column.VERSION,
            "dataset": self.dataset,
            "dataset_format": self.dataset_format,
            "columns": [{"name": name, "type": kind} for name, kind in self.columns],
            "split_rule": BY_FILE,
            "split_bytes": self.split_bytes,
            "files": {
                name: {"size": file.size, "modified_ns": file.modified_ns, "run": file.run}
                for name, file in sorted(self.files.items())
            },
        }
        return (json.dumps(content, indent=1) + "\n").encode("ascii")


def read_index(body: bytes, place: str) -> Index | str:
    """The index, or why this release has no use for it: it is of another version or split rule.

    Raises:
        DocumentError: If it is damaged, or something else, or (NewerReleaseError) a newer release wrote it, whose
            states are not replaced.
    """
    try:
        found = json.loads(body)
        if found["format"] != FORMAT.name:
            raise DocumentError(f"{place} is not an index of saved states.")
        found_version = (_typed(int, found["format_version"]), _typed(int, found["codec_version"]))
        if found_version != _VERSION:
            return _of_another_version(found_version, place, release_of(found))
        if found["split_rule"] != BY_FILE:
            return f"their split rule is {found['split_rule']!r}, and this release's {BY_FILE!r}"
        return Index(
            dataset=_typed(str, found["dataset"]),
            dataset_format=_typed(str, found["dataset_format"]),
            columns=tuple(
                (_typed(str, column["name"]), _typed(str, column["type"])) for column in found["columns"]
            ),
            split_bytes=_positive(found["split_bytes"]),
            files={
                name: Covered(
                    size=_positive(file["size"]),
                    modified_ns=_typed(int, file["modified_ns"]),
                    run=_name(file["run"]),
                )
                for name, file in found["files"].items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DocumentError(
            f"The index of saved states {place} is damaged.",
            hint="Remove that folder; the next run profiles everything anew.",
        ) from None


def _of_another_version(found: tuple[int, int], place: str, release: str) -> str:
    versions = ["{}.{}".format(*version) for version in (found, _VERSION)]
    if any(theirs > ours for theirs, ours in zip(found, _VERSION, strict=True)):
        raise NewerReleaseError.of(
            f"The index of saved states {place}",
            found=versions[0],
            known=versions[1],
            release=release,
            instead=", or keep the states of this one in a folder of its own",
        )
    return f"they are of version {versions[0]}, and this release keeps {versions[1]}"


def other_columns(index: Index, columns: tuple[tuple[str, str], ...]) -> str:
    """How the columns of saved states differ from `columns`, in words; empty if they do not."""
    saved, wanted = dict(index.columns), dict(columns)
    for name in wanted:
        if name not in saved:
            return f"the column {name!r} is new"
        if saved[name] != wanted[name]:
            return f"the column {name!r} was of type {saved[name]} and is of type {wanted[name]}"
    gone = [name for name in saved if name not in wanted]
    if gone:
        return f"the column {gone[0]!r} is gone"
    return "" if index.columns == columns else "the columns are in another order"


def _typed(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value


def _positive(value: Any) -> int:
    if _typed(int, value) < 1:
        raise ValueError
    return int(value)


def _name(value: Any) -> str:
    """A run's name; it becomes part of a path."""
    if not value.replace("-", "").isalnum():
        raise ValueError
    return str(value)
