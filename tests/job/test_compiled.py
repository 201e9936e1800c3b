"""What was compiled ahead of time need not be compiled when data is profiled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

AGAIN = """
from numba.core.dispatcher import Dispatcher
from baselining.kernels import bits, cells, csv, fold, jsonl, names, padded, radix, registers, sketch, sort, text
from baselining.kernels import xxhash
from baselining.fold.compile import compile_kernels
compile_kernels()
kernels = {
    kernel
    for module in (cells, csv, fold, jsonl, names, padded, radix, registers, sketch, sort, text, xxhash)
    for kernel in vars(module).values()
    if isinstance(kernel, Dispatcher)
}
print(sum(sum(kernel.stats.cache_hits.values()) for kernel in kernels))
print(sum(sum(kernel.stats.cache_misses.values()) for kernel in kernels))
"""


def test_kernels_compiled_ahead_of_time_are_found_by_later_processes(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-m", "baselining.fold.compile"], env=environment, check=True)
    kept = sorted(tmp_path.rglob("*.nbc"))

    done = subprocess.run(
        [sys.executable, "-c", AGAIN], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )

    hits, misses = map(int, done.stdout.split())
    assert hits > 10
    assert misses == 0
    assert sorted(tmp_path.rglob("*.nbc")) == kept
