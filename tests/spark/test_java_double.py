"""Texts of doubles against the real `Double.toString`, in bulk: `java.util.Arrays.toString` writes its elements so."""

from __future__ import annotations

import os

import numpy as np
import pytest
from numpy.random import Generator
from pyspark.sql import SparkSession

from baselining.documents.java_double import double_text

Doubles = np.ndarray

SEED = int(os.environ.get("BASELINING_SEED", "20261124"))
MANY = 60_000


def any_bits(rng: Generator) -> Doubles:
    return rng.integers(0, 2**64, MANY, dtype=np.uint64).view(np.float64)


def subnormals(rng: Generator) -> Doubles:
    return (
        np.concatenate([np.arange(2000), rng.integers(0, 2**52, MANY // 4)])
        .astype(np.uint64)
        .view(np.float64)
    )


def powers_of_two_and_their_neighbours(_: Generator) -> Doubles:
    powers = np.ldexp(1.0, np.arange(-1074, 1024))
    return np.concatenate([powers, np.nextafter(powers, np.inf), np.nextafter(powers, 0.0)])


def few_digits(rng: Generator) -> Doubles:
    exponents = range(-325, 309)
    powers = [f"{digits}e{exponent}" for digits in (1, 2, 3, 5, 9, 15, 25, 841) for exponent in exponents]
    shorts = [f"{rng.integers(1, 10 ** rng.integers(1, 10))}e{rng.integers(-25, 25)}" for _ in range(MANY)]
    return np.array([float(text) for text in powers + shorts])


def whole_numbers(rng: Generator) -> Doubles:
    longs = rng.integers(-(2**63), 2**63, MANY, dtype=np.int64) >> rng.integers(0, 60, MANY)
    beyond = np.ldexp(1.0 + rng.random(MANY // 4), rng.integers(52, 130, MANY // 4)).round()
    return np.concatenate([longs.astype(np.float64), beyond, np.arange(2.0**53 - 300, 2.0**53 + 300)])


def usual_numbers(rng: Generator) -> Doubles:
    return rng.normal(0, 1, MANY) * 10.0 ** rng.integers(-4, 10, MANY)


def sums_of_few_powers_of_two(rng: Generator) -> Doubles:
    return np.ldexp(rng.integers(1, 2**22, MANY).astype(np.float64), rng.integers(-90, 80, MANY))


def near_the_ends_of_the_fast_path(rng: Generator) -> Doubles:
    ends = np.array([2.0**-60, 1e-3, 1e7, 2.0**36, 2.0**51, 2.0**52, 2.0**53])
    return (ends[:, None] * (1.0 + rng.normal(0, 1e-15, (ends.size, MANY // 20)).round(17))).ravel()


@pytest.mark.parametrize(
    "draw",
    [
        any_bits,
        subnormals,
        powers_of_two_and_their_neighbours,
        few_digits,
        whole_numbers,
        usual_numbers,
        sums_of_few_powers_of_two,
        near_the_ends_of_the_fast_path,
    ],
)
def test_doubles_are_written_as_java_writes_them(spark: SparkSession, draw) -> None:
    values = draw(np.random.default_rng(SEED))
    values = values[np.isfinite(values)]

    expected = java_texts(spark, values)

    actual = [double_text(value) for value in values.tolist()]
    differing = [(ours, java) for ours, java in zip(actual, expected, strict=True) if ours != java]
    assert not differing, f"{len(differing)} of {values.size}, such as (ours, Java's) {differing[:5]}"


def java_texts(spark: SparkSession, values: Doubles) -> list[str]:
    """What the JVM says, all in one call."""
    jvm = spark._jvm
    buffer = jvm.java.nio.ByteBuffer.wrap(bytearray(values.astype(">f8").tobytes())).asDoubleBuffer()
    array = spark.sparkContext._gateway.new_array(jvm.double, values.size)
    buffer.get(array)
    return jvm.java.util.Arrays.toString(array)[1:-1].split(", ")
