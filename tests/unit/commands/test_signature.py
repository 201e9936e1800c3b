from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

import pytest
import typer
from pydantic import Field
from typer.testing import CliRunner

from baselining.commands.options import Dataset
from baselining.commands.signature import command, keys
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.errors import ConfigError
from baselining.world.section import Section


class Colour(str, Enum):
    RED = "red"
    BLUE = "blue"


class Paint(Section):
    wall: str = Field(min_length=2, description="Which wall.")
    colour: Colour = Field(Colour.RED, description="Which colour.")
    coats: int | None = Field(None, ge=1, le=9, description="How many.")
    dry_s: float = Field(5, gt=0, le=60, description="How long to dry.")
    primer: bool = Field(True, description="Prime it?")
    sand: bool = Field(False, description="Sand it?")
    tins: dict[str, str | int] = Field(
        default_factory=dict,
        description="Tins.",
        json_schema_extra={"option": "--tin", "metavar": "KEY=VALUE"},
    )


def invoke(function: Any, *words: str) -> Any:
    app = typer.Typer()
    app.command()(command(function))
    found = CliRunner().invoke(app, words, standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return found


def painted(annotation: Any, *words: str) -> Any:
    seen: list[Any] = []

    def paint(paint: Any, plan: bool = False) -> None:
        seen.append(paint)

    paint.__annotations__ = {"paint": annotation, "plan": bool, "return": None}
    invoke(paint, *words)
    return seen[0]


def test_without_options_a_section_has_its_defaults() -> None:
    assert painted(Paint, "--wall", "north") == Paint(wall="north")


def test_each_key_is_an_option() -> None:
    words = ["--wall", "north", "--colour", "blue", "--coats", "2", "--dry", "0.5", "--no-primer", "--sand"]
    words += ["--tin", "a=1", "--tin", "b=c=d"]

    assert painted(Paint, *words) == Paint(
        wall="north",
        colour=Colour.BLUE,
        coats=2,
        dry_s=0.5,
        primer=False,
        sand=True,
        tins={"a": "1", "b": "c=d"},
    )


def test_a_command_may_take_some_keys_under_other_names() -> None:
    some = Annotated[Paint, keys("coats", uri="unused", wall="WALL")]

    assert painted(some, "north", "--coats", "3") == Paint(wall="north", coats=3)
    with pytest.raises(Exception, match="No such option"):
        painted(some, "north", "--sand")


def test_a_section_that_may_be_missing_is_none_without_its_required_keys() -> None:
    maybe = Annotated[Paint | None, keys(wall="--on")]

    assert painted(maybe) is None
    assert painted(maybe, "--on", "north", "--sand") == Paint(wall="north", sand=True)
    with pytest.raises(ConfigError, match=r"^--sand is of no use without --on\.$"):
        painted(maybe, "--sand")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--wall n", "--wall: String should have at least 2 characters."),
        ("--wall north --colour green", "--colour: Input should be 'red' or 'blue'."),
        ("--wall north --dry 0", "--dry: Input should be greater than 0."),
        ("--wall north --dry nan", "--dry: Input should be a finite number."),
        (
            "--wall north --coats 1.5",
            "--coats: Input should be a valid integer, unable to parse string as an integer.",
        ),
        ("--wall north --tin s3cret", "Expected --tin KEY=VALUE, found one that is not so."),
        ("--wall north --tin =s3cret", "Expected --tin KEY=VALUE, found one that is not so."),
    ],
)
def test_the_option_is_named_in_the_sentence_of_the_section(words: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        painted(Paint, *words.split())

    assert caught.value.message == said


def test_help_shows_what_the_section_says() -> None:
    def paint(paint: Paint) -> None:
        """Paint."""

    shown = " ".join(invoke(paint, "--help").output.split())

    for part in (
        "--wall",
        "Which wall.",
        "[red|blue]",
        "SECONDS",
        "--primer",
        "--no-primer",
        "KEY=VALUE",
        "How many.",
    ):
        assert part in shown


def test_one_parameter_gives_a_command_all_that_says_how_data_is_read() -> None:
    words = ["t", "--format", "delta", "--no-header", "--version-as-of", "3", "--split-large-files"]
    words += ["--allow-replacement-characters"]

    read = painted(Dataset, *words)

    assert read == DatasetSpec(
        uri="t",
        format=DatasetFormat.DELTA,
        header=False,
        version_as_of=3,
        split_large_files=True,
        allow_replacement_characters=True,
    )
    assert read.model_fields_set == set(DatasetSpec.model_fields) - {
        "timestamp_as_of",
        "until",
        "since",
        "endpoint",
        "schedule",
        "preprocess_script",
    }
    assert painted(Dataset, "t.csv") == DatasetSpec(uri="t.csv", format=DatasetFormat.CSV)
