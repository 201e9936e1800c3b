"""Who may import what: `docs/architecture.md` says it, and the code is compared with that page, both ways."""

from __future__ import annotations

import ast
import json
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from baselining.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
LIB = ROOT / "lib"
PAGE = ROOT / "docs" / "architecture.md"
PACKAGE = "baselining"
EMULATOR = "baselining_emulator"
LOOSE = {
    "__init__.py",
    "cli.py",
    "computing.py",
    "config.py",
    "errors.py",
    "outcome.py",
    "pipeline.py",
    "profile.py",
} | {"model_quality_pipeline.py"}
"""The only modules that are in no folder."""
FOR_ALL = {"__init__.py", "errors.py"}
"""What every part may import."""
HEAVY = (
    *("boto3", "botocore", "moto", "sagemaker"),
    *("delta", "py4j", "pydeequ", "pyspark"),
    *("numba", "numpy", "pandas", "pyarrow"),
)
"""What a command loads after it has begun: Spark's start need not wait for it."""
MOST_LINES = 400
MEDIAN_LINES = 120


@dataclass(frozen=True)
class Part:
    """A row of the page's table: the files at or below a path, and what they may import."""

    path: str
    parts: frozenset[str]
    packages: frozenset[str]


@dataclass(frozen=True)
class Import:
    """An import: where it stands, and what it names."""

    file: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"lib/{self.file}:{self.line} imports {self.name}"


@cache
def table() -> list[Part]:
    """The table "Who may import whom", highest part first."""
    section = PAGE.read_text(encoding="utf-8").split("## Who may import whom")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    named = [[re.findall(r"`([^`]+)`", cell) for cell in row] for row in rows]
    return [Part(path, frozenset(parts), frozenset(packages)) for (path,), parts, packages in named]


def pictured() -> set[str]:
    """What the page's picture shows directly below `lib/baselining`."""
    picture = PAGE.read_text(encoding="utf-8").split("## The picture\n\n```\n")[1].split("```")[0]
    return set(re.findall(r"^  (\S+)", picture, re.MULTILINE))


@cache
def files() -> dict[str, str]:
    """All source files, by their path below lib."""
    return {path.relative_to(LIB).as_posix(): path.read_text("utf-8") for path in sorted(LIB.rglob("*.py"))}


@cache
def place(file: str) -> str | None:
    """The row of the table that a file belongs to: the longest path that matches."""
    path = file.removeprefix(f"{PACKAGE}/")
    fitting = [part.path for part in table() if path == part.path or path.startswith(folder(part.path))]
    return max(fitting, key=len, default=None)


def folder(path: str) -> str:
    return path if path.endswith("/") else f"{path}/"


@cache
def imports(source: str) -> tuple[tuple[int, str], ...]:
    """Line and full name of everything imported, wherever the import stands."""
    return tuple(_imports(source))


def _imports(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def all_imports() -> Iterator[Import]:
    return (Import(file, line, name) for file, source in files().items() for line, name in imports(source))


def is_ours(name: str) -> bool:
    return name.split(".")[0] in (PACKAGE, EMULATOR)


def file_of(name: str) -> str:
    """The file that an imported name of ours comes from: a module, or a package's `__init__`."""
    while name:
        path = name.replace(".", "/")
        for file in (f"{path}.py", f"{path}/__init__.py"):
            if file in files():
                return file
        name = name.rpartition(".")[0]
    raise AssertionError("no file of ours")


def imported_parts() -> Iterator[tuple[Import, str, str]]:
    """Each import from another part of ours: where, from which part, of which part."""
    for found in filter(lambda found: is_ours(found.name), all_imports()):
        importer, imported = place(found.file), place(file_of(found.name))
        if importer and imported and importer != imported and imported not in FOR_ALL:
            yield found, importer, imported


def test_every_file_is_placed_and_every_place_has_files() -> None:
    placed = {place(file) for file in files()}

    assert [file for file in files() if place(file) is None] == [], f"give them a row in {PAGE.name}"
    assert {part.path for part in table()} - placed == set()


def test_only_what_the_page_allows_is_imported() -> None:
    allowed = {part.path: part.parts for part in table()}

    forbidden = [
        f"{found}: {importer} may not import {imported}"
        for found, importer, imported in imported_parts()
        if imported not in allowed[importer]
    ]

    assert forbidden == [], f"import it elsewhere, or, if it is right, allow it in the table of {PAGE.name}"


def test_every_permission_of_the_page_is_used() -> None:
    used = {(importer, imported) for _, importer, imported in imported_parts()}

    assert {(part.path, imported) for part in table() for imported in part.parts} - used == set()


def test_parts_import_from_parts_below_them_only() -> None:
    order = [part.path for part in table()]

    upwards = [
        f"{part.path} imports {imported}"
        for part in table()
        for imported in part.parts
        if order.index(imported) <= order.index(part.path)
    ]

    assert upwards == []


def test_only_the_parts_that_the_page_names_import_what_is_not_ours() -> None:
    allowed = {part.path: part.packages for part in table()}
    foreign = [found for found in all_imports() if not is_ours(found.name)]
    foreign = [found for found in foreign if found.name.split(".")[0] not in sys.stdlib_module_names]

    assert [
        str(found) for found in foreign if found.name.split(".")[0] not in allowed[place(found.file)]
    ] == []
    used = {(place(found.file), found.name.split(".")[0]) for found in foreign}
    assert {(part.path, package) for part in table() for package in part.packages} - used == set()


def test_the_picture_shows_what_is_there() -> None:
    there = {path.name if path.is_file() else f"{path.name}/" for path in (LIB / PACKAGE).iterdir()}

    assert pictured() | {"__init__.py", "py.typed", "__pycache__/"} == there | {"__pycache__/"}


def test_the_page_says_what_each_part_of_spark_does() -> None:
    section = PAGE.read_text(encoding="utf-8").split("## Inside `spark/`")[1].split("\n## ")[0]
    named = {
        name
        for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
        for name in re.findall(r"`(.*?)`", row)
    }
    parts = {
        file.split("/")[2] + ("/" if file.count("/") > 2 else "")
        for file in files()
        if file.startswith(f"{PACKAGE}/spark/")
    }

    assert named == parts - {"__init__.py"}


def test_no_module_is_loose_but_the_named_ones() -> None:
    assert {path.name for path in (LIB / PACKAGE).glob("*.py")} == LOOSE


def test_no_import_is_relative_or_from_tests() -> None:
    odd = [str(found) for found in all_imports() if found.name.startswith((".", "lib.", "tests", "jobs"))]

    assert odd == []


def test_only_kernels_compile_only_aws_knows_boto3_and_only_spark_knows_spark() -> None:
    def knowing(*packages: str) -> set[str]:
        return {part.path.split("/")[0] for part in table() if part.packages & set(packages)}

    assert knowing("numba") == {"kernels"}
    assert knowing("boto3") == {"aws"}
    assert knowing("pyspark", "py4j", "pydeequ", "delta") == {"spark"}
    assert [
        file for file, source in files().items() if "@kernel" in source and place(file) != "kernels/"
    ] == []


def test_no_file_is_long_and_most_are_short() -> None:
    lengths = {file: source.count("\n") for file, source in files().items()}

    assert {file: length for file, length in lengths.items() if length > MOST_LINES} == {}
    assert statistics.median(lengths.values()) <= MEDIAN_LINES


def test_every_file_says_what_it_is_for() -> None:
    assert [file for file, source in files().items() if not ast.get_docstring(ast.parse(source))] == []


@pytest.mark.parametrize(
    "source",
    ["import a.b", "from a import b", "def f():\n    import a.b", "if x:\n    from a import (b)"],
)
def test_imports_are_found_wherever_they_stand(source: str) -> None:
    assert [name for _, name in imports(source)] == ["a.b"]


def test_an_import_is_that_of_the_file_which_holds_it() -> None:
    assert file_of("baselining.__version__") == "baselining/__init__.py"
    assert file_of("baselining.states.kll.Kll") == "baselining/states/kll.py"
    assert place("baselining/schedule/plan.py") == "schedule/"
    assert place("baselining/schedule/switch/run.py") == "schedule/switch/"


_LOADED = """
import json, os, sys

def loaded():
    return sorted({name.split(".")[0] for name in sys.modules})

import baselining
found = {"the package": loaded()}
from baselining.cli import COMMANDS, app_of
found["its command line"] = loaded()
for name in COMMANDS:
    reading, writing = os.pipe()
    if not os.fork():  # each command by itself, after the same beginning
        app_of([name])
        os.write(writing, json.dumps(loaded()).encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as pipe:
        found[name] = json.loads(pipe.read())
print(json.dumps(found))
"""


@cache
def _loaded() -> dict[str, list[str]]:
    """Packages that are loaded once a thing is imported, or a command known."""
    run = subprocess.run(
        [sys.executable, "-c", _LOADED],
        env={**os.environ, "PYTHONPATH": str(LIB)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded: dict[str, list[str]] = json.loads(run.stdout)
    return loaded


@pytest.mark.parametrize("what", ["the package", "its command line", *COMMANDS])
def test_importing_loads_no_sdk_and_neither_does_knowing_a_command(what: str) -> None:
    loaded = _loaded()[what]

    assert PACKAGE in loaded
    assert [name for name in HEAVY if name in loaded] == (["numpy"] if what == "evaluate" else [])
