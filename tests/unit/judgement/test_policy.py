"""The policy file: strict, and contradictions are named with both keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from baselining.errors import ConfigError
from baselining.judgement.policy import Policy, parse_policy, rules

REFERENCE = Path(__file__).resolve().parents[3] / "conf" / "policy.yaml"


def test_a_file_sets_what_it_names_and_leaves_the_rest() -> None:
    policy = parse_policy("most_drift: 0.3\nignore: [order]\ninputs: {hour: Integral}\n", name="p.yaml")

    assert (policy.most_drift, policy.ignore, policy.inputs) == (0.3, ["order"], {"hour": "Integral"})
    assert policy.least_rows == Policy().least_rows


def test_every_key_is_described_and_every_default_rule_exists() -> None:
    assert all(field.description for field in Policy.model_fields.values())
    assert set(Policy().warn) <= set(rules())


@pytest.mark.parametrize(
    ("text", "said", "advised"),
    [
        ("most_drif: 1", "there is no key 'most_drif'", "Did you mean 'most_drift'?"),
        ("most_drift: 2", "most_drift: Input should be less than or equal to 1", ""),
        ("least_rows: true", "least_rows: Input should be a number", ""),
        ("warn: [drift]", "warn: there is no rule 'drift'; rules are least_rows, ", ""),
        (
            "warn: [order]\nignore: [order]",
            "`warn` and `ignore` contradict one another: they both name order",
            "",
        ),
        (
            "least_rows_share: 2\nmost_rows_share: 1",
            "`least_rows_share` and `most_rows_share` contradict",
            "",
        ),
        ("inputs: {a: String}\nothers: [a]", "`inputs` and `others` contradict one another", ""),
        ("others: [a]", "`others` and `inputs` contradict one another", ""),
        ("inputs: {a: Text}", "inputs.a: Input should be 'Integral'", ""),
        ("most_drift: 0.1\nmost_drift: 0.2", "'most_drift' stands twice, again at line 2", ""),
        ("", "should hold keys such as `least_rows:`", ""),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_key(text: str, said: str, advised: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_policy(text, name="p.yaml")

    assert caught.value.message.startswith("p.yaml: ") or not text
    assert said in caught.value.message
    assert advised in caught.value.hint


def test_the_reference_file_shows_every_key_in_order_with_its_default() -> None:
    text = REFERENCE.read_text(encoding="utf-8")

    assert parse_policy(text, name="policy.yaml") == Policy()
    assert list(yaml.safe_load(text)) == list(Policy.model_fields)


def test_the_page_names_every_rule() -> None:
    named = set(
        re.findall(r"`(\w+)`", (REFERENCE.parents[1] / "docs" / "judging.md").read_text(encoding="utf-8"))
    )

    assert set(rules()) <= named
