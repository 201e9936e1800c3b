"""What reading captured records tells beside their rows: broken lines, and where they are; rows that were short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Protocol, TypeAlias

from baselining.errors import DatasetError

_MOST_PLACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTold:
    """What was found in a piece of a file.

    Attributes:
        records: Lines that are not blank.
        broken: Lines among them that are no records, or whose payloads are no rows.
        places: Numbers of the first few broken lines, from 1.
        outside: Records that were captured outside of the window.
        short_rows: Rows with fewer cells than the widest; those that they lack count as missing.
        cut_off: Last lines that do not end, and are broken: somebody may still be writing them.
        skipped: Records of which the user's script made nothing.
        printed: How often that script printed something.
    """

    records: int = 0
    broken: int = 0
    places: tuple[int, ...] = ()
    outside: int = 0
    short_rows: int = 0
    cut_off: int = 0
    skipped: int = 0
    printed: int = 0

    def __add__(self, other: FileTold) -> FileTold:
        """Both."""
        counts = {
            each.name: getattr(self, each.name) + getattr(other, each.name)
            for each in fields(self)
            if each.name != "places"
        }
        return replace(self, **counts, places=(*self.places, *other.places)[:_MOST_PLACES])


Told: TypeAlias = Mapping[tuple[str, int], FileTold]
"""By the path of the file, and where the piece begins."""


class ToldSink(Protocol):
    """Told of pieces of files, maybe more than once."""

    def add(self, term: Told) -> None:
        """Pieces were read."""


def merge_told(a: Told, b: Told) -> Told:
    """Both: associative, and the same again if a piece is told twice."""
    return {**a, **b}


def total_of(told: Told) -> FileTold:
    """Of all pieces."""
    total = FileTold()
    for piece in told.values():
        total += piece
    return total


def refuse_broken(told: Told, uri: str, most: float) -> None:
    """Raise DatasetError if a larger share of lines than `most` is broken."""
    total = total_of(told)
    if total.broken and total.broken > most * total.records:
        raise DatasetError(
            f"{total.broken:,} of {total.records:,} lines of {uri} are no captured records, or their payloads are no "
            f"rows, which is more than {most:.1%}: {_places(told)}.",
            hint="Is it endpoint data capture? If those lines may be left out: --most-broken (dataset.most_broken).",
        )


def notes_of_told(told: Told) -> tuple[str, ...]:
    """What a person should know."""
    total = total_of(told)
    notes = []
    if total.broken:
        notes.append(f"{total.broken:,} of {total.records:,} lines are broken and left out: {_places(told)}.")
    if total.cut_off:
        notes.append(
            f"{total.cut_off:,} last lines do not end, and are left out: files may still be being written."
        )
    if total.outside:
        notes.append(f"{total.outside:,} records of these files were captured outside of the window.")
    if total.short_rows:
        notes.append(f"{total.short_rows:,} rows are shorter than others; their last cells count as missing.")
    if total.skipped:
        notes.append(f"The script made no rows of {total.skipped:,} records.")
    if total.printed:
        notes.append(f"The script printed something {total.printed:,} times, which is not shown.")
    return tuple(notes)


def _places(told: Told) -> str:
    """The first broken lines, by file and number."""
    found = [
        f"{path} line {number:,}" for (path, _), piece in sorted(told.items()) for number in piece.places
    ]
    more = " and others" if len(found) > _MOST_PLACES or total_of(told).broken > len(found) else ""
    return ", ".join(found[:_MOST_PLACES]) + more
