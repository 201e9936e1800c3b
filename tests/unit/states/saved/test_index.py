from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.errors import DocumentError, NewerReleaseError
from baselining.states.saved.index import Covered, Index, other_columns, read_index

COVERED = st.builds(
    Covered,
    size=st.integers(1, 2**63 - 1),
    modified_ns=st.integers(0, 2**63 - 1),
    run=st.sampled_from(["1700000000-0123abcd", "1800000000-ffffffff"]),
)
INDEXES = st.builds(
    Index,
    dataset=st.text(),
    dataset_format=st.sampled_from(["parquet", "delta"]),
    columns=st.lists(
        st.tuples(st.text(), st.sampled_from(["int", "string"])), unique_by=lambda pair: pair[0]
    ).map(tuple),
    split_bytes=st.integers(1, 2**40),
    files=st.dictionaries(st.text(), COVERED, max_size=4),
)
SAMPLE = Index(
    dataset="train",
    dataset_format="parquet",
    columns=(("a", "int"), ("b", "string")),
    split_bytes=100,
    files={"/train/1": Covered(size=250, modified_ns=7, run="1700000000-0123abcd")},
)


def with_member(name: str, value: Any) -> bytes:
    return json.dumps({**json.loads(SAMPLE.to_bytes()), name: value}).encode()


@given(index=INDEXES)
def test_an_index_reads_back_as_it_was(index: Index) -> None:
    assert read_index(index.to_bytes(), "states.json") == index


def test_files_have_as_many_splits_as_it_takes() -> None:
    sizes = {1: 1, 99: 1, 100: 1, 101: 2, 250: 3}

    assert {size: Covered(size=size, modified_ns=0, run="r").splits(100) for size in sizes} == sizes
    assert SAMPLE.splits == 3


@pytest.mark.parametrize(
    ("member", "value", "says"),
    [
        ("format_version", 0, "they are of version 0.1, and this release keeps 1.1"),
        ("codec_version", 0, "they are of version 1.0, and this release keeps 1.1"),
        ("split_rule", "packed", "their split rule is 'packed', and this release's 'by file'"),
    ],
)
def test_states_of_other_versions_and_rules_are_of_no_use(member: str, value: Any, says: str) -> None:
    assert read_index(with_member(member, value), "states.json") == says


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        SAMPLE.to_bytes()[:-9],
        with_member("split_bytes", 0),
        with_member("split_bytes", "100"),
        with_member("columns", [{"name": "a"}]),
        with_member("files", {"/a": {"size": 1, "modified_ns": 2}}),
        with_member("files", {"/a": {"size": True, "modified_ns": 2, "run": "r"}}),
        with_member("files", {"/a": {"size": 1, "modified_ns": 2, "run": "../../other"}}),
    ],
)
def test_a_damaged_index_is_named(body: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^The index of saved states s3://b/states\.json is damaged\."):
        read_index(body, "s3://b/states.json")


def test_another_document_is_not_an_index() -> None:
    with pytest.raises(DocumentError, match="is not an index of saved states"):
        read_index(with_member("format", "baselining-manifest"), "states.json")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ((("a", "int"), ("b", "string")), ""),
        ((("b", "string"), ("a", "int")), "the columns are in another order"),
        ((("a", "int"),), "the column 'b' is gone"),
        ((("a", "int"), ("b", "string"), ("c", "int")), "the column 'c' is new"),
        ((("a", "bigint"), ("b", "string")), "the column 'a' was of type int and is of type bigint"),
    ],
)
def test_how_columns_differ(columns: tuple[tuple[str, str], ...], says: str) -> None:
    assert other_columns(SAMPLE, columns) == says


@pytest.mark.parametrize(("member", "version"), [("format_version", "2.1"), ("codec_version", "1.2")])
def test_states_of_a_newer_release_are_not_replaced_but_said_to_be_newer(member: str, version: str) -> None:
    with pytest.raises(
        NewerReleaseError, match=f"a newer release .*: it is of format version {version}"
    ) as caught:
        read_index(with_member(member, 2), "s3://b/states/states.json")

    assert "folder of its own" in caught.value.hint
