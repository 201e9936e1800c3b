"""A change that a person made, and a conflict of it with a new suggestion: where, and what may be shown of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Final, TypeGuard

_SETTINGS = {"Enabled", "Disabled", "Robust", "Simple", "LInfinity", "ChiSquared"}
_TYPES = {"Integral", "Fractional", "String", "Unknown"}
_WORDS = frozenset(_SETTINGS | _TYPES)
"""The texts that settings have. No other text is shown: it may be a value of the data, or a remark."""


class Absent(Enum):
    """That a member is not there, which `null` is not."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
Path = tuple[str, ...]


def is_known(value: object) -> bool:
    """May this value be shown: a number, a switch, a method, a type?"""
    return isinstance(value, (bool, int, float)) or (isinstance(value, str) and value in _WORDS)


def are_texts(value: object) -> TypeGuard[list[str]]:
    """Is it a list of different texts, as a domain is?"""
    return (
        isinstance(value, list)
        and all(isinstance(each, str) for each in value)
        and len(set(value)) == len(value)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change by hand.

    Attributes:
        feature: Whose constraints; None for what holds for all features.
        member: The changed member, such as `completeness` or `string_constraints.domains`; empty for the feature as a
            whole.
        what: `added`, `removed` or `changed`.
        before, now: What may be shown: numbers and settings; None for other values, and where nothing is.
        values_added, values_removed: Of a domain, how many values.
    """

    feature: str | None
    member: str
    what: str
    before: float | str | bool | None = None
    now: float | str | bool | None = None
    values_added: int = 0
    values_removed: int = 0

    @classmethod
    def of(cls, path: Path, before: object, now: object) -> Edit:
        """Describe a change at a place of the document."""
        feature, member = _place(path)
        texts = [set(each) if are_texts(each) else set() for each in (before, now)]
        return cls(
            feature=feature,
            member=member,
            what="added" if before is ABSENT else "removed" if now is ABSENT else "changed",
            before=_shown(before),
            now=_shown(now),
            values_added=len(texts[1] - texts[0]),
            values_removed=len(texts[0] - texts[1]),
        )

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a manifest can hold."""
        return asdict(self)

    def __str__(self) -> str:
        where = " of ".join(filter(None, [self.member, _named(self.feature)]))
        if self.values_added or self.values_removed:
            return f"{where}: values edited, {self.values_added:,} added, {self.values_removed:,} removed"
        if self.before is not None and self.now is not None:
            return f"{where}: {self.before} → {self.now}"
        return f"{where}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An edit of what the new data lets suggest otherwise than the old data did.

    Attributes:
        edit: What the person changed.
        suggested: What is suggested now, if it may be shown.
        is_kept: Is the person's value in the result? It is, but where the new data has no such feature.
    """

    edit: Edit
    suggested: float | str | bool | None
    is_kept: bool = True

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a manifest can hold."""
        return {"edit": self.edit.to_json(), "suggested": self.suggested, "is_kept": self.is_kept}

    def __str__(self) -> str:
        if not self.is_kept:
            return f"{self.edit}; the new data has no such feature, so this is lost"
        now = "something else" if self.suggested is None else self.suggested
        return f"{self.edit}; the new data suggests {now}; the person's value is kept"


def shown_if_known(value: object) -> float | str | bool | None:
    """The value if it may be shown, else None."""
    return _shown(value)


def _shown(value: object) -> float | str | bool | None:
    return value if is_known(value) else None  # type: ignore[return-value]


def _place(path: Path) -> tuple[str | None, str]:
    if path[0] == "features" and len(path) > 1:
        return path[1], ".".join(path[2:])
    return None, ".".join(path)


def _named(feature: str | None) -> str:
    if feature is None:
        return ""
    return f"`{feature}`" if feature.isprintable() else f"`{feature!r}`"
