"""What Amazon's container wrote is sound, in every layout, from one partition and from several."""

from __future__ import annotations

import pytest
from tests.golden_data import golden

from baselining.baselines.verify.pair import verify_pair
from baselining.baselines.verify.statistics import verify_statistics
from baselining.documents.constraints import Constraints
from baselining.documents.files import from_bytes
from baselining.documents.statistics import Statistics

PAIRS = [
    ("bank-cwzkevin", "statistics.json", "constraints.json"),
    ("cardio-oxayavongsa", "statistics.json", "constraints.json"),
    ("nodata-reviews-34450rows-3partitions", "statistics.json", "constraints.json"),
    ("nodata-weather-652652rows-4partitions", "statistics.json", "constraints.json"),
    (
        "nodata-windturbine-missing-cells",
        "header-right-2020-04-09.statistics.json",
        "header-right-2020-04-09.constraints.json",
    ),
    (
        "nodata-windturbine-missing-cells",
        "header-wrong-2020-04-08.statistics.json",
        "header-wrong-2020-04-08.constraints.json",
    ),
    ("packt-cookbook-ch07-monitoring-run", "baseline-statistics.json", "baseline-constraints.json"),
    ("sdk-quality-check-100rows", "statistics.json", "constraints.good.json"),
]


@pytest.mark.parametrize(("case", "statistics", "constraints"), PAIRS)
def test_a_baseline_that_the_container_wrote_has_no_findings(
    case: str, statistics: str, constraints: str
) -> None:
    folder = golden(case)
    documents = (
        from_bytes(Statistics, (folder / statistics).read_bytes(), name=statistics),
        from_bytes(Constraints, (folder / constraints).read_bytes(), name=constraints),
    )

    assert [str(finding) for finding in [*verify_statistics(documents[0]), *verify_pair(*documents)]] == []


def test_the_statistics_of_a_monitoring_run_have_no_findings() -> None:
    raw = golden("packt-cookbook-ch07-monitoring-run/monitoring-statistics.json").read_bytes()

    assert list(verify_statistics(from_bytes(Statistics, raw, name="statistics.json"))) == []


def test_the_spoilt_constraints_of_the_sdk_are_found_out() -> None:
    folder = golden("sdk-quality-check-100rows")
    statistics = from_bytes(Statistics, (folder / "statistics.json").read_bytes(), name="statistics.json")
    spoilt = from_bytes(Constraints, (folder / "constraints.bad.json").read_bytes(), name="constraints.json")

    assert [finding.place for finding in verify_pair(statistics, spoilt)] == [
        "constraints.json: features['_c5'].inferred_type"
    ]
