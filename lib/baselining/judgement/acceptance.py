"""That a person wants a new baseline that the judge refuses: why, who, and when."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic_core import PydanticCustomError


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Why, who, and when (ISO 8601, UTC)."""

    reason: str
    who: str
    when: str

    def __str__(self) -> str:
        return f"accepted by {self.who} at {self.when}: {self.reason}"


def reason_in(given: str) -> str:
    """The reason that somebody gave, without blanks around it.

    Raises:
        PydanticCustomError: If nothing else is there; a `ValueError`.
    """
    reason = given.strip()
    if not reason:
        raise PydanticCustomError("reason", "It needs a reason: who reads the record has to understand it")
    return reason
