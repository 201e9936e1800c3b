"""In which order members, features and values of a domain stand after a merge."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def merged_order(
    before: Sequence[str], live: Sequence[str], new: Sequence[str], wanted: Collection[str]
) -> list[str]:
    """The wanted names: in the new order, unless a person changed the order, then in that one.

    A name that stands in the other list only comes behind its neighbour there.
    """
    is_reordered = _common(live, before) != _common(before, live)
    first, second = (live, new) if is_reordered else (new, live)
    order = [name for name in first if name in wanted]
    there = set(order)
    neighbour: str | None = None
    for name in second:
        if name in wanted:
            if name not in there:
                order.insert(0 if neighbour is None else order.index(neighbour) + 1, name)
                there.add(name)
            neighbour = name
    return order


def _common(one: Sequence[str], other: Sequence[str]) -> list[str]:
    others = set(other)
    return [name for name in one if name in others]
