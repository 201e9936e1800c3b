from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.documents import complete

from baselining.documents.constraints import Constraints, MonitoringConfig
from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes, to_bytes
from baselining.documents.layout import FormatVersion
from baselining.documents.statistics import Statistics
from baselining.errors import DocumentError

STATISTICS_TEXT = complete.written_by_hand(FormatVersion.CURRENT, STATISTICS)
CONSTRAINTS_TEXT = complete.written_by_hand(FormatVersion.CURRENT, CONSTRAINTS)


def tree_of(text: bytes) -> Any:
    return json.loads(text)


def read(tree: Any, kind: type[Statistics] | type[Constraints] = Constraints) -> Statistics | Constraints:
    return from_bytes(kind, json.dumps(tree).encode(), name="my/file.json")


def refusal(raw: bytes, kind: type[Statistics] | type[Constraints] = Constraints) -> str:
    with pytest.raises(DocumentError) as caught:
        from_bytes(kind, raw, name="my/file.json")
    assert caught.value.message.startswith("my/file.json ")
    return caught.value.message


def change(tree: Any, path: str, value: Any) -> Any:
    """Set the member at `path`; `...` removes it."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    parent = tree
    for step in steps:
        parent = parent[step]
    if value is ...:
        del parent[last]
    else:
        parent[last] = value
    return tree


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("version", ..., "Field required"),
        ("version", "0.0", "Input should be"),
        ("version", None, "Input should be"),
        ("features", ..., "Field required"),
        ("features", {}, "Input should be a valid list"),
        ("features.0.name", ..., "Field required"),
        ("features.0.name", 7, "Input should be a valid string"),
        (
            "features.1.inferred_type",
            "Boolean",
            "Input should be 'Integral', 'Fractional', 'String' or 'Unknown'",
        ),
        ("features.1.completeness", ..., "Field required"),
        ("features.1.completeness", "1.0", "Input should be a valid number"),
        ("features.0.num_constraints.is_non_negative", 1, "Input should be a valid boolean"),
        ("features.0.num_constraints.is_non_negative", ..., "Field required"),
        ("features.1.string_constraints.domains.0", None, "Input should be a valid string"),
        ("monitoring_config", ..., "Field required"),
        ("monitoring_config.emit_metrics", "enabled", "Input should be 'Enabled' or 'Disabled'"),
        (
            "monitoring_config.distribution_constraints.comparison_method",
            "linf_robust",
            "Input should be 'Robust' or",
        ),
    ],
)
def test_a_wrong_member_of_constraints_is_named_with_its_path(path: str, value: Any, problem: str) -> None:
    message = refusal(json.dumps(change(tree_of(CONSTRAINTS_TEXT), path, value)).encode())

    assert f"is not a valid constraints document: at {path}" in message
    assert problem in message


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("dataset", ..., "Field required"),
        ("dataset.item_count", -1, "greater than or equal to 0"),
        ("dataset.item_count", 5.0, "valid integer"),
        ("dataset.item_count", True, "valid integer"),
        ("features.0.numerical_statistics.common.num_missing", ..., "Field required"),
        ("features.0.numerical_statistics.mean", "3", "valid number"),
        ("features.0.numerical_statistics.mean", True, "valid number"),
        ("features.0.numerical_statistics.mean", 10**400, "valid number"),
        ("features.0.numerical_statistics.distribution.kll.buckets.1.count", ..., "Field required"),
        ("features.0.numerical_statistics.distribution.kll.sketch.data", None, "valid list"),
        ("features.0.numerical_statistics.distribution.kll.sketch.data.0.1", "x", "valid number"),
        ("features.1.string_statistics.distribution.categorical.buckets.0.value", 1, "valid string"),
    ],
)
def test_a_wrong_member_of_statistics_is_named_with_its_path(path: str, value: Any, problem: str) -> None:
    message = refusal(json.dumps(change(tree_of(STATISTICS_TEXT), path, value)).encode(), Statistics)

    assert f"is not a valid statistics document: at {path}: " in message
    assert problem in message


def test_no_value_of_the_document_reaches_the_message() -> None:
    tree = change(tree_of(STATISTICS_TEXT), "features.0.numerical_statistics.mean", "secret")

    assert "secret" not in refusal(json.dumps(tree).encode(), Statistics)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "Expecting value at line 1 column 1"),
        (b"{", "Expecting property name enclosed in double quotes at line 1 column 2"),
        (b"{}\n{}", "Extra data at line 2 column 1"),
        (b'{"version": 0.0,\n "features": [', "at line 2 column"),
        (b'{"version": "\xff"}', "byte 13 is not UTF-8"),
        ('{"version": 0.0}'.encode("utf-16"), "byte 0 is not UTF-8"),
        (b'{"version": NaN}', "NaN is not a JSON number"),
        (b'{"version": Infinity}', "Infinity is not a JSON number"),
        (b'{"unknown": [-Infinity]}', "-Infinity is not a JSON number"),
        (b'{"unknown": [1e999]}', "a number is beyond the range of a double"),
        (rb'{"unknown": "\ud800"}', "half a character"),
        (rb'{"\uDFFF": 1}', "half a character"),
        (b'{"version": 0.0, "version": 1.0}', "the member 'version' stands twice in one object"),
        (b'{"unknown": {"a": 1, "b": 2, "a": 1}}', "the member 'a' stands twice in one object"),
        (b"[" * 100_000, "recursion"),
        (b'{"version": ' + b"9" * 5000 + b"}", "digits"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_not_a_json_document_is_refused_with_the_place(raw: bytes, problem: str) -> None:
    message = refusal(raw)

    assert "is not a JSON document: " in message
    assert problem in message


@pytest.mark.parametrize("raw", [b"[]", b"null", b"7", b'"text"'])
def test_json_that_is_no_object_is_no_document(raw: bytes) -> None:
    assert "at the document: Input should be a valid dictionary" in refusal(raw)


@given(st.integers(0, len(STATISTICS_TEXT) - 1))
def test_a_truncated_file_is_refused_wherever_it_was_cut(place: int) -> None:
    assert "JSON document" in refusal(STATISTICS_TEXT[:place], Statistics)


def test_a_byte_order_mark_is_skipped_and_not_written() -> None:
    assert to_bytes(from_bytes(Constraints, b"\xef\xbb\xbf" + CONSTRAINTS_TEXT, name="x")) == CONSTRAINTS_TEXT


def test_a_whole_surrogate_pair_is_one_character() -> None:
    tree = change(tree_of(CONSTRAINTS_TEXT), "features.0.name", "\U0001d518")

    assert b"\\ud835" in json.dumps(tree).encode()
    assert read(tree).features[0].name == "\U0001d518"


@pytest.mark.parametrize(("text", "kind"), [(STATISTICS_TEXT, Statistics), (CONSTRAINTS_TEXT, Constraints)])
def test_a_feature_that_is_described_twice_is_refused(text: bytes, kind: type[Constraints]) -> None:
    tree = tree_of(text)
    tree["features"].append({**tree["features"][2], "name": "price"})

    assert "describes the feature 'price' twice" in refusal(json.dumps(tree).encode(), kind)


def test_members_that_nobody_knows_survive_in_their_place() -> None:
    text = CONSTRAINTS_TEXT.replace(b'"features"', b'"note" : null,\n  "features"', 1)
    text = text.replace(
        b'"domains"',
        b'"monitoring_config_overrides" : {\n        "x" : [ 1, 1.0, null, { } ]\n      },\n      "domains"',
    )
    text = text.replace(b'"emit_metrics"', b'"zeta" : "1.0",\n    "alpha" : 1.5E-7,\n    "emit_metrics"')

    assert text == to_bytes(from_bytes(Constraints, text, name="x"))


def test_known_members_keep_the_order_they_came_in() -> None:
    tree = tree_of(CONSTRAINTS_TEXT)
    reversed_tree = dict(reversed(tree.items()))

    assert list(reversed_tree) == list(read(reversed_tree).tree())


def test_a_known_member_that_is_null_is_absent() -> None:
    tree = change(tree_of(CONSTRAINTS_TEXT), "features.2.num_constraints", None)

    assert to_bytes(read(tree)) == CONSTRAINTS_TEXT


@pytest.mark.parametrize(
    ("written", "expected"),
    [("1", b" : 1,"), ("1.0", b" : 1.0,"), ("0.95", b" : 0.95,"), ("1e-5", b" : 1.0E-5,")],
)
def test_a_setting_stays_as_it_was_written(written: str, expected: bytes) -> None:
    text = CONSTRAINTS_TEXT.replace(
        b'"datatype_check_threshold" : 1.0', b'"datatype_check_threshold" : ' + written.encode()
    )

    assert b'"datatype_check_threshold"' + expected in to_bytes(from_bytes(Constraints, text, name="x"))


def test_a_whole_number_where_a_double_belongs_becomes_one() -> None:
    tree = change(tree_of(CONSTRAINTS_TEXT), "features.0.completeness", 1)

    assert b'"completeness" : 1.0,\n    "num_constraints"' in to_bytes(read(tree))


def test_a_changed_copy_writes_what_was_changed_and_keeps_the_rest() -> None:
    before = read({**tree_of(CONSTRAINTS_TEXT), "note": "kept"})

    after = before.model_copy(update={"version": 1.0, "added": [True]})

    assert {**before.tree(), "version": 1.0, "added": [True]} == after.tree()
    assert list(after.tree()) == ["version", "features", "monitoring_config", "note", "added"]
    assert before.version == 0.0


def test_a_member_that_was_absent_is_written_after_those_that_were_read() -> None:
    before = from_bytes(MonitoringConfig, b'{"emit_metrics": "Enabled", "mine": 1}', name="x")

    after = before.model_copy(update={"evaluate_constraints": "Disabled"})

    assert after.tree() == {"emit_metrics": "Enabled", "mine": 1, "evaluate_constraints": "Disabled"}
    assert list(after.tree()) == ["emit_metrics", "mine", "evaluate_constraints"]


def test_documents_are_values_and_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read(tree_of(CONSTRAINTS_TEXT)).version = 1.0  # type: ignore[misc]
