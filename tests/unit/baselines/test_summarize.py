from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.states.subjects import fold_column

from baselining.baselines.suggest import suggest
from baselining.baselines.summarize import bucket_bounds, inferred_type, summarize
from baselining.documents.files import to_bytes
from baselining.documents.layout import FormatVersion
from baselining.documents.scala_order import NULL_VALUE, ordered_pairs, ordered_values
from baselining.profile import ColumnProfile, DatasetProfile, NumberProfile, measure
from baselining.states.column import CellClasses
from baselining.states.dataset import Dataset
from baselining.states.kll import Kll

INT_MAX, INT_MIN = 2147483647.0, -2147483648.0


def profile_of(*, text: dict[str, list[str | None]] | None = None, **typed: pa.Array) -> DatasetProfile:
    """Metrics of columns of text and of typed ones, all of one length."""
    arrays = {**{name: pa.array(cells, pa.string()) for name, cells in (text or {}).items()}, **typed}
    states = {name: fold_column([cells], cells.type) for name, cells in arrays.items()}
    return measure(Dataset(item_count=len(next(iter(arrays.values()))), columns=states))


def features_of(profile: DatasetProfile, version: FormatVersion = FormatVersion.CURRENT) -> dict[str, Any]:
    return {feature["name"]: feature for feature in summarize(profile, version).tree()["features"]}


def feature_of(*cells: str | None) -> dict[str, Any]:
    return features_of(profile_of(text={"a": list(cells)}))["a"]


def kll_of(*values: float) -> dict[str, Any]:
    feature = features_of(profile_of(a=pa.array(values, pa.float64())))["a"]
    return feature["numerical_statistics"]["distribution"]["kll"]


def values_of(feature: dict[str, Any]) -> list[str] | None:
    distribution = feature["string_statistics"].get("distribution")
    return distribution and [bucket["value"] for bucket in distribution["categorical"]["buckets"]]


def counts_of(feature: dict[str, Any]) -> dict[str, int]:
    buckets = feature["string_statistics"]["distribution"]["categorical"]["buckets"]
    return {bucket["value"]: bucket["count"] for bucket in buckets}


def of_few_values(values: list[str], *, missing: int = 0) -> ColumnProfile:
    return ColumnProfile(
        classes=CellClasses(string=len(values), missing=missing),
        distinct=len(values),
        numeric=None,
        categories=dict.fromkeys(values, 1),
    )


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (CellClasses(), "Unknown"),
        (CellClasses(missing=3), "Unknown"),
        (CellClasses(integral=3, missing=1), "Integral"),
        (CellClasses(integral=3, fractional=1), "Fractional"),
        (CellClasses(fractional=3), "Fractional"),
        (CellClasses(boolean=3), "String"),
        (CellClasses(boolean=1, integral=3), "String"),
        (CellClasses(boolean=1, fractional=3), "String"),
        (CellClasses(string=1, integral=99, fractional=99), "String"),
    ],
)
def test_types_follow_from_the_classes_of_the_cells(classes: CellClasses, expected: str) -> None:
    assert expected == inferred_type(classes)


def test_a_fractional_column_has_every_member() -> None:
    assert {
        "name": "a",
        "inferred_type": "Fractional",
        "numerical_statistics": {
            "common": {"num_present": 3, "num_missing": 1},
            "mean": 2.0,
            "sum": 6.0,
            "std_dev": math.sqrt(2 / 3),
            "min": 1.0,
            "max": 3.0,
            "approximate_num_distinct_values": 3,
            "completeness": 0.75,
            "distribution": {
                "kll": {
                    "buckets": [
                        {"lower_bound": 1.0, "upper_bound": 1.2, "count": 1.0},
                        {"lower_bound": 1.2, "upper_bound": 1.4, "count": 0.0},
                        {"lower_bound": 1.4, "upper_bound": 1.6, "count": 0.0},
                        {"lower_bound": 1.6, "upper_bound": 1.8, "count": 0.0},
                        {"lower_bound": 1.8, "upper_bound": 2.0, "count": 0.0},
                        {"lower_bound": 2.0, "upper_bound": 2.2, "count": 1.0},
                        {"lower_bound": 2.2, "upper_bound": 2.4, "count": 0.0},
                        {"lower_bound": 2.4, "upper_bound": 2.6, "count": 0.0},
                        {"lower_bound": 2.6, "upper_bound": 2.8, "count": 0.0},
                        {"lower_bound": 2.8, "upper_bound": 3.0, "count": 1.0},
                    ],
                    "sketch": {"parameters": {"c": 0.64, "k": 2048.0}, "data": [[3.0, 1.0, 2.0]]},
                }
            },
        },
    } == feature_of("3", None, "1.0", "2")


def test_a_text_column_has_every_member() -> None:
    assert feature_of("é𝔘", None, "é𝔘", "é𝔘") == {
        "name": "a",
        "inferred_type": "String",
        "string_statistics": {
            "common": {"num_present": 3, "num_missing": 1},
            "distinct_count": 1.0,
            "completeness": 0.75,
            "distribution": {
                "categorical": {"buckets": [{"value": NULL_VALUE, "count": 1}, {"value": "é𝔘", "count": 3}]}
            },
        },
    }


def test_a_column_without_values_has_a_name_and_a_type() -> None:
    assert feature_of(None, None) == {"name": "a", "inferred_type": "Unknown"}


def test_without_rows_everything_is_unknown() -> None:
    profile = profile_of(text={"a": []}, b=pa.array([], pa.int64()), c=pa.array([], pa.decimal128(9, 2)))

    statistics = summarize(profile).tree()

    assert statistics["dataset"] == {"item_count": 0}
    assert [(feature["name"], feature["inferred_type"]) for feature in statistics["features"]] == [
        ("a", "Unknown"),
        ("b", "Unknown"),
        ("c", "Unknown"),
    ]


def test_true_and_false_are_texts_of_two_values() -> None:
    feature = feature_of("true", "false", "true")

    assert feature["inferred_type"] == "String"
    assert {"true", "false"} == set(values_of(feature) or [])


def test_missing_cells_are_a_category_that_the_estimate_leaves_out() -> None:
    feature = feature_of("", None, "", None, None)

    assert counts_of(feature) == {"": 2, NULL_VALUE: 3}
    assert feature["string_statistics"]["common"] == {"num_present": 2, "num_missing": 3}
    assert feature["string_statistics"]["distinct_count"] == 1.0


def test_cells_that_say_null_value_count_together_with_missing_ones() -> None:
    assert counts_of(feature_of(NULL_VALUE, "x", None, NULL_VALUE)) == {NULL_VALUE: 3, "x": 1}
    assert counts_of(feature_of(NULL_VALUE, "x")) == {NULL_VALUE: 1, "x": 1}


def test_missing_true_and_false_cells_are_a_category_too() -> None:
    assert counts_of(feature_of("true", None, "false")) == {"true": 1, "false": 1, NULL_VALUE: 1}


def test_a_column_of_numbers_with_missing_cells_has_no_category_for_them() -> None:
    assert {"kll"} == set(feature_of("1", None)["numerical_statistics"]["distribution"])


@pytest.mark.parametrize("version", list(FormatVersion))
def test_the_domain_has_missing_cells_in_every_layout(version: FormatVersion) -> None:
    statistics = summarize(profile_of(text={"turbine_type": ["HAWT", None, "VAWT"]}), version)

    (feature,) = suggest(statistics, version).features

    assert feature.string_constraints is not None
    assert sorted(feature.string_constraints.domains or []) == ["HAWT", NULL_VALUE, "VAWT"]


@pytest.mark.parametrize("cells", [["NaN", "1.0"], ["nan"], ["True", "False"], [".5", "5."], ["2020-01-01"]])
def test_what_pandas_writes_for_odd_values_is_text(cells: list[str]) -> None:
    assert feature_of(*cells)["inferred_type"] == "String"


def test_a_constant_column_is_counted_in_its_last_bucket() -> None:
    buckets = kll_of(*[7.0] * 4)["buckets"]

    assert [(bucket["lower_bound"], bucket["upper_bound"]) for bucket in buckets] == [(7.0, 7.0)] * 10
    assert [bucket["count"] for bucket in buckets] == [0.0] * 9 + [4.0]


@pytest.mark.parametrize(
    ("values", "first", "last"),
    [
        ((3e9, 4e9), INT_MAX, 4e9),
        ((1.7e12,), INT_MAX, 1.7e12),
        ((-3e9, -4e9), -4e9, INT_MIN),
        ((1.0, 4e9), 1.0, 4e9),
        ((-4e9, 4e9), -4e9, 4e9),
        ((INT_MAX, 3e9), INT_MAX, 3e9),
    ],
)
def test_beyond_an_int_the_buckets_reach_back_to_its_range(
    values: tuple[float, ...], first: float, last: float
) -> None:
    kll = kll_of(*values)
    feature = features_of(profile_of(a=pa.array(values, pa.float64())))["a"]["numerical_statistics"]

    assert (first, last) == (kll["buckets"][0]["lower_bound"], kll["buckets"][-1]["upper_bound"])
    assert len(values) == sum(bucket["count"] for bucket in kll["buckets"])
    assert (min(values), max(values)) == (feature["min"], feature["max"])


def test_bounds_are_evaluated_in_deequ_s_order() -> None:
    assert bucket_bounds(0.0, 1.0) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    assert bucket_bounds(-3.0, 4.0)[3] == -0.8999999999999999


@pytest.mark.parametrize("low", [-1.7976931348623157e308, -1e300, 0.0])
def test_a_range_that_doubles_cannot_cut_as_deequ_does_is_cut_into_finite_pieces(low: float) -> None:
    largest = 1.7976931348623157e308

    bounds = bucket_bounds(low, largest)

    assert (low, largest) == (bounds[0], bounds[-1])
    assert np.isfinite(bounds).all()
    assert sorted(bounds) == bounds
    assert [bucket["count"] for bucket in kll_of(low, largest)["buckets"]] == [1.0] + [0.0] * 8 + [1.0]


@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_bounds_ascend_from_the_minimum(one: float, other: float) -> None:
    bounds = bucket_bounds(min(one, other), max(one, other))

    assert len(bounds) == 11
    assert sorted(bounds) == bounds
    assert min(one, other, INT_MAX) == bounds[0]


def test_sums_beyond_a_double_are_left_out() -> None:
    feature = features_of(profile_of(a=pa.array([1.7e308, 1.7e308, -1.7e308], pa.float64())))["a"]

    statistics = feature["numerical_statistics"]
    assert {"mean", "sum", "std_dev"}.isdisjoint(statistics)
    assert (statistics["min"], statistics["max"]) == (-1.7e308, 1.7e308)


def test_a_column_without_finite_numbers_has_counts_only() -> None:
    profile = profile_of(a=pa.array([math.nan, math.inf, None], pa.float64()))

    assert features_of(profile)["a"]["numerical_statistics"] == {
        "common": {"num_present": 2, "num_missing": 1},
        "approximate_num_distinct_values": 2,
        "completeness": 2 / 3,
    }


@pytest.mark.parametrize("missing", [0, 1])
@pytest.mark.parametrize(("estimate", "is_there"), [(1, True), (120, True), (121, False)])
def test_the_categories_are_written_up_to_an_estimate_of_120(
    estimate: int, is_there: bool, missing: int
) -> None:
    values = [f"value {i}" for i in range(estimate)]
    column = of_few_values(values, missing=missing)

    feature = features_of(DatasetProfile(item_count=estimate + missing, columns={"a": column}))["a"]

    assert is_there == (values_of(feature) is not None)
    assert float(estimate) == feature["string_statistics"]["distinct_count"]
    if is_there:
        assert sorted(values + [NULL_VALUE] * missing) == sorted(values_of(feature) or [])


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 20])
@pytest.mark.parametrize("missing", [0, 2])
def test_missing_cells_stand_in_the_order_of_the_others(count: int, missing: int) -> None:
    values = [f"value {i}" for i in range(count)]
    profile = DatasetProfile(
        item_count=count + missing, columns={"a": of_few_values(values, missing=missing)}
    )
    pairs = ordered_pairs([("a", value) for value in values] + [("a", NULL_VALUE)] * (missing > 0))

    assert ordered_values("a", pairs) == values_of(features_of(profile)["a"])


def test_missing_cells_can_change_the_order_of_four_values() -> None:
    def order(missing: int) -> list[str]:
        column = of_few_values(["stage1", "stage2", "normal", "elevated"], missing=missing)
        values = values_of(features_of(DatasetProfile(item_count=4 + missing, columns={"a": column}))["a"])
        return [value for value in values or [] if value != NULL_VALUE]

    assert order(0) != order(1)
    assert sorted(order(0)) == sorted(order(1))


def test_columns_of_one_run_of_five_decide_on_each_other_s_order() -> None:
    few = of_few_values(["low", "mid", "high"])
    filling = {f"n{i}": of_few_values(["x", "y"]) for i in range(5)}

    def order(columns: dict[str, ColumnProfile]) -> list[str] | None:
        return values_of(features_of(DatasetProfile(item_count=3, columns=columns))["few"])

    alone, among_more_than_four = ["high", "mid", "low"], ["mid", "low", "high"]
    assert alone == order({"few": few})
    assert among_more_than_four == order({"few": few, **filling})
    assert alone == order({**filling, "few": few})  # the sixth column begins the next run


def test_typed_numbers_of_few_values_count_in_a_run() -> None:
    few = of_few_values(["low", "mid", "high"])
    numbers = ColumnProfile(classes=CellClasses(integral=3), distinct=2, numeric=None, categories=None)
    many = ColumnProfile(classes=CellClasses(integral=999), distinct=121, numeric=None, categories=None)

    def order(other: ColumnProfile) -> list[str] | None:
        return values_of(features_of(DatasetProfile(item_count=3, columns={"few": few, "n": other}))["few"])

    assert order(numbers) == ["mid", "low", "high"]
    assert order(many) == ["high", "mid", "low"]


def test_numbers_never_have_categories() -> None:
    assert {"kll"} == set(feature_of("0", "1", "0")["numerical_statistics"]["distribution"])


@pytest.mark.parametrize(
    ("version", "expected"),
    [(FormatVersion.V2020, False), (FormatVersion.V2024_03, False), (FormatVersion.CURRENT, True)],
)
def test_older_layouts_lack_completeness_and_the_estimate_of_numbers(
    version: FormatVersion, expected: bool
) -> None:
    features = features_of(profile_of(text={"n": ["1", None], "s": ["x", None]}), version)

    numbers, text = features["n"]["numerical_statistics"], features["s"]["string_statistics"]
    assert expected == ("completeness" in numbers)
    assert expected == ("approximate_num_distinct_values" in numbers)
    assert expected == ("completeness" in text)
    assert text["distinct_count"] == 1.0


def test_members_stand_in_the_documented_order() -> None:
    tree = summarize(profile_of(text={"n": ["1.5"], "s": ["x"]})).tree()
    numbers, text = (feature for feature in tree["features"])

    assert list(tree) == ["version", "dataset", "features"]
    assert list(numbers) == ["name", "inferred_type", "numerical_statistics"]
    assert list(numbers["numerical_statistics"]) == [
        "common",
        "mean",
        "sum",
        "std_dev",
        "min",
        "max",
        "approximate_num_distinct_values",
        "completeness",
        "distribution",
    ]
    assert list(text["string_statistics"]) == ["common", "distinct_count", "completeness", "distribution"]


def test_levels_of_a_sketch_are_written_with_their_empty_ones() -> None:
    sketch = Kll(levels=(np.array([]), np.array([2.0, 5.0])), compactions=(1, 0))
    numeric = NumberProfile(mean=3.5, total=14.0, std_dev=1.5, minimum=2.0, maximum=5.0, sketch=sketch)
    column = ColumnProfile(classes=CellClasses(integral=4), distinct=4, numeric=numeric, categories=None)

    statistics = summarize(DatasetProfile(item_count=4, columns={"a": column}))

    assert b'"data" : [ [ ], [ 2.0, 5.0 ] ]' in to_bytes(statistics)
