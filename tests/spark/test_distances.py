"""The distances against those of the real Deequ, called in its JVM, on random sketches and categories: bit for bit."""

from __future__ import annotations

import json
import math
import os
import struct
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from baselining.evaluation.distances import categories, numbers
from baselining.evaluation.distances.correction import robust
from baselining.evaluation.violation import Drift
from baselining.states import kll

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SEED = int(os.environ.get("BASELINING_SEED", "20261126"))
RUNS = int(os.environ.get("BASELINING_EXAMPLES", "200"))
ROBUST, SIMPLE = False, True
"""What Deequ calls `correctForLowNumberOfSamples`: without the correction."""
PACKAGE = "com.amazon.deequ.analyzers"


class Deequ:
    """`com.amazon.deequ.analyzers.Distance`, and what it takes."""

    def __init__(self, spark: SparkSession) -> None:
        self._gateway: Any = spark.sparkContext._gateway
        self._jvm: Any = spark._jvm
        self._analyzers: Any = self._jvm.com.amazon.deequ.analyzers
        self._serializer = self._module(f"{PACKAGE}.catalyst.KLLSketchSerializer$").serializer()
        self._none = self._module("scala.None$")
        self._converters = self._module("scala.collection.JavaConverters$")
        jackson = self._jvm.com.fasterxml.jackson.databind
        self._json = jackson.ObjectMapper().enable(jackson.DeserializationFeature.USE_LONG_FOR_INTS)
        self.l_infinity = self._new(f"{PACKAGE}.Distance$LInfinityMethod", self._none)
        self.chi_squared = self._new(f"{PACKAGE}.Distance$ChisquareMethod", 5, 0.2, 10)

    def sketch(self, levels: list[list[float]]) -> Any:
        """A sketch that holds this, through the bytes in which Deequ itself keeps one."""
        items = sum(map(len, levels))
        head = (kll.K, kll.C, len(levels), items, kll.total_capacity(len(levels)), len(levels))
        raw = struct.pack(">idiiii", *head)
        for level in levels:
            raw += struct.pack(f">iii{len(level)}d", 0, 0, len(level), *level)
        return self._serializer.deserialize(raw)

    def levels(self, sketch: Any) -> list[list[float]]:
        """What a sketch holds."""
        return [[float(item) for item in level] for level in sketch.getCompactorItems()]

    def of_numbers(self, one: Any, other: Any, simple: bool) -> float:
        """The distance between two sketches."""
        return float(self._analyzers.Distance.numericalDistance(one, other, simple, self._none))

    def of_categories(self, one: dict[str, int], other: dict[str, int], simple: bool, method: Any) -> float:
        """The distance between two histograms; those given to Deequ are its own to change."""
        maps = [self._map(counts) for counts in (one, other)]
        return float(self._analyzers.Distance.categoricalDistance(*maps, simple, method))

    def _map(self, counts: dict[str, int]) -> Any:
        """A map of Java's Long, which py4j would hand over as Integer."""
        found = self._json.readValue(json.dumps(counts), self._class("java.util.HashMap"))
        return self._converters.mapAsScalaMapConverter(found).asScala()

    def _class(self, name: str) -> Any:
        loader = self._jvm.java.lang.Thread.currentThread().getContextClassLoader()
        return self._jvm.java.lang.Class.forName(name, True, loader)

    def _module(self, name: str) -> Any:
        return self._class(name).getField("MODULE$").get(None)

    def _new(self, name: str, *arguments: Any) -> Any:
        given = self._gateway.new_array(self._jvm.java.lang.Object, len(arguments))
        for place, argument in enumerate(arguments):
            given[place] = argument
        return self._class(name).getConstructors()[0].newInstance(given)


@pytest.fixture(scope="module")
def deequ(spark: SparkSession) -> Deequ:
    return Deequ(spark)


def random_levels(rng: Random, most: int) -> list[list[float]]:
    """As sketches are and as they never are: few or many different values, zeros of both signs, empty levels."""
    kinds = [
        lambda: rng.choice([0.0, -0.0, 1.0, -1.0]),
        lambda: float(rng.randrange(20)),
        lambda: round(rng.gauss(0, 3), 1),
        lambda: rng.gauss(0, 1) * 10 ** rng.randrange(-300, 300),
        lambda: rng.choice([0.0, 0.0, rng.random()]),
    ]
    value = rng.choice(kinds)
    levels = [[value() for _ in range(rng.randrange(most))] for _ in range(rng.randrange(1, 7))]
    return levels if any(levels) else [[value()]]


def test_a_sketch_reaches_the_jvm_as_it_is(deequ: Deequ) -> None:
    levels = [[1.5, -0.0, 0.0], [], [5e-324, 1e300]]

    assert str(deequ.levels(deequ.sketch(levels))) == str(levels)


@pytest.mark.parametrize("most", [12, 150])
def test_distances_between_numbers_are_deequ_s_to_the_last_bit(deequ: Deequ, most: int) -> None:
    rng = Random(SEED + most)  # noqa: S311 - not a secret
    differences = []
    for _ in range(RUNS if most < 100 else RUNS // 5):
        one, other = random_levels(rng, most), random_levels(rng, most)
        theirs = [deequ.of_numbers(*map(deequ.sketch, (one, other)), how) for how in (SIMPLE, ROBUST)]
        for compare in (numbers.compare, numbers.compare_compiled):
            gap = compare(one, other, Drift.CONTAINER)
            assert gap is not None
            value, n, m = gap
            assert [value, robust(value, n, m)] == theirs
        differences.append(theirs)
    assert any(0 < simple < 1 for simple, _ in differences)
    assert any(0 < corrected < simple for simple, corrected in differences)


def random_counts(rng: Random) -> tuple[dict[str, int], dict[str, int]]:
    """Two histograms.

    No two categories of the baseline are equally frequent: Deequ merges the one first that its hash map names first.
    """
    keys = [f"k{i}" for i in range(rng.randrange(2, 12))]
    most = rng.choice([30, 1_000, 1_000_000])
    baseline = dict(zip(keys, rng.sample(range(1, most), len(keys)), strict=True))
    current = {key: rng.randrange(most) for key in keys if rng.random() < 0.9}
    current |= {f"new{i}": rng.randrange(1, most) for i in range(rng.randrange(3))}
    current[keys[0]] = current.get(keys[0], 0) + 1
    return current, baseline


def test_distances_between_categories_are_deequ_s_to_the_last_bit(deequ: Deequ) -> None:
    rng = Random(SEED)  # noqa: S311 - not a secret
    for _ in range(RUNS):
        current, baseline = random_counts(rng)
        value = categories.largest_difference(current, baseline)
        n, m = sum(current.values()), sum(baseline.values())

        theirs = [deequ.of_categories(current, baseline, how, deequ.l_infinity) for how in (SIMPLE, ROBUST)]

        assert [value, robust(value, n, m)] == theirs


def test_chi_squared_is_deequ_s_but_for_the_order_in_which_it_adds(deequ: Deequ) -> None:
    rng = Random(SEED)  # noqa: S311 - not a secret
    tested = []
    for _ in range(RUNS):
        current, baseline = random_counts(rng)
        ours = categories.chi_squared(current, baseline)

        statistic, p_value = (
            deequ.of_categories(current, baseline, how, deequ.chi_squared) for how in (SIMPLE, ROBUST)
        )

        tested.append(ours is not None)
        if ours is None:
            assert math.isnan(statistic)
            continue
        assert ours[0] == pytest.approx(statistic, rel=1e-12)
        assert ours[1] == pytest.approx(p_value, rel=1e-9, abs=1e-12)
    assert len(set(tested)) == 2
