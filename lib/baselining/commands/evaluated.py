"""What `evaluate` shows to people: the most important violation first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baselining.edge.console import printable
from baselining.evaluation.hours import ByHour
from baselining.evaluation.violation import Check, Violation
from baselining.monitoring_run.result import Result

_SHOWN = 50
"""Violations; all are in the document and in `--json`."""


def lines_of(result: Result) -> Iterator[str]:
    """The result, line by line."""
    computation, how = result.observation.computation, result.how
    yield (
        f"{computation.item_count:,} rows, {computation.feature_count:,} columns against {result.baseline.name}; "
        f"distance: {how.drift.value}, checks: {how.checks.value}"
    )
    yield result.exit_message
    found = result.violations
    if found:
        yield ""
        yield from _table([_row(each, result.by_hour) for each in found[:_SHOWN]])
    if len(found) > _SHOWN:
        yield f"… and {len(found) - _SHOWN:,} more, in the document and with --json"
    if result.by_hour is not None:
        yield ""
        yield from hour_lines(result.by_hour)


def hour_lines(by_hour: ByHour) -> Iterator[str]:
    """A line per hour: how many violations, and of which features."""
    for hour, evaluation in by_hour.hours.items():
        names = list(dict.fromkeys(printable(each.feature) for each in evaluation.violations))
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")
        yield f"{hour:%Y-%m-%d %H:00}  {len(evaluation.violations):>4,}  {shown}".rstrip()


def _row(violation: Violation, by_hour: ByHour | None) -> tuple[str, ...]:
    since = None if by_hour is None else by_hour.since(*violation.key)
    return (
        printable(violation.feature),
        violation.check.value,
        *_expected_and_seen(violation),
        "" if since is None else f"since {since:%Y-%m-%d %H:00}",
    )


def _expected_and_seen(violation: Violation) -> tuple[str, str, str]:
    """Expected, seen, and what else there is to say."""
    distance = violation.distance
    if distance is not None:
        bound = "at least" if distance.is_p_value else "at most"
        how = (
            f"{distance.drift.value} distance, {distance.measure} {distance.method}: "
            f"{distance.current_size:,} values against {distance.baseline_size:,} of the baseline"
        )
        return f"{bound} {distance.threshold:g}", f"{distance.value:.4g}", how
    if violation.expected is None or violation.seen is None:
        return "", "", violation.description
    if violation.check in (Check.EXTRA_COLUMNS, Check.MISSING_COLUMNS):
        return f"{violation.expected:g} columns", f"{violation.seen:g}", ""
    return _percent(violation.expected), _percent(violation.seen), _kind(violation)


def _percent(share: float) -> str:
    """Rounded, but never to 0 % or 100 % what is neither."""
    text = f"{share * 100:.6g}%"
    return repr(share * 100) + "%" if text in ("0%", "100%") and share not in (0, 1) else text


def _kind(violation: Violation) -> str:
    """Of which type the data should be."""
    if violation.check is not Check.DATA_TYPE:
        return ""
    return f"of {violation.description.rpartition(' is ')[2].rstrip('.')}"


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    head = ("FEATURE", "CHECK", "EXPECTED", "SEEN", "", "")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
