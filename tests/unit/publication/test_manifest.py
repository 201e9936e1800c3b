from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.errors import DocumentError, NewerReleaseError
from baselining.publication.manifest import Fact, Manifest
from baselining.world.digests import canonical_json, digest_of

NAMES = st.text("abc.", min_size=1, max_size=8)
FILES = st.dictionaries(NAMES, st.binary(max_size=64), min_size=1, max_size=5)
FACTS = st.dictionaries(NAMES, st.integers() | st.booleans() | st.text(max_size=8), max_size=4)


@given(FILES)
def test_the_digest_does_not_depend_on_the_order_of_the_files(files: dict[str, bytes]) -> None:
    assert digest_of(dict(reversed(files.items()))) == digest_of(files)


@given(FILES, st.data())
def test_the_digest_changes_with_any_byte_of_any_file(files: dict[str, bytes], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(files)))

    assert digest_of({**files, name: files[name] + b"\0"}) != digest_of(files)


def test_moving_bytes_from_one_file_to_another_changes_the_digest() -> None:
    assert digest_of({"a": b"12", "b": b""}) != digest_of({"a": b"1", "b": b"2"})
    assert digest_of({"a": b"1", "b": b"2"}) != digest_of({"a": b"2", "b": b"1"})


def test_the_digest_is_the_published_one_for_ever() -> None:
    files = {"statistics.json": b"{}", "constraints.json": b"[]"}

    assert digest_of(files) == "49aafacacc5261aab90a1bdf4df35d9ed56abe427fb34478ad2941dd1795f7e7"


@given(FILES, FACTS)
def test_a_manifest_survives_being_written_and_read(files: dict[str, bytes], facts: dict[str, Fact]) -> None:
    manifest = Manifest.of(files, facts)

    assert Manifest.from_bytes(manifest.to_bytes()) == manifest


@given(FILES, FACTS)
def test_equal_manifests_are_written_alike(files: dict[str, bytes], facts: dict[str, Fact]) -> None:
    turned = Manifest.of(dict(reversed(files.items())), dict(reversed(facts.items())))

    assert turned.to_bytes() == Manifest.of(files, facts).to_bytes()


def test_a_manifest_says_which_tool_wrote_it_and_what_is_in_it() -> None:
    written = json.loads(Manifest.of({"constraints.json": b"[]"}, {"item_count": 7}).to_bytes())

    assert written["tool"]["name"] == "baselining"
    assert written["documents"]["constraints.json"]["size_bytes"] == 2
    assert written["facts"] == {"item_count": 7}


def test_canonical_json_has_one_spelling() -> None:
    assert canonical_json({"b": 1, "a": "é"}) == b'{"a":"\\u00e9","b":1}'


def test_a_manifest_of_a_newer_release_is_said_to_be_one() -> None:
    written = json.loads(Manifest.of({"constraints.json": b"[]"}).to_bytes())
    body = json.dumps({**written, "format_version": 2, "tool": {"name": "baselining", "version": "7.1.0"}})

    with pytest.raises(
        NewerReleaseError, match=r"manifest.json was written by a newer release \(7\.1\.0\)"
    ) as caught:
        Manifest.from_bytes(body.encode())

    assert "7.1.0" in caught.value.hint


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"not json", "damaged"),
        (b"[]", "damaged"),
        (b"{}", "damaged"),
        (b'{"format": "other"}', "not one of this tool's"),
        (b'{"format": "baselining-manifest", "format_version": 1, "digest": "x", "documents": 3}', "damaged"),
    ],
)
def test_what_is_no_manifest_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        Manifest.from_bytes(body)
