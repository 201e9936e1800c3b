"""What `--plan` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baselining.edge.console import show_json
from baselining.world.credentials import Credentials


def show_plan(plan: Mapping[str, Any], credentials: Credentials) -> None:
    """Print a plan, and whose credentials would carry it out: where they come from, never a value."""
    show_json({**plan, "credentials": credentials.source})
