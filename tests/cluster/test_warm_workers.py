"""Executors whose Python can import our daemon fork warm workers from it, where a cluster is told to."""

from __future__ import annotations

from collections.abc import Iterator

from tests.cluster.conftest import TWO_EXECUTORS, spark_on


def test_workers_of_executors_are_children_of_our_daemon_if_it_is_set() -> None:
    def parents(_numbers: Iterator[int]) -> Iterator[tuple[bool, bool]]:
        import os
        import sys
        from pathlib import Path

        words = Path(f"/proc/{os.getppid()}/cmdline").read_bytes().split(b"\0")
        yield b"baselining.spark.daemon" in words, "numba" in sys.modules

    with spark_on(TWO_EXECUTORS, {"spark.python.daemon.module": "baselining.spark.daemon"}) as spark:
        found = spark.sparkContext.parallelize(range(4), 4).mapPartitions(parents).collect()

    assert found == [(True, True)] * 4
