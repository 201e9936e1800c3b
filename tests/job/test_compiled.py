"""What was compiled ahead of time need not be compiled when data is profiled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import baselining

PLACE = Path(os.environ.get("NUMBA_CACHE_DIR") or Path(baselining.__file__).parent)

AGAIN = """
import importlib
import pkgutil
from numba.core.dispatcher import Dispatcher
from baselining import kernels
from baselining.fold.compile import compile_kernels
compile_kernels()
names = [found.name for found in pkgutil.iter_modules(kernels.__path__)]
modules = [importlib.import_module(f"baselining.kernels.{name}") for name in names]
compiled = {kernel for module in modules for kernel in vars(module).values() if isinstance(kernel, Dispatcher)}
print(sum(sum(kernel.stats.cache_hits.values()) for kernel in compiled))
print(sum(sum(kernel.stats.cache_misses.values()) for kernel in compiled))
"""


def test_kernels_compiled_ahead_of_time_are_found_by_later_processes() -> None:
    """Where `make kernels` has put them; what is not there yet is compiled first."""
    subprocess.run([sys.executable, "-m", "baselining.fold.compile"], check=True)
    kept = compiled()

    done = subprocess.run([sys.executable, "-c", AGAIN], check=True, stdout=subprocess.PIPE, text=True)

    hits, misses = map(int, done.stdout.split())
    assert hits > 10
    assert misses == 0
    assert compiled() == kept


def compiled() -> dict[str, int]:
    """What is kept, and when it was written."""
    return {str(file): file.stat().st_mtime_ns for file in PLACE.rglob("*.nbc")}
