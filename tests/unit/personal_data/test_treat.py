"""Values that shall not be published in clear are in neither document, and what is left can be monitored."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest
from tests.unit.evaluation.data import current

from baselining.baselines.suggest import suggest
from baselining.documents.constraints import Constraints
from baselining.documents.files import to_bytes
from baselining.documents.statistics import Statistics
from baselining.errors import ConfigError
from baselining.evaluation.evaluate import evaluate
from baselining.personal_data.treat import Treatment, keyed_hash, treat, with_room
from baselining.personal_data.wishes import Wishes, read_key

KEY = b"0123456789abcdef"
ROWS = {
    "name": ["anna"] * 50 + ["bert"] * 45 + ["carla"] * 3 + [""] * 2,
    "city": ["rome", "oslo"] * 50,
    "n": [str(n) for n in range(100)],
}


def treated(treatment: Treatment) -> tuple[Statistics, Constraints, bytes]:
    clear = current(ROWS).statistics
    found = treat(clear, treatment)
    constraints = with_room(suggest(found), clear, treatment)
    return found, constraints, to_bytes(found) + to_bytes(constraints)


@pytest.mark.parametrize(
    ("treatment", "gone"),
    [
        (Treatment(dropped=frozenset({"name"})), (b"anna", b"bert", b"carla")),
        (Treatment(hashed=frozenset({"name"}), key=KEY), (b"anna", b"bert", b"carla", KEY)),
        (Treatment(least_cells={"name": 5}), (b"carla",)),
    ],
)
def test_what_is_treated_is_in_neither_document_and_all_else_is_as_it_was(
    treatment: Treatment, gone: tuple[bytes, ...]
) -> None:
    found, _, body = treated(treatment)

    assert not any(value in body for value in gone)
    assert b"rome" in body
    assert found.features[1:] == current(ROWS).statistics.features[1:]
    before = current(ROWS).statistics.features[0].string_statistics
    after = found.features[0].string_statistics
    assert before
    assert after
    assert (after.common, after.distinct_count) == (before.common, before.distinct_count)


def test_hashes_are_hmac_sha256_and_traffic_with_the_same_hashes_has_no_violation() -> None:
    found, constraints, _ = treated(Treatment(hashed=frozenset({"name"}), key=KEY))
    hashed = hmac.new(KEY, b"anna", hashlib.sha256).hexdigest()[:16]
    traffic = {**ROWS, "name": [keyed_hash(cell, KEY) if cell else "" for cell in ROWS["name"]]}

    assert keyed_hash("anna", KEY) == hashed
    assert constraints.features[0].string_constraints is not None
    assert hashed in (constraints.features[0].string_constraints.domains or [])
    assert evaluate(current(traffic), found, constraints).violations == ()
    assert len(evaluate(current(ROWS), found, constraints).violations) == 2  # in clear: values, and drift


def test_rare_values_that_come_again_alarm_only_if_they_are_many_more() -> None:
    found, constraints, _ = treated(Treatment(least_cells={"name": 5}))
    many = {**ROWS, "name": ["carla"] * 15 + ROWS["name"][15:]}

    assert evaluate(current(ROWS), found, constraints).violations == ()
    checks = [each.check.value for each in evaluate(current(many), found, constraints).violations]
    assert "categorical_values_check" in checks


def test_patterns_mean_columns_and_one_that_means_none_is_refused() -> None:
    columns = ["name", "name_of_dog", "city"]

    assert Wishes(dropped=["name*"]).of(columns).dropped == {"name", "name_of_dog"}
    with pytest.raises(ConfigError, match="'nam' means no column") as caught:
        Wishes(dropped=["nam"]).of(columns)
    assert caught.value.hint == "Did you mean 'name'?"
    with pytest.raises(ConfigError, match=r"drop_values and profile\.hash_values contradict"):
        Wishes(dropped=["name"], hashed=["n*"], key=KEY).of(columns)


def test_the_key_is_of_one_place_long_enough_and_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_bytes(KEY + b"\n")
    monkeypatch.setenv("SHORT", "abc")

    assert read_key(None, str(tmp_path / "key")) == KEY
    assert KEY.decode() not in repr(Wishes(hashed=["a"], key=KEY)) + repr(Treatment(key=KEY))
    for variable, file in ((None, None), ("A", "b"), ("SHORT", None), ("UNSET_KEY", None), (None, "none")):
        with pytest.raises(ConfigError) as caught:
            read_key(variable, file)
        assert "abc" not in str(caught.value)
