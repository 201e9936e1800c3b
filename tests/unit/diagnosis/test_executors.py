from __future__ import annotations

import sys
from typing import Any

import pytest

from baselining.diagnosis.executors import findings_of
from baselining.diagnosis.finding import Verdict, is_healthy
from baselining.spark.executors import seen

HERE = seen(None, None)


def test_a_machine_like_the_driver_is_healthy() -> None:
    (finding,) = findings_of([HERE])

    assert finding.says == f"1 machine(s) answered, Python {sys.version_info[0]}.{sys.version_info[1]}"


@pytest.mark.parametrize(
    ("changed", "verdict", "says"),
    [
        ({"python": "3.9"}, Verdict.WRONG, "Python 3.9"),
        ({"baselining": "0.0.1"}, Verdict.WRONG, "baselining 0.0.1"),
        ({"numpy": None}, Verdict.ODD, "numpy None"),
        ({"pandas": "1"}, None, ""),
        ({"s3": ""}, Verdict.FINE, "reads the bucket itself"),
        ({"s3": "OSError: it cannot be listed"}, Verdict.ODD, "Spark's reader does, slower"),
    ],
)
def test_what_differs_on_a_machine_is_said_of_it(
    changed: dict[str, Any], verdict: Verdict | None, says: str
) -> None:
    _, *findings = findings_of([HERE | changed])

    assert [finding.verdict for finding in findings] == ([] if verdict is None else [verdict])
    assert all(says in finding.says and HERE["host"] in finding.subject for finding in findings)
    assert is_healthy(findings) == (verdict is not Verdict.WRONG)
