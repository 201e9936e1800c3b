"""What the merge tree, the engine and saved states need to know of a mergeable statistic, whichever it is."""

from __future__ import annotations

from typing import Protocol, TypeVar

State = TypeVar("State")


class Kind(Protocol[State]):
    """A kind of mergeable statistic. Its states are values: no operation changes its arguments.

    `merge` is associative, sums and sketches to their accuracy, and `empty()` is its identity, to the last bit.
    """

    @property
    def tag(self) -> bytes:
        """Four bytes that encoded states begin with; no two kinds have the same."""

    @property
    def version(self) -> int:
        """Of the encoding; it rises when a release could not read what the next one writes."""

    def empty(self) -> State:
        """The state of no rows."""

    def merge(self, a: State, b: State) -> State:
        """The state of the rows of both; `b`'s rows come after `a`'s.

        Raises:
            DocumentError: If they cannot be of one dataset, as only damaged states are.
        """

    def to_bytes(self, state: State) -> bytes:
        """The state encoded; equal for equal states."""

    def from_bytes(self, raw: bytes) -> State:
        """The state that `to_bytes` encoded.

        Raises:
            DocumentError: If the bytes are damaged, of another kind, or of another version.
        """
