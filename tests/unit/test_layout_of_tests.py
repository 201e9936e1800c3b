"""Where tests stand: `tests/unit` mirrors `lib`, and what plays a part of the world is in `tests/doubles`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lib" / "baselining"
TESTS = ROOT / "tests"
DOUBLES = TESTS / "doubles"


def classes(file: Path) -> Iterator[ast.ClassDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def methods(of: ast.ClassDef) -> set[str]:
    return {node.name for node in of.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"}


def ports() -> dict[str, set[str]]:
    """The protocols of `world/ports.py`, each with its methods."""
    protocols = {
        found.name: methods(found)
        for found in classes(PACKAGE / "world" / "ports.py")
        if any(isinstance(base, ast.Name) and base.id == "Protocol" for base in found.bases)
    }
    assert {"ObjectStore", "MonitoringService", "Clock"} <= set(protocols)
    return protocols


def test_each_folder_of_unit_tests_mirrors_a_folder_of_the_package() -> None:
    folders = {file.parent.relative_to(TESTS / "unit") for file in (TESTS / "unit").rglob("test_*.py")}

    assert sorted(str(folder) for folder in folders if not (PACKAGE / folder).is_dir()) == []


def test_each_part_of_the_package_that_needs_no_cluster_has_unit_tests() -> None:
    parts = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    tested = {path.name for path in (TESTS / "unit").iterdir() if path.is_dir()}

    # The commands are tested as processes (tests/job) and over HTTP (tests/aws).
    assert parts - tested <= {"commands"}


def test_whoever_plays_a_port_is_a_double() -> None:
    elsewhere = [
        f"{file.relative_to(ROOT)}: {found.name} plays {port}"
        for file in TESTS.rglob("*.py")
        if DOUBLES not in file.parents
        for found in classes(file)
        for port, wanted in ports().items()
        if wanted <= methods(found)
    ]

    assert elsewhere == []


def test_doubles_need_no_other_tests() -> None:
    imported = [
        f"{file.name}: {node.module}"
        for file in DOUBLES.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.")
    ]

    assert [line for line in imported if not line.split(": ")[1].startswith("tests.doubles.")] == []
