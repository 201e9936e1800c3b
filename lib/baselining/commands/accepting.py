"""What commands that judge share: `--accept REASON`, and telling all reasons of a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from baselining.edge.console import show
from baselining.errors import ConfigError, UnfitBaselineError, WorseModelError


def accepted(reason: str) -> str:
    """The reason that `--accept` gives, checked as `judge.accept` is.

    Raises:
        ConfigError: If it is blank.
    """
    from baselining.judgement.acceptance import reason_in

    try:
        return reason_in(reason)
    except ValueError as problem:
        raise ConfigError(f"--accept: {problem}.") from None


@contextmanager
def telling_all_reasons(*, as_json: bool) -> Iterator[None]:
    """Of a baseline that is refused, say all that is known, and not the first reason only; `--json` has it anyway."""
    try:
        yield
    except (UnfitBaselineError, WorseModelError) as error:
        lines = error.details.pop("lines", [])
        if not as_json:
            show(lines)
        raise
