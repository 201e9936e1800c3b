"""Draws `docs/distances.svg`: one feature, and what each of the two distances sees of it.

python docs/draw_distances.py > docs/distances.svg
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baselining.evaluation.distances.correction import robust
from baselining.evaluation.distances.numbers import compare
from baselining.evaluation.violation import Drift

ROWS = 1000
BEFORE, NOW = 0.1, 0.9
"""Shares of ones in a column of zeros and ones."""

_WIDTH, _HEIGHT, _LEFT, _TOP, _APART = 250, 180, 50, 60, 340
_COLOURS = {"baseline": "#1f77b4", "now": "#d62728"}


@dataclass(frozen=True)
class Panel:
    """One distance: cumulated shares at 0, for baseline and current data, and what follows."""

    title: str
    baseline: float
    now: float
    distance: float


def column(share: float) -> list[float]:
    """Zeros, and this share of ones."""
    ones = round(ROWS * share)
    return [0.0] * (ROWS - ones) + [1.0] * ones


def panels() -> list[Panel]:
    """Both distances of the same column, computed."""
    found = []
    for drift, title in (
        (Drift.CONTAINER, "container: each different value once"),
        (Drift.EXACT, "exact: every value"),
    ):
        gap = compare([column(BEFORE)], [column(NOW)], drift)
        assert gap is not None
        difference, n, m = gap
        shares = (0.5, 0.5) if drift is Drift.CONTAINER else (1 - BEFORE, 1 - NOW)
        found.append(Panel(f"{title} ({n:,} against {m:,})", *shares, robust(difference, n, m)))
    return found


def svg() -> str:
    """The picture."""
    width, height = _LEFT + 2 * _APART, _TOP + _HEIGHT + 70
    told = f"{BEFORE:.0%} ones in the baseline, {NOW:.0%} now ({ROWS:,} rows each)"
    svg = 'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="12"'
    parts = [
        f'<svg {svg} viewBox="0 0 {width} {height}">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{_LEFT}" y="20" font-size="14">A column of zeros and ones: {told}</text>',
    ]
    for place, panel in enumerate(panels()):
        parts += _panel(panel, _LEFT + place * _APART)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(panel: Panel, left: float) -> Iterator[str]:
    bottom = _TOP + _HEIGHT
    yield f'<text x="{left}" y="{_TOP - 12}">{panel.title}</text>'
    yield _line([(left, _TOP), (left, bottom), (left + _WIDTH, bottom)], "black")
    for share in (0, 0.5, 1):
        yield f'<text x="{left - 8}" y="{bottom - share * _HEIGHT + 4}" text-anchor="end">{share:g}</text>'
    for value, at in ((0, 0.25), (1, 0.75)):
        yield f'<text x="{left + at * _WIDTH}" y="{bottom + 16}" text-anchor="middle">{value}</text>'
    shares = {"baseline": panel.baseline, "now": panel.now}
    for number, (name, share) in enumerate(shares.items()):
        yield _line(_steps(share, left, bottom, nudge=2 * number), _COLOURS[name])
        legend = f'<text x="{left + 150 * number}" y="{bottom + 36}" fill="{_COLOURS[name]}">'
        yield f"{legend}{name}: {share:g} up to 0</text>"
    verdict = "drift" if panel.distance > 0.1 else "no drift"
    yield f'<text x="{left}" y="{bottom + 56}">Robust distance {panel.distance:.3f}, threshold 0.1: {verdict}</text>'


def _steps(share: float, left: float, bottom: float, *, nudge: float) -> Sequence[tuple[float, float]]:
    """Cumulated share: 0 before the value 0, `share` from there on, 1 from the value 1 on."""
    heights = [bottom - part * _HEIGHT + nudge for part in (0, share, 1)]
    ends = [left, left + _WIDTH / 4, left + _WIDTH * 3 / 4, left + _WIDTH]
    return [(x, y) for y, x1, x2 in zip(heights, ends, ends[1:], strict=False) for x in (x1, x2)]


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


if __name__ == "__main__":
    sys.stdout.write(svg())
