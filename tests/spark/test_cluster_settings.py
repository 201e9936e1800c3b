"""Spark knows the settings of conf/small-cluster.conf and conf/large-cluster.conf, and takes their values."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from tests.unit.spark.test_cluster_settings import CONF, settings


@pytest.mark.parametrize("name", ["small-cluster", "large-cluster"])
def test_spark_knows_each_setting_and_reads_its_value(spark: SparkSession, name: str) -> None:
    jvm = spark._jvm
    assert jvm is not None
    entries = jvm.org.apache.spark.internal.config.ConfigEntry
    found = settings(CONF / f"{name}.conf")
    of_spark = {key: value for key, value in found.items() if not key.startswith("spark.hadoop.")}
    conf = jvm.org.apache.spark.SparkConf(False)
    for key, value in found.items():
        conf.set(key, value)

    assert [key for key in of_spark if entries.findEntry(key) is None] == []
    for key in of_spark:
        conf.get(entries.findEntry(key))  # raises if it is no size, number or time
