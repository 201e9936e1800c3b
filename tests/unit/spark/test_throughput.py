from __future__ import annotations

from baselining.spark.profiled import Throughput


def test_rates_follow_from_what_was_done() -> None:
    throughput = Throughput(
        reading="workers read 1 Parquet file",
        rows=1000,
        columns=20,
        input_bytes=5000,
        seconds=2.0,
        java_compiler="C1",
    )

    assert throughput.to_json() == {
        "reading": "workers read 1 Parquet file",
        "rows": 1000,
        "columns": 20,
        "input_bytes": 5000,
        "seconds": 2.0,
        "rows_per_s": 500,
        "bytes_per_s": 2500,
        "values_per_s": 10000,
        "java_compiler": "C1",
    }
