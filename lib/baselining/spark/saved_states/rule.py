"""Which runs can keep states, told before Spark starts."""

from __future__ import annotations

import os
import re

from baselining.dataset.spec import DatasetSpec
from baselining.errors import ConfigError

_LEAVE_OUT = "Leave out --save-states (profile.states)"


def check_states(spec: DatasetSpec, states: str, *, is_arrow: bool) -> None:
    """Raise ConfigError if states of this dataset cannot be kept at `states`."""
    from baselining.dataset.formats.choose import format_of

    if not is_arrow:
        raise ConfigError(
            "Only the arrow engine keeps states.", hint=f"{_LEAVE_OUT}, or --engine (profile.engine)."
        )
    if not format_of(spec).keeps_states:
        raise ConfigError(
            f"States are kept of Parquet and Delta, not of {spec.format.value}.",
            hint=f"{_LEAVE_OUT}, or write the dataset as Parquet.",
        )
    if (_plain(states) + "/").startswith(_plain(spec.uri) + "/"):
        raise ConfigError(
            f"The states would be kept inside of the dataset {spec.uri}, and be read as part of it.",
            hint="Give them a folder beside it.",
        )


def _plain(uri: str) -> str:
    """One spelling for one place."""
    if "://" in uri and not uri.startswith("file:"):
        return re.sub(r"^s3[an]?://", "s3://", uri).rstrip("/")
    return os.path.abspath(re.sub(r"^file:(//)?", "", uri)).rstrip("/")
