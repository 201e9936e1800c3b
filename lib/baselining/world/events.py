"""Telling people what happens while it happens: a port beside the clock, so that no layer hands on callbacks."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol


class Events(Protocol):
    """Who is told what happens. An error raised by a listener must not stop the work: see `tell`."""

    def say(self, sentence: str) -> None:
        """Something begins now; `what` is a sentence without values of the data."""

    def count(self, what: str, done: int, total: int, detail: str = "") -> None:
        """`done` of `total` tasks are done, which `detail` says in other units; 0 of 0 when that is not known."""


class Silence:
    """Nobody listens."""

    def say(self, sentence: str) -> None:
        """Say nothing."""

    def count(self, what: str, done: int, total: int, detail: str = "") -> None:
        """Count nothing."""


SILENCE = Silence()


def tell(events: Events, sentence: str) -> None:
    """Say something where a listener that fails (a closed pipe) must not stop what is being done."""
    with suppress(Exception):
        events.say(sentence)
