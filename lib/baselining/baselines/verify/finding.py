"""What verification found, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Grade(str, Enum):
    """How bad it is."""

    WRONG = "wrong"
    """Cannot be: the baseline is damaged, or belongs to other data."""

    NOTE = "note"
    """Can be, and a person may want to know: hand edits, numbers left out, another split of the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found.

    Attributes:
        place: File and path inside it, such as `statistics.json: features['age'].numerical_statistics.mean`.
        problem: What was expected and what is there, without values of the data; counts are fine.
    """

    grade: Grade
    place: str
    problem: str

    def to_json(self) -> dict[str, str]:
        """As it is shown with `--json`."""
        return {"grade": self.grade.value, "place": self.place, "problem": self.problem}

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


def wrong(place: str, problem: str) -> Finding:
    """A finding that makes verification fail."""
    return Finding(grade=Grade.WRONG, place=place, problem=problem)


def note(place: str, problem: str) -> Finding:
    """A finding that does not."""
    return Finding(grade=Grade.NOTE, place=place, problem=problem)
