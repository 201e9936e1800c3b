"""`statistics.json`: what the data looks like, feature by feature.

Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-interpreting-statistics.html and files that
the container wrote. Layouts differ by age: `completeness` and `approximate_num_distinct_values` appeared between
2024-03 and 2024-10, so both are optional here.
"""

from __future__ import annotations

from typing import Literal

from baselining.documents.part import Count, Double, Number, Part

InferredType = Literal["Integral", "Fractional", "String", "Unknown"]


class Common(Part):
    """Cells of one column: with a value, and without."""

    num_present: Count
    num_missing: Count


class KllBucket(Part):
    """A tenth of the column's range. Half-open, `[lower, upper)`, but the last one, which is closed.

    `count` comes from the sketch: exact up to 2,050 values, then within the sketch's rank error.
    """

    lower_bound: Double
    upper_bound: Double
    count: Double


class SketchParameters(Part):
    """c: the factor by which capacities shrink from level to level; k: the size of the sketch."""

    c: Double
    k: Double


class Sketch(Part):
    """KLL levels, lowest first; an item of level i stands for 2^i values."""

    parameters: SketchParameters
    data: list[list[float]]


class Kll(Part):
    """The distribution of a numeric column."""

    buckets: list[KllBucket]
    sketch: Sketch


class CategoricalBucket(Part):
    """How often a value occurs, exactly."""

    value: str
    count: Count


class Categorical(Part):
    """The distribution of a string column of at most 120 different values."""

    buckets: list[CategoricalBucket]


class Distribution(Part):
    """One of the two; numeric columns never have `categorical`."""

    kll: Kll | None = None
    categorical: Categorical | None = None


class NumericalStatistics(Part):
    """A numeric column. `std_dev` is that of the population; missing cells are skipped everywhere."""

    common: Common
    mean: Double | None = None
    sum: Double | None = None
    std_dev: Double | None = None
    min: Double | None = None
    max: Double | None = None
    approximate_num_distinct_values: Count | None = None
    completeness: Double | None = None
    distribution: Distribution | None = None


class StringStatistics(Part):
    """A string column. `distinct_count` is an estimate (HyperLogLog++, standard error 5 %), even above item_count."""

    common: Common
    distinct_count: Double | None = None
    completeness: Double | None = None
    distribution: Distribution | None = None


class FeatureStatistics(Part):
    """One column; neither kind of statistics where every cell is missing."""

    name: str
    inferred_type: InferredType
    numerical_statistics: NumericalStatistics | None = None
    string_statistics: StringStatistics | None = None


class DatasetFacts(Part):
    """The dataset as a whole."""

    item_count: Count


class Statistics(Part):
    """The whole document; features in column order."""

    version: Number
    dataset: DatasetFacts
    features: list[FeatureStatistics]
