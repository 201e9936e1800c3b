"""Do the statistics of a String feature agree with its categories?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from baselining.baselines.verify.finding import Finding, note, wrong
from baselining.documents.scala_order import NULL_VALUE
from baselining.documents.statistics import Categorical, Common, StringStatistics
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
    yield from _verify_counts(found, text.common, where)
    if not all(bucket.count for bucket in found.buckets):
        yield wrong(where, "a value that does not occur has a bucket")
    yield from _verify_estimate(found, text, place)


def _verify_counts(found: Categorical, common: Common, place: str) -> Iterator[Finding]:
    """Missing cells have a bucket named `NullValue`; baselines of this project's earlier releases lack it."""
    present, missing = common.num_present, common.num_missing
    counted = sum(bucket.count for bucket in found.buckets)
    if counted == present + missing:
        if missing > count_of_null_value(found):
            yield wrong(place, f"the bucket {NULL_VALUE!r} has to count the {missing:,} missing cells")
    elif counted == present:
        yield note(
            place,
            f"the {missing:,} missing cells have no bucket {NULL_VALUE!r}, as they have where the container writes it",
        )
    else:
        yield wrong(place, f"they count {counted:,} cells, of {present:,} present and {missing:,} missing")


def count_of_null_value(found: Categorical) -> int:
    """How many cells are counted as `NullValue`: missing ones, and cells that have this text."""
    return sum(bucket.count for bucket in found.buckets if bucket.value == NULL_VALUE)


def _verify_estimate(found: Categorical, text: StringStatistics, place: str) -> Iterator[Finding]:
    """Hash the categories anew: the estimate depends on which values there are, not on how often.

    It leaves missing cells out, so `NullValue` takes part only if a cell has that text.
    """
    if text.distinct_count is None:
        return
    is_a_text = count_of_null_value(found) != text.common.num_missing
    values = [bucket.value for bucket in found.buckets if is_a_text or bucket.value != NULL_VALUE]
    expected = _estimate(values)
    if int(text.distinct_count) != expected:
        yield wrong(
            f"{place}.distinct_count",
            f"it is {text.distinct_count:,.0f}; that of the {len(values):,} categories is {expected:,}",
        )


def _estimate(values: list[str]) -> int:
    import pyarrow as pa

    from baselining.fold.text import TextBuilder  # numba, which only this needs

    builder = TextBuilder()
    builder.add(pa.array(values, pa.string()))
    return distinct.estimate(builder.column().registers)
