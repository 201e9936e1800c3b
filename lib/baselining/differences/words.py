"""Numbers as a person reads them: three digits, shares that are never called 0 % or 100 % unless they are."""

from __future__ import annotations

import math

_PLAIN_FROM, _PLAIN_TO = 1e-3, 1e9


def number(value: float) -> str:
    """Three significant digits; whole numbers keep all of theirs."""
    size = abs(value)
    if not size:
        return "0"
    if not _PLAIN_FROM <= size < _PLAIN_TO:
        return f"{value:.3g}"
    decimals = max(0, 2 - math.floor(math.log10(size)))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(value: float) -> str:
    """A share from 0 to 1 in percent."""
    if value in (0.0, 1.0):
        return f"{100 * value:.0f} %"
    if value < 0.001:
        return "less than 0.1 %"
    if value > 0.999:
        return "more than 99.9 %"
    return f"{100 * value:.1f} %"


def percent(value: float) -> str:
    """A change in percent, with its sign."""
    return f"{value:+,.1f} %" if abs(value) < 10 else f"{value:+,.0f} %"


def printed(name: str) -> str:
    """The name of a feature: as it is, or with escapes if it holds what moves a terminal's cursor."""
    return f"`{name}`" if name.isprintable() else f"`{name!r}`"


def plural(count: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
