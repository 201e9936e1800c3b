"""What make shows: the Makefile itself, in a folder of its own, with a Python that only pretends."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IVY = [f"ivy: downloaded part {part}" for part in range(60)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All that `make jars` looks at, and a Python that is as loud as Ivy and fails if there is a file `broken`."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    session = "lib/baselining/spark/session"
    needed = ["pyproject.toml", "requirements/dev.lock", "requirements/java.lock"]
    for name in (*needed, f"{session}/jars.py", f"{session}/ivysettings.xml", ".venv/.ready"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir()
    lines = "\n".join(f"echo {line!r} >&2" for line in IVY)
    python.write_text(f"#!/bin/sh\n{lines}\necho 'error: no way to Maven Central' >&2\ntest ! -e broken\n")
    python.chmod(0o755)
    return tmp_path


def make(folder: Path, target: str) -> subprocess.CompletedProcess[str]:
    """As a person runs it: these tests may be run by a make themselves, which hands on how it was called."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", target], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_resolving_the_jars_is_quiet(folder: Path) -> None:
    done = make(folder, "jars")

    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1
    assert make(folder, "jars").stdout == "make: Nothing to be done for 'jars'.\n"


def test_jars_that_cannot_be_resolved_are_told_with_all_that_was_said(folder: Path) -> None:
    (folder / "broken").touch()

    done = make(folder, "jars")

    assert done.returncode == 2
    assert "error: no way to Maven Central" in done.stderr
    assert set(IVY) <= set(done.stderr.splitlines())
    assert "resolving" in make(folder, "jars").stdout  # it is not taken for done
