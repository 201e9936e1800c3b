"""Which columns are outputs of the model rather than inputs, and at which end of a row they stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class OutputPosition(str, Enum):
    """At which end the outputs stand."""

    START = "START"
    END = "END"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Which columns are the model's outputs, in their order, and where they shall stand."""

    columns: tuple[str, ...] = ()
    position: OutputPosition = OutputPosition.START
