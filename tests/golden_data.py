"""Where the files that Amazon's container wrote are kept; they are not part of this repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "BASELINING_GOLDEN"
_ROOT = Path(__file__).resolve().parents[1]


def golden(case: str) -> Path:
    """The file or folder `case` below the golden files.

    Without them a test is skipped on a developer's machine, and fails where `CI` is set: nobody may believe
    that byte identity was checked when it was not.
    """
    folder = Path(os.environ.get(VARIABLE) or _ROOT.parent / "shared" / "golden")
    path = folder / case
    if not path.exists():
        reason = (
            "byte identity with Amazon's container was not checked, because the files that it wrote are not here "
            f"({path}; {VARIABLE} names their folder)"
        )
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path
