"""Paths that Hadoop would change, or nobody can open, are refused with the character that is why."""

from __future__ import annotations

import pytest

from baselining.dataset.path_names import check_for_hadoop, check_keys, check_local, check_location, printable
from baselining.errors import DatasetError


def refusal(uri: str) -> str:
    with pytest.raises(DatasetError) as caught:
        check_location(uri)
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize(
    "uri",
    [
        "s3://bucket",
        "s3://bucket/",
        "s3a://bucket/train/",
        "s3://bucket/a b#c?d%20e[f]{g}*h,i+j&k=l@m;n'o\"p\\q:r|s<t>u^v`w~x!y$z(0).",
        "s3://bucket/é λ 😀/e\u0301",
        "s3://bucket/..a/b../.c/...",
        "hdfs://host:8020/a/b",
        "abfss://container@account.dfs.core.windows.net/a",
    ],
)
def test_every_other_character_may_stand_in_a_location(uri: str) -> None:
    check_location(uri)


@pytest.mark.parametrize("uri", ["s3://b/train//a.csv", "s3://b//a.csv", "s3://b/train//", "hdfs://h/a//b"])
def test_two_slashes_in_a_row(uri: str) -> None:
    assert refusal(uri) == (
        f"{uri} cannot be read: it holds two slashes in a row (//), which Hadoop takes for one."
    )


@pytest.mark.parametrize(
    ("uri", "which"),
    [
        ("s3://b/a/../c", "'..', which Hadoop takes for the one above"),
        ("s3://b/..", "'..', which Hadoop takes for the one above"),
        ("s3://b/./c", "'.', which Hadoop takes for this"),
        ("hdfs://h/a/.", "'.', which Hadoop takes for this"),
    ],
)
def test_folders_of_dots(uri: str, which: str) -> None:
    assert refusal(uri).endswith(f"it holds the folder {which}.")


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\n", "U+000A (line feed)"),
        ("\r", "U+000D (carriage return)"),
        ("\t", "U+0009 (tab)"),
        ("\0", "U+0000 (NUL)"),
        ("\x01", "U+0001"),
        ("\x7f", "U+007F (delete)"),
        ("\x85", "U+0085"),
    ],
)
def test_control_characters(character: str, name: str) -> None:
    assert refusal(f"s3://b/a{character}c.csv").endswith(f"it holds the control character {name}.")


def test_half_a_character() -> None:
    assert refusal("s3://b/a\ud800").endswith("it holds U+D800, which is no character of UTF-8.")


def test_a_key_that_was_found_is_named_with_the_place_it_was_found_in() -> None:
    check_keys(["b/t/a.csv", "b/t/é?#.csv"], "s3://b/t")

    with pytest.raises(DatasetError) as caught:
        check_keys(["b/t/a.csv", "b/t//x\n.csv"], "s3://b/t")

    assert caught.value.message == (
        "b/t//x\\n.csv, which is part of s3://b/t, cannot be read: its name holds two slashes in a row (//), "
        "which Hadoop takes for one."
    )


def test_local_names_may_hold_anything_but_bytes_that_are_no_text() -> None:
    check_local(["/a/../b//c\n\x01:?*é"])

    with pytest.raises(DatasetError) as caught:
        check_local(["/ok", "/a/K\udcf6ln.csv"])

    assert (
        caught.value.message == "/a/K\\udcf6ln.csv cannot be read: its name holds bytes that are not UTF-8."
    )


def test_a_colon_in_the_name_of_a_file_is_too_much_for_hadoop() -> None:
    check_for_hadoop(["/a:b/c"])

    with pytest.raises(
        DatasetError, match=r"Spark cannot open /a/b:c, because there is a colon in the file's name"
    ):
        check_for_hadoop(["/a/b:c"])


def test_what_is_shown_stays_on_one_line() -> None:
    assert printable("a\nb\x01é\udcff") == "a\\nb\\x01é\\udcff"
