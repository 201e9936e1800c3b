"""Where two API values differ, by path and without the values."""

from __future__ import annotations

from typing import Any


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """List the members that differ, such as `JobResources.ClusterConfig.InstanceCount`.

    A member that was not expected is no difference, because SageMaker shows the defaults that it filled in;
    except in what this project changes, the baseline, where nothing may be added. Lists are one value.
    """
    if expected == found:
        return []
    if not isinstance(expected, dict) or not isinstance(found, dict):
        return [path]
    if path.endswith("BaselineConfig"):
        names = {*expected, *found}
    else:
        names = {*expected, *(name for name in found if name.endswith("BaselineConfig"))}
    return [
        differing
        for name in sorted(names)
        for differing in differences(expected.get(name), found.get(name), f"{path}.{name}" if path else name)
    ]
