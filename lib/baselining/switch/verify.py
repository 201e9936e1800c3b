"""Where two API values differ, by path and without the values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """List the members that differ, such as `JobResources.ClusterConfig.InstanceCount`.

    Lists are compared as one value.
    """
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return [
            differing
            for name in sorted({*expected, *found})
            for differing in differences(
                expected.get(name), found.get(name), f"{path}.{name}" if path else name
            )
        ]
    return [] if expected == found else [path]
