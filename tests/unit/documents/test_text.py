from __future__ import annotations

import pytest
from pydantic import BaseModel
from tests.golden_data import golden
from tests.unit.documents import complete

from baselining.baselines.suggest import suggest
from baselining.documents import constraints, statistics
from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes, to_bytes
from baselining.documents.layout import FormatVersion
from baselining.documents.part import Part
from baselining.documents.statistics import Statistics

every_version = pytest.mark.parametrize("version", FormatVersion, ids=lambda version: version.value)

CONTAINER_S_OWN = [
    (Statistics, "bank-cwzkevin/statistics.json"),
    (Constraints, "bank-cwzkevin/constraints.json"),
    (Statistics, "cardio-oxayavongsa/statistics.json"),
    (Constraints, "cardio-oxayavongsa/constraints.json"),
    (Statistics, "nodata-reviews-34450rows-3partitions/statistics.json"),
    (Constraints, "nodata-reviews-34450rows-3partitions/constraints.json"),
    (Statistics, "nodata-weather-652652rows-4partitions/statistics.json"),
    (Constraints, "nodata-weather-652652rows-4partitions/constraints.json"),
    (Statistics, "nodata-windturbine-missing-cells/header-right-2020-04-09.statistics.json"),
    (Constraints, "nodata-windturbine-missing-cells/header-right-2020-04-09.constraints.json"),
    (Statistics, "nodata-windturbine-missing-cells/header-wrong-2020-04-08.statistics.json"),
    (Constraints, "nodata-windturbine-missing-cells/header-wrong-2020-04-08.constraints.json"),
    (Statistics, "packt-cookbook-ch07-monitoring-run/baseline-statistics.json"),
    (Constraints, "packt-cookbook-ch07-monitoring-run/baseline-constraints.json"),
    (Statistics, "sdk-quality-check-100rows/statistics.json"),
    (Constraints, "sdk-quality-check-100rows/constraints.good.json"),
    (Constraints, "sdk-quality-check-100rows/constraints.bad.json"),
    (Constraints, "telco-aws-examples/constraints.json"),
]


@every_version
def test_statistics_of_every_member_have_the_text_written_by_hand(version: FormatVersion) -> None:
    assert complete.written_by_hand(version, STATISTICS) == to_bytes(complete.statistics(version))


@every_version
def test_constraints_of_every_member_have_the_text_written_by_hand(version: FormatVersion) -> None:
    assert complete.written_by_hand(version, CONSTRAINTS) == to_bytes(complete.constraints(version))


@every_version
def test_both_texts_read_back_as_the_values_and_write_back_as_the_text(version: FormatVersion) -> None:
    for kind, name, expected in (
        (Statistics, STATISTICS, complete.statistics(version)),
        (Constraints, CONSTRAINTS, complete.constraints(version)),
    ):
        text = complete.written_by_hand(version, name)
        document = from_bytes(kind, text, name=name)

        assert expected.tree() == document.tree()
        assert text == to_bytes(document)


@every_version
def test_the_constraints_are_what_the_statistics_suggest(version: FormatVersion) -> None:
    assert complete.constraints(version).tree() == suggest(complete.statistics(version), version).tree()


def test_no_member_was_forgotten_in_the_complete_documents() -> None:
    seen: dict[type[Part], set[str]] = {}
    _collect(complete.statistics(FormatVersion.CURRENT), seen)
    _collect(complete.constraints(FormatVersion.CURRENT), seen)

    declared = {
        kind: set(kind.model_fields)
        for module in (statistics, constraints)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Part) and kind is not Part
    }
    assert declared == seen


@pytest.mark.parametrize(
    ("kind", "case"), CONTAINER_S_OWN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_file_that_the_container_wrote_reads_and_writes_back_byte_for_byte(
    kind: type[Part], case: str
) -> None:
    expected = golden(case).read_bytes().rstrip(b"\n")

    assert expected == to_bytes(from_bytes(kind, expected, name=case))


@pytest.mark.parametrize(("kind", "name"), [(Statistics, STATISTICS), (Constraints, CONSTRAINTS)])
def test_the_layout_of_2019_can_be_read_and_loses_nothing(kind: type[Part], name: str) -> None:
    raw = golden(f"sdk-monitor-2019-format/{name}").read_bytes()

    once = to_bytes(from_bytes(kind, raw, name=name))

    assert b"min_domain_mass" not in raw or b'"min_domain_mass" : 1.0' in once
    assert once.split() == to_bytes(from_bytes(kind, once, name=name)).split()
    assert b"".join(raw.split()) == b"".join(once.split())


def _collect(part: BaseModel, seen: dict[type[Part], set[str]]) -> None:
    members = seen.setdefault(type(part), set())  # type: ignore[arg-type]
    for name in type(part).model_fields:
        value = getattr(part, name)
        if value is not None:
            members.add(name)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, BaseModel):
                _collect(item, seen)
