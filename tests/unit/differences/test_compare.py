"""What changed from one baseline to another: facts, their order, and the sentences."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.golden_data import golden
from tests.unit.evaluation.data import baseline, edited

from baselining.baselines.folder import read_documents
from baselining.differences.compare import compare
from baselining.differences.difference import Change, Differences, DomainChange, FeatureDifference, Shift
from baselining.differences.sentences import sentences
from baselining.documents.constraints import Constraints
from baselining.documents.pair import Documents
from baselining.errors import DocumentError
from baselining.evaluation.violation import Drift

Columns = dict[str, list[str]]
ROWS = 4000
SECRET = "eve@example.org"


def documents(columns: Columns, **config: Any) -> Documents:
    statistics, constraints = baseline(columns)
    return Documents(statistics=statistics, constraints=edited(constraints, **config))


def numbers(first: float, step: float, *, missing: int = 0) -> list[str]:
    """Evenly spread numbers, the first few missing."""
    return ["" if row < missing else f"{first + step * row:.3f}" for row in range(ROWS)]


def words(*shares: tuple[str, int]) -> list[str]:
    cells = [word for word, share in shares for _ in range(share)]
    return (cells * (ROWS // len(cells) + 1))[:ROWS]


def only(found: Differences) -> FeatureDifference:
    (feature,) = found.features
    return feature


def changes(old: Columns, new: Columns) -> FeatureDifference:
    return only(compare(documents(old), documents(new)))


def test_a_baseline_does_not_differ_from_itself() -> None:
    same = documents({"a": numbers(0, 1), "b": words(("x", 3), ("y", 1))})

    found = compare(same, same)

    assert sentences(found) == ["4,000 rows, as before.", "2 other features hardly changed."]
    assert all(not each.is_noteworthy and each.weight == 0 for each in found.features)
    assert (found.is_reordered, found.settings) == (False, ())


def test_means_deviations_missing_cells_and_both_distances_are_told() -> None:
    other = {"other": numbers(0, 1)}
    old = documents({"delay": numbers(0, 0.01), **other})
    new = documents({"delay": numbers(10, 0.01, missing=400), **other})

    found = compare(old, new).features[0]

    assert found.mean is not None
    assert found.missing is not None
    assert found.distances is not None
    assert found.mean.before == pytest.approx(19.995)
    assert found.mean.after == pytest.approx(10 + 0.01 * (400 + 3999) / 2)
    assert (found.missing.before, found.missing.after) == (0, 0.1)
    assert found.distances.container.drift is Drift.CONTAINER
    assert found.distances.exact.drift is Drift.EXACT
    (_, line, _) = sentences(compare(old, new))
    assert line.startswith(
        "`delay`: mean 20 → 32 (+60 %), standard deviation 11.5 → 10.4 (-10 %), distance 0."
    )
    assert line.endswith("above the old threshold 0.1, now 10.0 % missing (was 0 %)")


def test_the_exact_distance_stands_first_where_the_container_s_differs() -> None:
    found = changes({"flag": words(("0", 9), ("1", 1))}, {"flag": words(("0", 1), ("1", 9))})

    assert found.distances is not None
    assert found.distances.container.value == 0
    assert found.distances.exact.value > 0.7
    assert found.is_noteworthy


def test_the_gravest_comes_first() -> None:
    old = {"gone": numbers(0, 1), "calm": numbers(0, 1), "typed": numbers(0, 1), "moved": numbers(0, 1)}
    new = {
        "calm": numbers(0, 1),
        "typed": words(("x", 1)),
        "moved": numbers(2000, 1),
        "came": numbers(0, 1),
    }

    found = compare(documents(old), documents(new))

    assert [(each.name, each.change.value) for each in found.features] == [
        ("gone", "removed"),
        ("came", "added"),
        ("typed", "retyped"),
        ("moved", "changed"),
        ("calm", "changed"),
    ]
    assert found.named(Change.REMOVED) == ["gone"]
    told = sentences(found)
    assert told[1:3] == ["`gone`: removed (it was Fractional)", "`came`: added (Fractional)"]
    assert told[-1] == "1 other feature hardly changed."


def test_another_order_of_the_same_features_is_told() -> None:
    a, b, c = numbers(0, 1), numbers(5, 1), numbers(9, 1)

    assert compare(documents({"a": a, "b": b}), documents({"b": b, "a": a})).is_reordered
    assert not compare(documents({"a": a, "b": b}), documents({"c": c, "a": a, "b": b})).is_reordered


def test_of_domains_only_counts_are_told() -> None:
    old = {"who": words(("x", 2), ("y", 2), (SECRET, 1))}
    new = {"who": words(("x", 2), ("y", 2), ("z", 1), ("mallory@example.org", 1))}

    found = compare(documents(old), documents(new))

    assert only(found).domain == DomainChange(before=3, after=4, added=2, removed=1)
    told = json.dumps(found.to_json()) + "".join(sentences(found))
    assert "known values 3 → 4 (2 new, 1 gone)" in told
    assert "example.org" not in told


def test_a_list_of_values_that_came_or_went_is_told() -> None:
    many = [f"w{row % 300}" for row in range(ROWS)]
    few = words(("x", 1), ("y", 1))

    (_, gone) = sentences(compare(documents({"a": few}), documents({"a": many})))
    (_, came) = sentences(compare(documents({"a": many}), documents({"a": few})))

    assert "no longer limited to 2 known values" in gone
    assert "now limited to 2 known values" in came


def test_settings_are_told_once_for_all_and_else_by_feature() -> None:
    columns = {"a": numbers(0, 1), "b": numbers(0, 1)}
    new = documents(
        columns,
        distribution_constraints={"comparison_threshold": 0.3},
        feature={"monitoringConfigOverrides": {"emit_metrics": "Disabled"}},
    )

    found = compare(documents(columns), new)

    assert [each.setting for each in found.settings] == ["comparison_threshold"]
    assert [[each.setting for each in feature.settings] for feature in found.features] == [
        ["emit_metrics"],
        [],
    ]
    assert sentences(found)[1:3] == [
        "For all features: comparison_threshold 0.1 → 0.3.",
        "`a`: emit_metrics yes → no",
    ]


def test_a_first_negative_number_is_told() -> None:
    found = changes({"a": numbers(0, 1)}, {"a": ["-999.5", *numbers(1, 1)[1:]]})

    assert [(each.setting, each.before, each.after) for each in found.settings] == [
        ("is_non_negative", True, False)
    ]


def test_a_column_that_lost_all_its_cells_is_told() -> None:
    old = documents({"a": numbers(0, 1), "b": numbers(0, 1)})

    found = compare(old, documents({"a": numbers(0, 1), "b": [""] * ROWS})).features[0]

    assert (found.name, found.change, found.types) == ("b", Change.RETYPED, ("Fractional", "Unknown"))
    assert found.missing == Shift(0.0, 1.0)
    assert (found.mean, found.distances) == (None, None)


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [(10.0, 15.0, 50.0), (-10.0, -15.0, -50.0), (-10.0, 5.0, 150.0), (0.0, 5.0, None), (1e-308, 1e308, None)],
)
def test_a_shift_in_percent_has_the_sign_of_the_change(
    before: float, after: float, percent: float | None
) -> None:
    assert Shift(before, after).percent == (None if percent is None else pytest.approx(percent))


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE, FINITE, st.floats(0, 1e308), st.floats(0, 1e308))
def test_the_weight_is_a_share_for_all_means_and_deviations(a: float, b: float, c: float, d: float) -> None:
    feature = FeatureDifference(
        name="x",
        change=Change.CHANGED,
        types=("Fractional", "Fractional"),
        mean=Shift(a, b),
        std_dev=Shift(c, d),
    )

    assert 0 <= feature.weight <= 1
    json.dumps(feature.to_json(), allow_nan=False)
    assert all(math.isfinite(each) for each in [feature.weight])
    assert sentences(Differences(rows=Shift(1, 1), features=(feature,)))


def test_names_that_move_a_cursor_are_escaped() -> None:
    name = "a\x1b[2J"
    feature = FeatureDifference(name=name, change=Change.ADDED, types=(None, "String"))

    assert sentences(Differences(rows=Shift(1, 1), features=(feature,)))[1] == "`'a\\x1b[2J'`: added (String)"


def test_contradictory_constraints_are_refused_by_the_name_of_their_side() -> None:
    good = documents({"a": numbers(0, 1)})
    tree = good.constraints.tree()
    tree["monitoring_config"]["datatype_check_threshold"] = 7
    bad = Documents(statistics=good.statistics, constraints=Constraints.model_validate(tree))

    with pytest.raises(DocumentError, match=r"the new constraints\.json: .*is 7"):
        compare(good, bad)


@pytest.mark.parametrize("case", ["bank-cwzkevin", "cardio-oxayavongsa", "boston-packt-learn2e"])
def test_what_the_container_wrote_can_be_compared(case: str) -> None:
    ours = read_documents(golden(case))[0]

    assert {each.change for each in compare(ours, ours).features} == {Change.CHANGED}
    assert all(not each.is_noteworthy for each in compare(ours, ours).features)
