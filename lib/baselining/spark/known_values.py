"""How many cells have one of some known texts, of columns whose categories a profile does not keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from baselining.profile import DatasetProfile

Domains = Mapping[str, AbstractSet[str]]
"""Known texts by column."""

DomainsOf = Callable[[Sequence[str]], Domains]
"""The known texts of the columns of these names."""

_TOGETHER = 200
"""Columns in one query: of thousands Spark's planner takes minutes."""


def count_known_values(
    frame: Callable[[], DataFrame], profile: DatasetProfile, domains: Domains
) -> dict[str, dict[str, int]]:
    """Count cells by text, for texts of `domains` only; where the profile has categories, they say it already.

    Typed numbers are counted by the text that Spark casts them to, as it does where a number is compared with texts.

    Args:
        frame: Opens the dataset; not called if there is nothing to count, which is the rule.
        profile: Of the dataset.
        domains: Which texts to count.
    """
    wanted = uncounted(profile, domains)
    found: dict[str, dict[str, int]] = {name: {} for name in wanted}
    for some in _groups(list(wanted)):
        for place, text, count in _count(frame(), {name: wanted[name] for name in some}):
            found[some[place]][text] = count
    return found


def uncounted(profile: DatasetProfile, domains: Domains) -> Domains:
    """The known texts of columns whose categories the profile does not keep."""
    return {
        name: domains[name]
        for name, column in profile.columns.items()
        if name in domains and column.categories is None
    }


def _count(frame: DataFrame, wanted: Domains) -> list[tuple[int, str, int]]:
    from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it

    from baselining.spark.frames.schema import quoted

    texts = [F.col(quoted(name)).cast("string") for name in wanted]
    cells = [
        F.when(text.isin(sorted(known)), F.struct(F.lit(place).alias("place"), text.alias("text")))
        for place, (text, known) in enumerate(zip(texts, wanted.values(), strict=True))
    ]
    cell = F.explode(F.array(*cells)).alias("cell")
    counted = frame.select(cell).where("cell is not null").groupBy("cell.place", "cell.text").count()
    return [(int(row[0]), str(row[1]), int(row[2])) for row in counted.collect()]


def _groups(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _TOGETHER):
        yield names[start : start + _TOGETHER]
