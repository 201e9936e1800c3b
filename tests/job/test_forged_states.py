"""Forged states in a process that checks the bounds of arrays; compiling that takes a while."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_compiled_loops_never_leave_their_arrays(tmp_path: Path) -> None:
    """Compiled anew with checks, in a process of its own: checks are no part of what is kept of compiled code."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.unit.states.forged"],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "lib"), str(ROOT)]),
            "NUMBA_BOUNDSCHECK": "1",
            "NUMBA_OPT": "0",  # compiled in a third of the time; what is checked is the same
            "NUMBA_CACHE_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-2000:]
    assert int(run.stdout.split()[0]) > 20
