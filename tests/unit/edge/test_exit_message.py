from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baselining.edge.exit_message import write_exit_message


def written(text: str, folder: Path) -> bytes:
    file = folder / "message"
    write_exit_message(text, file)
    return file.read_bytes()


@pytest.mark.parametrize("text", ["", "All is well.", "Größe 𝔘", "a" * 1024, "𝔘" * 256])
def test_a_short_message_is_written_as_it_is(text: str, tmp_path: Path) -> None:
    assert text.encode() == written(text, tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a" * 1025, 1024), ("a" * 1022 + "é𝔘", 1024), ("a" * 1023 + "é", 1023), ("a𝔘" * 999, 1021)],
)
def test_a_long_one_is_cut_between_two_characters(text: str, expected: int, tmp_path: Path) -> None:
    raw = written(text, tmp_path)

    assert expected == len(raw)
    assert text.startswith(raw.decode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("aé€𝔘\n\udcff", min_size=200, max_size=1200))
def test_whatever_is_written_is_utf_8_of_at_most_a_kilobyte(tmp_path: Path, text: str) -> None:
    raw = written(text, tmp_path)

    assert len(raw) <= 1024
    assert text.replace("\udcff", "?").startswith(raw.decode("utf-8"))


def test_an_older_message_is_replaced(tmp_path: Path) -> None:
    written("a long first message", tmp_path)

    assert written("short", tmp_path) == b"short"


def test_outside_a_container_nothing_happens(tmp_path: Path) -> None:
    write_exit_message("text", tmp_path / "no" / "message")

    assert list(tmp_path.iterdir()) == []


def test_a_message_that_cannot_be_written_hides_no_error(tmp_path: Path) -> None:
    (tmp_path / "message").mkdir()

    write_exit_message("text", tmp_path / "message")

    assert list((tmp_path / "message").iterdir()) == []
