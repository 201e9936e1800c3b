"""Baselines that the container wrote, recomputed from their datasets."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from tests import golden_missing_cells
from tests.golden_data import golden
from tests.unit.baselines.golden_profiles import profile_of, profile_of_csv

from baselining.baselines.suggest import suggest
from baselining.baselines.summarize import bucket_bounds, inferred_type, summarize
from baselining.documents.files import CONSTRAINTS, STATISTICS, to_bytes
from baselining.documents.java_double import double_text
from baselining.documents.layout import FormatVersion
from baselining.documents.scala_order import NULL_VALUE, ordered_pairs, ordered_values
from baselining.profile import ColumnProfile, DatasetProfile
from baselining.states.column import CellClasses
from baselining.states.kll import bucket_counts

WINDTURBINE = "nodata-windturbine-missing-cells"
IDENTICAL = [
    ("cardio-oxayavongsa", "baseline.csv", True, FormatVersion.CURRENT, CONSTRAINTS),
    ("bank-cwzkevin", "baseline.csv", False, FormatVersion.V2024_03, CONSTRAINTS),
    ("boston-packt-learn2e", "housing.csv", True, FormatVersion.V2020, CONSTRAINTS),
    ("sdk-quality-check-100rows", "baseline.csv", False, FormatVersion.V2020, "constraints.good.json"),
]


@pytest.mark.parametrize(
    ("case", "data", "header", "version", "constraints"), IDENTICAL, ids=[case[0] for case in IDENTICAL]
)
def test_both_documents_are_the_container_s_byte_for_byte(
    case: str, data: str, header: bool, version: FormatVersion, constraints: str
) -> None:
    statistics = summarize(profile_of(f"{case}/{data}", header=header), version)

    assert golden(f"{case}/{STATISTICS}").read_bytes().rstrip(b"\n") == to_bytes(statistics)
    assert golden(f"{case}/{constraints}").read_bytes().rstrip(b"\n") == to_bytes(
        suggest(statistics, version)
    )


def test_what_is_known_of_the_telco_baseline_is_the_container_s() -> None:
    known = json.loads(golden("telco-aws-examples/statistics.partial.json").read_bytes())
    statistics = summarize(profile_of("telco-aws-examples/baseline.csv", header=True), FormatVersion.V2020)
    constraints = suggest(statistics, FormatVersion.V2020)

    expected = golden(f"telco-aws-examples/{CONSTRAINTS}").read_bytes().rstrip(b"\n")
    assert expected == to_bytes(constraints)
    features = json.loads(to_bytes(statistics))["features"][: len(known["features"])]
    both = zip(features, known["features"], strict=True)
    unknown = [_forget_sketch(mine) for mine, theirs in both if _is_cut(theirs)]
    assert len(features) == 33
    assert len(unknown) == 4
    assert known["dataset"] == statistics.dataset.tree()
    assert known["features"] == features


@pytest.mark.parametrize("version", FormatVersion)
def test_our_own_golden_files_with_missing_cells_come_back(version: FormatVersion) -> None:
    statistics = summarize(profile_of_csv(golden_missing_cells.DATA.read_bytes(), header=True), version)

    assert golden_missing_cells.expected(version.value) == {
        STATISTICS: to_bytes(statistics),
        CONSTRAINTS: to_bytes(suggest(statistics, version)),
    }


@pytest.mark.parametrize("name", ["header-right-2020-04-09", "header-wrong-2020-04-08"])
def test_missing_cells_have_the_container_s_bucket_in_its_place(name: str) -> None:
    """The data is not public: the counts are taken from the document, and have to come back in its order."""
    document = json.loads(golden(f"{WINDTURBINE}/{name}.statistics.json").read_bytes())
    rows = document["dataset"]["item_count"]
    profile = DatasetProfile(
        item_count=rows, columns={feature["name"]: _counts(feature) for feature in document["features"]}
    )

    statistics = summarize(profile, FormatVersion.V2020)

    expected, features = document["features"], statistics.tree()["features"]
    texts = [place for place, feature in enumerate(expected) if feature["inferred_type"] == "String"]
    assert [expected[place] for place in texts] == [features[place] for place in texts]
    assert len(texts) == 4
    suggested = json.loads(golden(f"{WINDTURBINE}/{name}.constraints.json").read_bytes())["features"]
    constraints = suggest(statistics, FormatVersion.V2020).tree()["features"]
    assert [suggested[place] for place in texts] == [constraints[place] for place in texts]


def _counts(feature: Any) -> ColumnProfile:
    """What an engine would say of this feature; of numbers only that they have few values."""
    text = feature.get("string_statistics")
    common = (text or feature["numerical_statistics"])["common"]
    missing, present = common["num_missing"], common["num_present"]
    if text is None:
        classes = CellClasses(missing=missing, fractional=present)
        return ColumnProfile(classes=classes, distinct=70, numeric=None, categories=None)
    buckets = text["distribution"]["categorical"]["buckets"]
    counts = {bucket["value"]: bucket["count"] for bucket in buckets if bucket["value"] != NULL_VALUE}
    return ColumnProfile(
        classes=CellClasses(missing=missing, string=present),
        distinct=int(text["distinct_count"]),
        numeric=None,
        categories=dict(sorted(counts.items())),
    )


def _is_cut(feature: Any) -> bool:
    kll = feature.get("numerical_statistics", {}).get("distribution", {}).get("kll")
    return kll is not None and kll["sketch"]["data"] is None


def _forget_sketch(feature: Any) -> Any:
    feature["numerical_statistics"]["distribution"]["kll"]["sketch"]["data"] = None
    return feature


# What the engine underneath (Spark 3.3.0, Deequ 2.0.3) says about awkward cells, printed column by column.

_COLUMN = re.compile(
    r"COL \[(?P<name>.*?)\] type=(?P<type>\w+) inferred=true compl=(?P<completeness>\S+) approx=(?P<distinct>\d+) "
    r"typeCounts=Map\((?P<classes>.*?)\) hist=(?P<histogram>.*)"
)
_NUMBERS = re.compile(
    r" *mean=Some\((?P<mean>.*?)\) sum=Some\((?P<total>.*?)\) std=Some\((?P<std_dev>.*?)\) "
    r"min=Some\((?P<minimum>.*?)\) max=Some\((?P<maximum>.*?)\) "
    r"kll=Some\(\[(?P<items>.*?)\]\) buckets=Some\((?P<buckets>.*)\)"
)


def _edge_cases() -> dict[str, dict[str, str]]:
    """What the engine says of each column; `hist` in the order in which Deequ delivers it."""
    text = golden("engine-edge-cases/deequ-2.0.3-spark-3.3.0-profile.txt").read_text()
    columns: dict[str, dict[str, str]] = {}
    last: dict[str, str] = {}
    for line in text.splitlines():
        if found := _COLUMN.fullmatch(line):
            last = columns[found["name"]] = found.groupdict()
        elif found := _NUMBERS.fullmatch(line):
            last.update(found.groupdict())
    return columns


def _edge_profile() -> dict[str, ColumnProfile]:
    return dict(profile_of("engine-edge-cases/edge.csv", header=True).columns)


def test_awkward_cells_are_classified_as_the_engine_classifies_them() -> None:
    actual = {
        name: {
            "type": "Boolean"
            if name == "bool_lower"
            else inferred_type(column.classes),  # the documents say String
            "completeness": double_text(column.classes.present / 4),
            "distinct": str(column.distinct),
            "classes": f"Boolean -> {column.classes.boolean}, Fractional -> {column.classes.fractional}, "
            f"Integral -> {column.classes.integral}, Unknown -> {column.classes.missing}, "
            f"String -> {column.classes.string}",
        }
        for name, column in _edge_profile().items()
    }
    expected = {
        name: {key: column[key] for key in ("type", "completeness", "distinct", "classes")}
        for name, column in _edge_cases().items()
    }

    assert len(actual) == 23
    assert expected == actual


def test_awkward_numbers_are_those_of_the_engine() -> None:
    expected = {name: column for name, column in _edge_cases().items() if "mean" in column}
    profile = _edge_profile()

    assert expected.keys() == {
        name for name in profile if inferred_type(profile[name].classes) in ("Integral", "Fractional")
    }
    for name, column in expected.items():
        numbers = profile[name].numeric
        assert numbers is not None
        for member in ("mean", "total", "std_dev", "minimum", "maximum"):
            assert (name, member, column[member]) == (name, member, double_text(getattr(numbers, member)))
        assert column["items"] == ",".join(map(double_text, numbers.sketch.levels[0].tolist()))
        bounds = bucket_bounds(numbers.minimum, numbers.maximum)
        texts = [double_text(bound) for bound in bounds]
        counts = bucket_counts(numbers.sketch, np.array(bounds)).tolist()
        buckets = [
            f"{low}..{high}={count}" for (low, high), count in zip(pairwise(texts), counts, strict=True)
        ]
        assert column["buckets"] == " ".join(buckets)


def test_awkward_values_stand_in_the_engine_s_order() -> None:
    profile = _edge_profile()
    counts = {
        name: {
            **(column.categories or {}),
            **({NULL_VALUE: column.classes.missing} if column.classes.missing else {}),
        }
        for name, column in profile.items()
        if column.classes.present
    }
    pairs = ordered_pairs(
        (name, value) for name, values in counts.items() for value in values
    )  # one run of 23 columns

    for name, column in _edge_cases().items():
        if name not in counts:
            assert column["histogram"] == "None"
            continue
        texts = [f"{value}:{counts[name][value]}" for value in ordered_values(name, pairs)]
        assert column["histogram"] == "Some({" + ", ".join(texts) + "})"
