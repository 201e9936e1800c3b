"""What the constraints expect of a dataset's columns: names, by place where it has none, and known values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from baselining.documents.constraints import Constraints
from baselining.evaluation.checks import domain_of


def names_by_place(
    columns: Sequence[str], constraints: Constraints, *, always: bool = False
) -> dict[str, str]:
    """The name of each column in the evaluation, by its name in the dataset.

    A dataset without names of its own (Spark calls its columns `_c0`, `_c1` …) takes those of the constraints by place,
    as the container does with captured traffic; columns beyond keep theirs, as far as those are free.

    Args:
        always: Do so also where the dataset has names.
    """
    if not always and list(columns) != [f"_c{place}" for place in range(len(columns))]:
        return {name: name for name in columns}
    features = [feature.name for feature in constraints.features][: len(columns)]
    names = dict(zip(columns, features, strict=False))
    taken = set(features)
    for name in columns[len(features) :]:
        free = name
        while free in taken:
            free += "_"
        taken.add(free)
        names[name] = free
    return names


def known_values(
    columns: Sequence[str], constraints: Iterable[Constraints], *, always_by_place: bool = False
) -> Mapping[str, frozenset[str]]:
    """The values that any of the constraints lists for a column, by its name in the dataset."""
    found: dict[str, frozenset[str]] = {}
    for each in constraints:
        features = {feature.name: feature for feature in each.features}
        for column, name in names_by_place(columns, each, always=always_by_place).items():
            domain = domain_of(features[name]) if name in features else None
            if domain is not None:
                found[column] = found.get(column, frozenset()) | domain
    return found
