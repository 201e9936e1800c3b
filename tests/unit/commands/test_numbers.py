"""Every number that people may set, on the command line and in the file, with values that cannot be."""

from __future__ import annotations

import inspect
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import pytest

from baselining.cli import COMMANDS, app_for, function_of
from baselining.commands.signature import Option, options_of
from baselining.commands.signature import command as as_typer_sees
from baselining.config import Config, parse_config
from baselining.errors import ConfigError, ExitCode
from baselining.world.section import Section, is_number

WORDS = {
    "baseline": ["--config", "job.yaml"],
    "suggest": ["t.delta", "--output", "o"],
    "model_quality": [
        "t.delta",
        "--problem-type",
        "BinaryClassification",
        "--inference",
        "a",
        "--ground-truth",
        "b",
        "--output",
        "o",
    ],
    "merge": ["states", "--output", "o"],
    "verify": ["folder", "--dataset", "t.delta"],
    "diff": ["old", "new"],
    "judge": ["new"],
    "evaluate": ["t.delta", "--constraints", "c.json", "--output", "o"],
    "publish": ["folder", "--to", "s3://b/p"],
    "switch": ["a", "--baseline", "s3://b/p"],
    "template": ["a"],
    "registry": ["s3://b/p"],
    "emulator": [],
    "launch": ["emr", "--config", "job.yaml"],
    "doctor": [],
    **{name: ["a"] for name in ("confirm", "history", "rollback", "gc")},
}
"""What each command needs beside its numbers."""

NEVER = ["nan", "inf", "-inf", "true", "soon", "", "-1e-9", "-1", "1e400", "9" * 400]
"""No number of this project may be one of these; others are beyond its limits."""

NAMES = list(COMMANDS)


def options(command: Callable[..., None]) -> Iterator[Option]:
    for hint in get_type_hints(command, include_extras=True).values():
        if (found := options_of(hint)) is not None:
            yield from found.options


def beyond(section_field: Any) -> list[str]:
    """Just outside of the limits."""
    limits = {type(each).__name__: each for each in section_field.metadata}
    low = limits["Gt"].gt if "Gt" in limits else limits["Ge"].ge - 0.001
    return [repr(low), repr(limits["Le"].le + 1)]


NUMBERS = [
    (command.__name__, option)
    for command in map(function_of, COMMANDS)
    for option in options(command)
    if is_number(option.field)
]
NUMBER_IDS = [f"{command} {option.name}" for command, option in NUMBERS]
KEYS = [
    (name, key, field)
    for name, section in Config.model_fields.items()
    if isinstance(section.annotation, type) and issubclass(section.annotation, Section)
    for key, field in section.annotation.model_fields.items()
    if is_number(field)
]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a call was made")

    monkeypatch.setattr(socket.socket, "connect", refused)


def refusal(command: str, name: str, value: str) -> ConfigError:
    words = [command.replace("_", "-"), *WORDS[command], f"{name}={value}"]
    with pytest.raises(ConfigError) as caught:
        app_for(words)(words, standalone_mode=False)
    assert caught.value.exit_code is ExitCode.BAD_INPUT
    return caught.value


@pytest.mark.parametrize(("command", "option"), NUMBERS, ids=NUMBER_IDS)
def test_a_number_that_cannot_be_is_refused_before_any_call(command: str, option: Option) -> None:
    for value in (*NEVER, *beyond(option.field)):
        assert refusal(command, option.name, value).message.startswith(f"{option.name}: Input should "), value


@pytest.mark.parametrize(("section", "key", "field"), KEYS, ids=[f"{s}.{k}" for s, k, _ in KEYS])
def test_the_file_refuses_the_same_with_the_same_sentence(section: str, key: str, field: Any) -> None:
    command, option = next(
        ((c, o) for c, o in NUMBERS if o.key == key), ("", None)
    )  # some are in the file only
    for value in (*NEVER, *beyond(field)):
        uri = "uri: t.delta, " if section == "dataset" else ""
        text = f"{section}: {{{uri}{key}: '{value}'}}\n" + ("" if uri else "dataset: {uri: t.delta}\n")
        with pytest.raises(ConfigError) as caught:
            parse_config(text, name="job.yaml")
        said = caught.value.message
        assert said.startswith(f"job.yaml: {section}.{key}: Input should "), value
        if option is not None:
            told = refusal(command, option.name, value).message
            assert told.removeprefix(option.name) == said.removeprefix(f"job.yaml: {section}.{key}")


@pytest.mark.parametrize(
    "value", ["true", "no", ".nan", ".inf", "-1", "9" * 400, "9" * 5000, "1" + "0" * 5000, "[1]"]
)
@pytest.mark.parametrize(
    ("section", "key"), [(s, k) for s, k, _ in KEYS], ids=[f"{s}.{k}" for s, k, _ in KEYS]
)
def test_what_yaml_makes_of_a_number_is_refused(section: str, key: str, value: str) -> None:
    uri = "uri: t.delta, " if section == "dataset" else ""
    text = f"{section}: {{{uri}{key}: {value}}}\n" + ("" if uri else "dataset: {uri: t.delta}\n")

    with pytest.raises(ConfigError, match=r"^job\.yaml"):
        parse_config(text, name="job.yaml")


def test_no_number_reaches_a_command_by_another_way() -> None:
    """An option that typer itself turns into a number would have a rule of its own."""
    numbers = [
        (command.__name__, name)
        for command in map(function_of, COMMANDS)
        for name, parameter in inspect.signature(as_typer_sees(command)).parameters.items()
        if re.search(r"\b(int|float)\b", str(parameter.annotation))
    ]

    assert numbers == []
    assert sorted(NAMES) == sorted(WORDS)


def test_every_number_has_limits() -> None:
    open_ended = [
        f"{option.name}"
        for _, option in NUMBERS
        if not {"Le"} < {type(each).__name__ for each in option.field.metadata} & {"Le", "Ge", "Gt"}
    ]

    assert open_ended == []


def test_the_walk_finds_the_numbers() -> None:
    found = {f"{command} {option.name}" for command, option in NUMBERS}

    assert {
        "switch --poll",
        "switch --settle-timeout",
        "rollback --update-timeout",
        "confirm --wait",
        "suggest --version-as-of",
        "verify --version-as-of",
        "gc --keep",
        "emulator --port",
    } <= found
    assert {f"{section}.{key}" for section, key, _ in KEYS} >= {"switch.lease_s", "dataset.version_as_of"}
    assert all(inspect.isfunction(command) for command in map(function_of, COMMANDS))
