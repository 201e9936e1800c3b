"""A window of time, as people give it: `2024-03-07T19:00`, `2024-03-07`, or `24h` before its end."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_SPAN = re.compile(r"(\d{1,6})(m|h|d)", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_TEXT = "%Y-%m-%dT%H:%M:%SZ"


def moment_of(text: str, before: datetime) -> datetime:
    """The moment that a text names, UTC, whole seconds.

    Args:
        text: ISO 8601; a time without a zone is UTC. Or a span such as `90m`, `24h`, `7d`.
        before: What a span counts back from.

    Raises:
        ValueError: If it is neither.
    """
    span = _SPAN.fullmatch(text)
    if span is not None:
        try:
            return before - timedelta(**{_UNITS[span[2]]: int(span[1])})
        except OverflowError:
            raise ValueError(text) from None
    moment = datetime.fromisoformat(re.sub(r"[zZ]\Z", "+00:00", text))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    try:
        return moment.astimezone(timezone.utc).replace(microsecond=0)
    except OverflowError:
        raise ValueError(text) from None


def spelt(moment: datetime) -> str:
    """A moment as `seconds_in` takes it."""
    return moment.strftime(_TEXT)


def seconds_in(text: str | None) -> int | None:
    """The moment that `spelt` wrote, in seconds since 1970."""
    if text is None:
        return None
    return int(datetime.strptime(text, _TEXT).replace(tzinfo=timezone.utc).timestamp())
