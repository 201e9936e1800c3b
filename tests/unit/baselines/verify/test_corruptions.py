"""Every number and name of a baseline, changed one at a time: verification notices, or the exception is listed here."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest
from tests.unit.baselines.verify.sound import large, small, statistics_of

from baselining.baselines.suggest import suggest
from baselining.baselines.verify.finding import Grade
from baselining.baselines.verify.pair import verify_pair
from baselining.baselines.verify.statistics import verify_statistics
from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS, STATISTICS, Document, from_bytes
from baselining.documents.scala_order import NULL_VALUE
from baselining.documents.statistics import Statistics
from baselining.errors import DocumentError

Path = tuple[str | int, ...]

ANOTHER_TYPE = {"Integral": "Fractional", "Fractional": "Integral", "String": "Unknown", "Unknown": "String"}

NOT_SAID_TWICE = ("approximate_num_distinct_values", "version")
"""Only the data itself can tell whether these are right."""


def leaves(tree: Any, path: Path = ()) -> Iterator[Path]:
    members = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    if not isinstance(tree, (dict, list)):
        yield path
    for key, value in members:
        yield from leaves(value, (*path, key))


def changed(tree: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """A tree with another leaf; it shares all branches that do not lead there."""
    if not path:
        return change(tree)
    copied = copy.copy(tree)
    copied[path[0]] = changed(tree[path[0]], path[1:], change)
    return copied


def another(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value * 2 + 1
    return ANOTHER_TYPE.get(value, value + "x")


def problems(statistics: Any, constraints: Any) -> list[str]:
    """Of two documents; one that was damaged comes as its tree and is read as from its file."""
    try:
        documents = (
            _read(Statistics, statistics, STATISTICS),
            _read(Constraints, constraints, CONSTRAINTS),
        )
    except DocumentError as error:
        return [error.message]
    found = [*verify_statistics(documents[0]), *verify_pair(*documents)]
    return [str(finding) for finding in found if finding.grade is Grade.WRONG]


def _read(kind: type[Document], document: Any, name: str) -> Document:
    if isinstance(document, kind):
        return document
    return from_bytes(kind, json.dumps(document).encode(), name=name)


@pytest.mark.parametrize("baseline", [small, large], ids=["small", "large"])
def test_what_we_write_is_sound(baseline: Callable[[], tuple[Statistics, Constraints]]) -> None:
    statistics, constraints = baseline()

    assert list(verify_statistics(statistics)) == []
    assert list(verify_pair(statistics, constraints)) == []


def test_any_one_change_in_the_statistics_shows() -> None:
    whole, constraints = small()
    statistics = whole.tree()
    unnoticed = [
        path
        for path in leaves(statistics)
        if not problems(changed(statistics, path, another), constraints) and path[-1] not in NOT_SAID_TWICE
    ]

    assert unnoticed == []


def test_any_one_number_of_compacted_statistics_shows_unless_it_is_one_item_of_many() -> None:
    whole, constraints = large()
    statistics = whole.tree()
    for path in leaves(statistics):
        if "data" in path or path[-1] in NOT_SAID_TWICE or path[1:2] == (3,):
            continue
        assert problems(changed(statistics, path, another), constraints), path


Edit = Callable[[dict[str, Any]], None]
_AGE, _PRICE, _CITY = 0, 1, 2


def numbers(tree: dict[str, Any], feature: int = _PRICE) -> dict[str, Any]:
    return tree["features"][feature]["numerical_statistics"]


def kll(tree: dict[str, Any]) -> dict[str, Any]:
    return numbers(tree)["distribution"]["kll"]


def city(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return tree["features"][_CITY]["string_statistics"]["distribution"]["categorical"]["buckets"]


STATISTICS_DAMAGE: dict[str, Edit] = {
    "a bucket is gone": lambda tree: kll(tree)["buckets"].pop(),
    "two buckets are swapped": lambda tree: kll(tree)["buckets"].reverse(),
    "an item of the sketch is gone": lambda tree: kll(tree)["sketch"]["data"][0].pop(),
    "an item of the sketch is there twice": lambda tree: kll(tree)["sketch"]["data"][0].append(0.0),
    "a level is gone": lambda tree: kll(tree)["sketch"]["data"].pop(),
    "the sketch has a level more": lambda tree: kll(tree)["sketch"]["data"].append([1.0]),
    "more items than the levels hold": lambda tree: kll(tree)["sketch"]["data"][0].extend([0.0] * 20_000),
    "a numeric feature has categories": lambda tree: numbers(tree)["distribution"].update(
        categorical={"buckets": []}
    ),
    "the distribution of a numeric feature is gone": lambda tree: numbers(tree).pop("distribution"),
    "the extrema are gone": lambda tree: (numbers(tree).pop("min"), numbers(tree).pop("max")),
    "a feature has both kinds of statistics": lambda tree: tree["features"][_PRICE].update(
        string_statistics=tree["features"][_CITY]["string_statistics"]
    ),
    "a feature has no statistics": lambda tree: tree["features"][_PRICE].pop("numerical_statistics"),
    "a category is gone": lambda tree: city(tree).pop(),
    "a category stands twice": lambda tree: city(tree).append(city(tree)[0]),
    "a category does not occur": lambda tree: city(tree).append({"value": "Bonn", "count": 0}),
    "the categories of few values are gone": lambda tree: tree["features"][_CITY]["string_statistics"].pop(
        "distribution"
    ),
    "there are no rows": lambda tree: tree["dataset"].update(item_count=0),
    "there are no features": lambda tree: tree["features"].clear(),
    "a feature is gone": lambda tree: tree["features"].pop(0),
    "a feature stands twice": lambda tree: tree["features"].append(tree["features"][0]),
    "features are swapped": lambda tree: tree["features"].reverse(),
}
CONSTRAINTS_DAMAGE: dict[str, Edit] = {
    "the data is said to be more complete than it is": lambda tree: tree["features"][_AGE].update(
        completeness=1.0
    ),
    "negative completeness": lambda tree: tree["features"][_AGE].update(completeness=-0.5),
    "negative numbers are forbidden that the data has": lambda tree: tree["features"][_PRICE][
        "num_constraints"
    ].update(is_non_negative=True),
    "another type": lambda tree: tree["features"][_AGE].update(inferred_type="Fractional"),
    "a value of the data is not in the domain": lambda tree: tree["features"][_CITY]["string_constraints"][
        "domains"
    ].remove("Rome"),
    "a value stands twice in the domain": lambda tree: tree["features"][_CITY]["string_constraints"][
        "domains"
    ].append("Rome"),
    "a feature that the data does not have": lambda tree: tree["features"].append(
        {"name": "stranger", "inferred_type": "String", "completeness": 1.0}
    ),
    "another order of features": lambda tree: tree["features"].reverse(),
}


@pytest.mark.parametrize("baseline", [small, large], ids=["small", "large"])
@pytest.mark.parametrize("damage", STATISTICS_DAMAGE.values(), ids=STATISTICS_DAMAGE.keys())
def test_damaged_statistics_are_noticed(baseline: Any, damage: Edit) -> None:
    whole, constraints = baseline()
    statistics = copy.deepcopy(whole.tree())
    damage(statistics)

    assert problems(statistics, constraints)


@pytest.mark.parametrize("damage", CONSTRAINTS_DAMAGE.values(), ids=CONSTRAINTS_DAMAGE.keys())
def test_constraints_that_the_data_itself_violates_are_noticed(damage: Edit) -> None:
    statistics, whole = small()
    constraints = copy.deepcopy(whole.tree())
    damage(constraints)

    assert problems(statistics, constraints)


LOOSENED: dict[str, Edit] = {
    "completeness": lambda tree: tree["features"][_AGE].update(completeness=0.5),
    "completeness of an unknown column": lambda tree: tree["features"][_AGE].update(completeness=0.0),
    "sign": lambda tree: tree["features"][_AGE]["num_constraints"].update(is_non_negative=False),
    "no sign": lambda tree: tree["features"][_AGE].pop("num_constraints"),
    "another value allowed": lambda tree: tree["features"][_CITY]["string_constraints"]["domains"].append(
        "Bonn"
    ),
    "no domain": lambda tree: tree["features"][_CITY].pop("string_constraints"),
    "a feature not constrained": lambda tree: tree["features"].pop(),
    "a threshold": lambda tree: tree["monitoring_config"].update(datatype_check_threshold=0.9),
}


@pytest.mark.parametrize("edit", LOOSENED.values(), ids=LOOSENED.keys())
def test_hand_edits_that_loosen_are_noted_and_not_wrong(edit: Edit) -> None:
    statistics, constraints = small()
    tree = copy.deepcopy(constraints.tree())
    edit(tree)

    found = list(verify_pair(statistics, Constraints.model_validate(tree)))

    assert [finding.grade for finding in found] == [Grade.NOTE]


def test_missing_cells_without_a_bucket_are_noted_for_earlier_releases_left_it_out() -> None:
    whole, _ = small()
    statistics = copy.deepcopy(whole.tree())
    city(statistics)[:] = [bucket for bucket in city(statistics) if bucket["value"] != NULL_VALUE]

    found = list(verify_statistics(from_bytes(Statistics, json.dumps(statistics).encode(), name=STATISTICS)))

    assert [finding.grade for finding in found] == [Grade.NOTE]
    assert NULL_VALUE in found[0].problem


def test_a_bucket_for_missing_cells_that_does_not_count_them_all_is_wrong() -> None:
    whole, constraints = small()
    statistics = copy.deepcopy(whole.tree())
    of_missing = next(bucket for bucket in city(statistics) if bucket["value"] == NULL_VALUE)
    another_bucket = next(bucket for bucket in city(statistics) if bucket["value"] != NULL_VALUE)
    of_missing["count"] -= 1
    another_bucket["count"] += 1

    assert any("missing cells" in problem for problem in problems(statistics, constraints))


def test_a_domain_may_leave_missing_cells_out_but_not_cells_of_that_text() -> None:
    def found(*cells: str | None) -> list[Grade]:
        statistics = statistics_of(pa.table({"a": pa.array(cells, pa.string())}))
        tree = suggest(statistics).tree()
        tree["features"][0]["string_constraints"]["domains"].remove(NULL_VALUE)
        return [finding.grade for finding in verify_pair(statistics, Constraints.model_validate(tree))]

    assert found("x", None) == [Grade.NOTE]
    assert found("x", None, NULL_VALUE) == [Grade.WRONG]
    assert found("x", NULL_VALUE) == [Grade.WRONG]


@pytest.mark.parametrize("cells", [["x", None], ["x", NULL_VALUE], ["x", NULL_VALUE, None, None]])
def test_cells_that_say_null_value_are_sound_beside_missing_ones(cells: list[str | None]) -> None:
    statistics = statistics_of(pa.table({"a": pa.array(cells, pa.string())}))

    assert list(verify_statistics(statistics)) == []


def test_findings_hold_no_values_of_the_data() -> None:
    statistics, whole = small()
    constraints = whole.tree()
    secret = "planted-4711"
    for path in leaves(constraints):
        damaged = changed(
            constraints, path, lambda value: secret if isinstance(value, str) else another(value)
        )
        if path[-1] not in ("name", "inferred_type"):
            assert secret not in " ".join(problems(statistics, damaged))
