"""Do the statistics of a String feature agree with its categories?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from baselining.baselines.verify.finding import Finding, wrong
from baselining.documents.scala_order import NULL_VALUE
from baselining.documents.statistics import StringStatistics
from baselining.states import categories, distinct


def verify_categories(text: StringStatistics, place: str) -> Iterator[Finding]:
    """Contradictions between distinct estimate, categorical distribution and cell counts."""
    estimate = text.distinct_count
    if estimate is not None and (estimate < 1 or estimate != int(estimate)):
        yield wrong(f"{place}.distinct_count", "it should be a whole number, at least 1")
        return
    if text.distribution and text.distribution.kll:
        yield wrong(f"{place}.distribution.kll", "String features have none")
    found = text.distribution.categorical if text.distribution else None
    if found is None:
        if estimate is not None and estimate <= categories.MOST:
            yield wrong(
                f"{place}.distribution",
                f"features of at most {categories.MOST} different values have a categorical distribution",
            )
        return
    where = f"{place}.distribution.categorical.buckets"
    values = [bucket.value for bucket in found.buckets]
    if [value for value, count in Counter(values).items() if count > 1]:
        yield wrong(where, "a value stands there twice")
    counted = sum(bucket.count for bucket in found.buckets)
    expected = {text.common.num_present}
    if (
        NULL_VALUE in values
    ):  # Deequ counts missing cells under this name; whether the container does is not known
        expected.add(text.common.num_present + text.common.num_missing)
    if counted not in expected:
        yield wrong(where, f"they count {counted:,} cells, of {text.common.num_present:,} present")
    if not all(bucket.count for bucket in found.buckets):
        yield wrong(where, "a value that does not occur has a bucket")
    yield from _verify_estimate(values, text, place)


def _verify_estimate(values: list[str], text: StringStatistics, place: str) -> Iterator[Finding]:
    """Hash the categories anew: the estimate depends on which values there are, not on how often."""
    if text.distinct_count is None:
        return
    possible = {_estimate(values)}
    if NULL_VALUE in values:
        possible.add(_estimate([value for value in values if value != NULL_VALUE]))
    if int(text.distinct_count) not in possible:
        yield wrong(
            f"{place}.distinct_count",
            f"it is {text.distinct_count:,.0f}; that of the {len(values):,} categories is {min(possible):,}",
        )


def _estimate(values: list[str]) -> int:
    import pyarrow as pa

    from baselining.fold.text import TextBuilder  # numba, which only this needs

    builder = TextBuilder()
    builder.add(pa.array(values, pa.string()))
    return distinct.estimate(builder.column().registers)
