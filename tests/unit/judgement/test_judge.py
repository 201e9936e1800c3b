"""A new baseline is judged: faults are caught, healthy samples pass, and every rule can be set."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from tests.unit.evaluation.data import edited
from tests.unit.judgement.training_sets import CARRIERS, FAULTS, ROWS, documents, healthy

from baselining.documents.pair import Documents
from baselining.judgement.acceptance import Acceptance
from baselining.judgement.judge import judge
from baselining.judgement.policy import Policy, rules
from baselining.judgement.verdict import Verdict

OLD = cache(lambda: documents(healthy(0)))
NEW = cache(lambda: documents(healthy(1)))
ACCEPTED = Acceptance(reason="new airports", who="eve@host", when="2026-11-26T16:00:00+00:00")
EXPECTED = {
    "units changed": "most_surprising_values",
    "columns swapped": "most_drift",
    "missing cells doubled": "most_completeness_drop",
    "category renamed": "most_surprising_values",
    "truth leaked in": "most_added",
    "order differs": "order",
    "time zone shifted": "most_drift",
    "rows twice": "most_rows_share",
    "file truncated": "least_rows_share",
    "column constant": "most_new_constants",
    "mark for missing": "most_surprising_values",
    "one class missing": "most_surprising_values",
    "words among numbers": "most_unparseable",
}


def refusing(verdict: Verdict) -> set[str]:
    return {each.rule for each in verdict.refusals}


def judged(new: Documents, old: Documents | None = None, **policy: Any) -> Verdict:
    return judge(new, old, Policy(**policy))


@pytest.mark.parametrize("fault", FAULTS)
def test_each_planted_fault_is_refused_by_default(fault: str) -> None:
    found = judged(documents(FAULTS[fault](healthy(1))), OLD())

    assert found.is_refused
    assert EXPECTED[fault] in refusing(found)


@pytest.mark.parametrize("seed", range(1, 21))
def test_healthy_samples_pass_by_default(seed: int) -> None:
    found = judged(documents(healthy(seed)), OLD())

    assert [each.sentence for each in found.refusals] == []
    assert found.outcome == "passed"


@pytest.mark.parametrize("rows", [300, 1600, 5000])
def test_healthy_samples_of_another_size_are_refused_for_their_size_alone(rows: int) -> None:
    found = judged(documents(healthy(7, rows)), OLD())

    assert refusing(found) <= {"least_rows_share"}
    assert ("least_rows_share" in refusing(found)) == (rows < ROWS / 2)


def test_a_constant_column_that_was_one_before_is_only_told() -> None:
    notes = [each for each in judged(NEW(), OLD()).reasons if not each.refuses]

    assert [(each.rule, each.feature) for each in notes] == [("constants", "year")]


def test_a_column_without_values_is_told_to_have_none() -> None:
    columns = healthy(1) | {"note": [""] * ROWS}

    told = [each.sentence for each in judged(documents(columns)).reasons]

    assert "`note` has no value in any row." in told
    assert "`year` has the same value in every row." in told


def test_without_an_old_baseline_only_what_stands_alone_is_judged() -> None:
    found = judged(documents(healthy(1, 150)))

    assert refusing(found) == {"least_rows"}
    assert found.differences is None
    assert found.refusals[0].sentence == "The training set has 150 rows; the policy asks for 200."


def test_an_acceptance_is_in_the_verdict_only_if_something_was_refused() -> None:
    faulty = documents(FAULTS["truth leaked in"](healthy(1)))

    accepted = judge(faulty, OLD(), Policy(), ACCEPTED)
    passed = judge(NEW(), OLD(), Policy(), ACCEPTED)

    assert (accepted.outcome, accepted.is_refused) == ("accepted", False)
    assert accepted.to_json()["acceptance"] == {
        "reason": "new airports",
        "who": "eve@host",
        "when": "2026-11-26T16:00:00+00:00",
    }
    assert accepted.lines()[-1] == "accepted by eve@host at 2026-11-26T16:00:00+00:00: new airports"
    assert (passed.outcome, passed.acceptance) == ("passed", None)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_rule_can_be_told_only_or_ignored(fault: str) -> None:
    faulty = documents(FAULTS[fault](healthy(1)))
    told = judged(faulty, OLD(), warn=list(rules()))
    silent = judged(faulty, OLD(), warn=[], ignore=list(rules()))

    assert not told.is_refused
    assert EXPECTED[fault] in {each.rule for each in told.reasons}
    assert silent.reasons == ()


@pytest.mark.parametrize(
    ("fault", "policy"),
    [
        ("truth leaked in", {"most_added": 1}),
        ("rows twice", {"most_rows_share": 2, "most_uniqueness_loss": 0.6}),
        ("missing cells doubled", {"most_completeness_drop": 0.06}),
        ("category renamed", {"most_surprising_values": 2, "most_drift": 0.2}),
        ("time zone shifted", {"free": ["hour"]}),
        ("file truncated", {"least_rows_share": 0.3}),
    ],
)
def test_a_threshold_that_allows_it_lets_it_pass(fault: str, policy: dict[str, Any]) -> None:
    faulty = documents(FAULTS[fault](healthy(1)))

    assert judged(faulty, OLD()).is_refused
    assert [each.sentence for each in judged(faulty, OLD(), **policy).refusals] == []


def test_a_freed_feature_that_is_not_there_is_told_with_the_near_name() -> None:
    found = judged(NEW(), OLD(), free=["hourr", "distance"])

    assert [each.sentence for each in found.reasons if each.rule == "free"] == [
        "The policy frees `hourr`, which the new baseline does not have. Did you mean `hour`?"
    ]
    assert refusing(found) == set()
    assert refusing(judged(NEW(), OLD(), free=["hourr"], warn=["constants"])) == {"free"}


def test_edits_by_hand_that_the_new_constraints_lack_are_refused() -> None:
    relaxed = Documents(
        statistics=OLD().statistics,
        constraints=edited(OLD().constraints, feature={"completeness": 0.5}, emit_metrics="Disabled"),
    )

    found = judged(NEW(), relaxed)

    assert refusing(found) == {"most_lost_edits"}
    assert [each.feature for each in found.refusals] == ["late", None]
    assert found.refusals[0].sentence == (
        "An edit by hand of the old constraints is not in the new ones: completeness of `late`: 1.0 → 0.5."
    )


def test_edits_that_the_new_constraints_have_are_not_missed() -> None:
    config = {"feature": {"completeness": 0.5}, "emit_metrics": "Disabled"}
    old, new = (
        Documents(statistics=each.statistics, constraints=edited(each.constraints, **config))
        for each in (OLD(), NEW())
    )

    assert refusing(judged(new, old)) == set()


INPUTS = {"hour": "Integral", "distance": "Integral", "air_time": "Fractional", "carrier": "String"}
OTHERS = ["late", "ticket", "dep_delay", "year"]


def test_declared_inputs_that_are_there_pass() -> None:
    assert refusing(judged(NEW(), inputs=INPUTS, others=OTHERS)) == set()


@pytest.mark.parametrize(
    ("inputs", "others", "said"),
    [
        (
            INPUTS | {"tail": "String"},
            OTHERS,
            "`tail` is an input of the model, and is not in the training set.",
        ),
        (INPUTS | {"hour": "String"}, OTHERS, "`hour` is Integral; the model's input is declared String."),
        (INPUTS, OTHERS[:-1], "`year` is neither an input of the model nor listed in `others`"),
        (dict(reversed(INPUTS.items())), OTHERS, "The inputs stand in another order than declared"),
    ],
)
def test_what_differs_from_the_declared_inputs_is_refused(
    inputs: dict[str, str], others: list[str], said: str
) -> None:
    found = judged(NEW(), inputs=inputs, others=others)

    assert [each.sentence.startswith(said) for each in found.refusals] == [True]
    assert refusing(found) == {"inputs"}


def test_personal_data_is_told_by_default_and_refused_on_request_and_never_shown() -> None:
    columns = healthy(1)
    columns["carrier"][:40] = ["eve@example.org"] * 40
    new = documents(columns)

    told, refused = judged(new), judged(new, warn=["constants"])

    assert told.outcome == "passed"
    assert refusing(refused) == {"personal_data"}
    assert refused.refusals[0].sentence == (
        f"`carrier`: 1 of its {len(CARRIERS) + 1} known values looks like the kind e-mail address, and would be "
        "published in clear."
    )
    assert "example.org" not in json.dumps(refused.to_json()) + "".join(refused.lines())


def test_a_list_of_values_that_grew_beyond_the_limit_is_refused() -> None:
    columns = healthy(1)
    columns["carrier"] = [
        f"c{row % 110}" if row % 9 == 0 else cell for row, cell in enumerate(columns["carrier"])
    ]

    assert "most_domain" in refusing(judged(documents(columns), OLD()))
    assert "most_domain" not in refusing(judged(documents(columns), documents(columns)))


def test_a_long_list_of_values_that_differs_by_a_rare_one_is_not_refused() -> None:
    """As airports do from one sample of flights to the next: 100 and 101."""
    old, new = healthy(0), healthy(1)
    old["carrier"] = [f"c{row % 100}" for row in range(ROWS)]
    new["carrier"] = [*(f"c{row % 100}" for row in range(ROWS - 1)), "c100"]

    assert refusing(judged(documents(new), documents(old))) == set()


def test_what_rare_values_do_to_a_column_is_chance() -> None:
    """A flag that is set three times, and whole numbers but for three, may look otherwise in another sample."""
    rare, none = healthy(0), healthy(1)
    rare["year"] = ["2014"] * 3 + rare["year"][3:]
    rare["distance"][:3] = ["187.5", "544.5", "733.5"]

    for old, new in ((rare, none), (none, rare)):
        assert refusing(judged(documents(new), documents(old))) == set()
    often = {**rare, "distance": [f"{cell}.5" if "." not in cell else cell for cell in rare["distance"]]}
    assert "most_retyped" in refusing(judged(documents(often), documents(none)))


def test_whole_numbers_fit_an_input_that_takes_any() -> None:
    declared = INPUTS | {"hour": "Fractional"}

    assert refusing(judged(NEW(), inputs=declared, others=OTHERS)) == set()


def test_a_handful_of_negative_numbers_is_no_reason_and_many_are() -> None:
    few, many = healthy(1), healthy(1)
    few["distance"][:3] = ["-1", "-2", "-3"]
    many["distance"][:300] = [str(-row) for row in range(1, 301)]

    assert refusing(judged(documents(few), OLD())) == set()
    assert "most_new_negatives" in refusing(judged(documents(many), OLD()))


def test_the_verdict_holds_all_that_was_looked_at_and_no_value() -> None:
    found = judged(documents(FAULTS["category renamed"](healthy(1))), OLD()).to_json()

    assert found["verdict"] == "refused"
    assert found["policy"]["most_drift"] == 0.1
    assert {"rule", "feature", "sentence", "found", "limit", "refuses"} == set(found["reasons"][0])
    assert found["differences"]["rows"] == {"before": 3000, "after": 3000, "percent": 0.0}
    assert "Delta" not in json.dumps(found, allow_nan=False)
