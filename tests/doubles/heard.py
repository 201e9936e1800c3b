"""A listener that remembers, and one that fails."""

from __future__ import annotations

from collections.abc import Callable


class Heard:
    """Every event; `on_say` may raise, as a listener may."""

    def __init__(self, on_say: Callable[[str], None] = lambda _sentence: None) -> None:
        self.sentences: list[str] = []
        self.counts: list[tuple[str, int, int, str]] = []
        self.on_say = on_say

    def say(self, sentence: str) -> None:
        self.sentences.append(sentence)
        self.on_say(sentence)

    def count(self, what: str, done: int, total: int, detail: str = "") -> None:
        self.counts.append((what, done, total, detail))
