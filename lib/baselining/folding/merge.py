"""Parts → the states of the dataset, merged in order of their splits.

The result does not depend on who computed what, when, or twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, Generic

from baselining.errors import DocumentError
from baselining.folding.parts import PROBLEM, Part, in_order
from baselining.folding.problems import raise_told, told
from baselining.states.kind import Kind, State
from baselining.states.tree import MergeTree


@dataclass(frozen=True, slots=True)
class Merged(Generic[State]):
    """What became of the parts, by position.

    Attributes:
        states: Merged; of positions from 0 on.
        items: Numbers of rows; of negative positions.
        splits: From how many splits there were parts; one that a task wrote twice counts once.
    """

    states: Mapping[int, State]
    items: Mapping[int, int]
    splits: Mapping[int, int]


def merge_here(parts: Iterable[Part], kind: Kind[State]) -> Merged[State]:
    """Merge parts, in whatever order they come.

    Raises:
        DatasetError, DocumentError, UnlikeSparkError: As parts tell.
    """
    return collected(merge_sorted(sorted(parts, key=in_order), kind), kind)


def refuse_problems(parts: Iterable[Part]) -> None:
    """Raise the first problem that parts tell, if there is one.

    Raises:
        DatasetError, DocumentError, UnlikeSparkError: As they tell.
    """
    for part in parts:
        if part.position == PROBLEM:
            raise_told(bytes(part.state))


def merge_sorted(parts: Iterable[Part], kind: Kind[Any]) -> Iterator[Part]:
    """Parts in order → one for each position, whose `start` is the number of splits; or the first problem."""
    failed = False
    for position, those in groupby(parts, key=attrgetter("position")):
        if failed:  # go on taking parts, as Spark expects, but do no more
            continue
        if position == PROBLEM:
            failed = True
            yield next(those)
            continue
        try:
            yield _merge_position(position, those, kind)
        except DocumentError as problem:
            failed = True
            yield Part(0, "", 0, PROBLEM, 0, told(problem))


def _merge_position(position: int, parts: Iterable[Part], kind: Kind[Any]) -> Part:
    """The number of splits, all their rows, and the state of all; that of a single split is handed on as it came."""
    each_split = _each_split_once(parts)
    if position < 0:
        counts = [part.items for part in each_split]
        return Part(0, "", len(counts), position, sum(counts), b"")
    first, second = next(each_split), next(each_split, None)
    if second is None:
        return Part(0, "", 1, position, 0, bytes(first.state))
    splits, tree = 0, MergeTree(kind)
    for part in chain([first, second], each_split):
        tree.add(_state_of(part, kind))
        splits += 1
    return Part(0, "", splits, position, 0, kind.to_bytes(tree.merged()))


def _state_of(part: Part, kind: Kind[State]) -> State:
    """A split without rows takes its place in the tree, and changes nothing."""
    return kind.from_bytes(bytes(part.state)) if part.state else kind.empty()


def _each_split_once(parts: Iterable[Part]) -> Iterator[Part]:
    for _, same in groupby(parts, key=attrgetter("part_of", "file", "start")):
        yield next(same)


def collected(merged: Iterable[Part], kind: Kind[State]) -> Merged[State]:
    """Parts that are merged, one for each position, by position.

    Raises:
        DatasetError, DocumentError, UnlikeSparkError: As parts tell.
    """
    states: dict[int, State] = {}
    items: dict[int, int] = {}
    splits: dict[int, int] = {}
    for part in merged:
        if part.position == PROBLEM:
            raise_told(bytes(part.state))
        splits[part.position] = part.start
        if part.position < 0:
            items[part.position] = part.items
        else:
            states[part.position] = _state_of(part, kind)
    return Merged(states, items, splits)
