"""The examples that `--help` shows: command lines that can be typed, with files that are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import get_type_hints

import pytest
import typer.main

from baselining import __version__
from baselining.cli import COMMANDS, app_for, function_of
from baselining.commands.signature import options_of

ROOT = Path(__file__).resolve().parents[3]
MADE = {f"dist/baselining-{__version__}.zip": "make zip"}
"""Files that a target of the Makefile makes."""
OWN = {
    *("train.csv", "baseline/", "states/2026-10", "states/2026-11"),
    *("scored.csv", "quality/", "quality/constraints.json", "today/", "old/"),
    *("today.csv", "baseline/statistics.json", "baseline/constraints.json", "report/"),
}
"""Names that can only be the user's own."""

EXAMPLES = [
    (command, line.removeprefix("Example: "))
    for command in map(function_of, COMMANDS)
    for line in map(str.strip, re.sub(r"\n    (?=\S)", " ", command.__doc__ or "").splitlines())
    if line.startswith("Example: ")
]
IDS = [line for _, line in EXAMPLES]


def test_every_command_shows_an_example() -> None:
    assert {command.__name__ for command, _ in EXAMPLES} == set(COMMANDS)


@pytest.mark.parametrize(("command", "line"), EXAMPLES, ids=IDS)
def test_every_file_that_an_example_names_is_there_or_the_users_own(command: object, line: str) -> None:
    paths = {word for word in shlex.split(line) if re.search(r"/|\.\w+$", word) and "://" not in word}
    unknown = {path for path in paths - OWN - set(MADE) if not (ROOT / path).is_file()}

    assert unknown == set()
    for path in paths & set(MADE):
        assert re.search(
            rf"^{MADE[path].removeprefix('make ')}:", (ROOT / "Makefile").read_text(), re.MULTILINE
        )


@pytest.mark.parametrize(("command", "line"), EXAMPLES, ids=IDS)
def test_every_example_is_a_command_line_that_can_be(command: object, line: str) -> None:
    words = shlex.split(line)
    if words[0] == "spark-submit":
        job = next(word for word in words if word.startswith("jobs/"))
        words = ["baselining", Path(job).stem, *words[words.index(job) + 1 :]]
    assert words[0] == "baselining"
    found = typer.main.get_command(app_for(words[1:])).commands[words[1]]  # type: ignore[attr-defined]

    given = dict(found.make_context(words[1], words[2:]).params)

    for hint in get_type_hints(command, include_extras=True).values():
        if (options := options_of(hint)) is not None:
            options.build(given)
