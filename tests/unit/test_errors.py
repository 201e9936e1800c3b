from __future__ import annotations

import inspect
import pickle
import re

import pytest

from baselining import errors
from baselining.errors import BaseliningError, ConfigError, ExitCode

CLASSES = [
    kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, BaseliningError)
]
_LINE = re.compile(r" {4}(?P<lines>[│├└─ ]*)(?P<name>\w+Error)(?: +exit (?P<code>\d))?")


def tree_in_the_docstring() -> dict[str, tuple[int, int | None]]:
    """Each class drawn there: how deep it stands, and the exit code beside it."""
    found = filter(None, map(_LINE.match, (errors.__doc__ or "").splitlines()))
    return {
        line["name"]: (len(line["lines"]) // 4, int(line["code"]) if line["code"] else None) for line in found
    }


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_error_survives_the_way_from_an_executor(kind: type[BaseliningError]) -> None:
    error = kind("expected ä, found 𝔘", hint="Do something.")

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301

    assert type(copy) is kind
    assert (copy.message, copy.hint) == ("expected ä, found 𝔘", "Do something.")
    assert str(error) == str(copy)
    assert kind.exit_code is copy.exit_code


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_says_what_it_means(kind: type[BaseliningError]) -> None:
    assert kind.__name__.endswith("Error")
    assert kind.__dict__.get("__doc__")


def test_the_tree_in_the_docstring_lists_every_error() -> None:
    drawn = tree_in_the_docstring()

    assert {kind.__name__ for kind in CLASSES} == set(drawn)


def test_the_tree_in_the_docstring_says_the_exit_codes() -> None:
    family = None
    for name, (depth, code) in tree_in_the_docstring().items():
        kind = getattr(errors, name)
        if depth == 0:
            assert kind is BaseliningError
        elif depth == 1:
            family = kind
            assert kind.__base__ is BaseliningError
            assert code == int(kind.exit_code)
        else:
            assert family is not None
            assert issubclass(kind, family)
            assert kind.exit_code is family.exit_code


def test_every_failure_has_an_exit_code_of_its_family() -> None:
    assert {ExitCode.BAD_INPUT, ExitCode.REFUSED, ExitCode.WORLD_FAILED, ExitCode.UNKNOWN_OUTCOME} == {
        kind.exit_code for kind in CLASSES
    }
    assert {0, 2, 3, 4, 5} == set(map(int, ExitCode))


def test_a_hint_stands_on_a_line_of_its_own() -> None:
    assert str(ConfigError("Wrong.", hint="Do this.")) == "Wrong.\nDo this."
    assert str(ConfigError("Wrong.")) == "Wrong."
