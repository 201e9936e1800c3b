"""Machine code that was compiled for one place of the package is found from another: in an image, from a zip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import baselining

PACKAGE = Path(baselining.__file__).parent
COMPILE = """
import numpy
from baselining.kernels.csv import is_ascii
print(is_ascii(numpy.zeros(64, numpy.uint8)[:32]))
"""
WITHOUT_COMPILING = """
from baselining.kernels.jit import compiling_nothing
with compiling_nothing():
""" + "".join(f"    {line}\n" for line in COMPILE.splitlines())


def run(code: str, path: Path, kept: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(path), "NUMBA_CACHE_DIR": str(kept)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_zip_anywhere_finds_what_was_compiled_for_the_installed_package(tmp_path: Path) -> None:
    source, kept = tmp_path / "lib", tmp_path / "kept"
    shutil.copytree(PACKAGE, source / "baselining", ignore=shutil.ignore_patterns("__pycache__"))
    zipped = Path(shutil.make_archive(str(tmp_path / "elsewhere"), "zip", source))

    first = run(WITHOUT_COMPILING, zipped, kept)
    compiled = run(COMPILE, source, kept)
    found = run(WITHOUT_COMPILING, zipped, kept)
    with (source / "baselining/kernels/bits.py").open("a") as file:
        file.write("\n")
    changed = run(WITHOUT_COMPILING, source, kept)

    assert "NotCompiledError" in first.stderr
    assert (compiled.stdout, found.stdout) == ("True\n", "True\n"), compiled.stderr + found.stderr
    assert "NotCompiledError" in changed.stderr
