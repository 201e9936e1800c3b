"""docs/operations.md against the code: every error is there, under its exit code, and every command exists."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from baselining import errors
from baselining.cli import COMMANDS
from baselining.errors import BaseliningError

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
_FAMILIES = (errors.InputError, errors.RefusedError, errors.WorldError, errors.UnknownOutcomeError)


def rows() -> dict[str, int]:
    """Each error of the tables, with the exit code of the section it stands in."""
    found = {}
    for section in re.split(r"^### Exit ", PAGE, flags=re.MULTILINE)[1:]:
        code = int(section[0])
        for name in re.findall(r"^\| `(\w+Error)` \| [^|]{10,} \| [^|]{3,} \|$", section, flags=re.MULTILINE):
            found[name] = code
    return found


def test_every_error_is_explained_under_its_exit_code() -> None:
    expected = {
        name: int(kind.exit_code)
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, _FAMILIES)
    }

    assert rows() == expected
    assert f"`{BaseliningError.__name__}` is the root" in PAGE


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"`baselining (\w+)", PAGE))

    assert named
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(tests/\S+?\.py)", PAGE))))
def test_every_test_that_is_named_exists(path: str) -> None:
    assert (ROOT / path).is_file()
