"""How many random examples: in CI a few, always the same ones; BASELINING_EXAMPLES asks for more, new every time."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_ASKED = os.environ.get("BASELINING_EXAMPLES")


def examples(in_ci: int) -> Callable[[Any], Any]:
    """Decorate a hypothesis test that runs Spark: `in_ci` examples, no deadline, no database."""

    def decorate(test: Any) -> Any:
        chosen = settings(
            max_examples=int(_ASKED) if _ASKED else in_ci,
            derandomize=_ASKED is None,
            database=None,
            deadline=None,
            print_blob=_ASKED is not None,
            suppress_health_check=list(HealthCheck),
        )
        return pytest.mark.timeout(0 if _ASKED else 600)(chosen(test))

    return decorate
