"""Differences → a line for each feature that a person should look at, the most important one first."""

from __future__ import annotations

from collections.abc import Iterator

from baselining.differences.difference import (
    Change,
    Differences,
    Distances,
    DomainChange,
    FeatureDifference,
    SettingChange,
    Shift,
)
from baselining.differences.words import number, percent, plural, printed, share
from baselining.evaluation.violation import Distance


def sentences(differences: Differences) -> list[str]:
    """What changed, for a person. Counts, shares, means and settings; never a value of a cell."""
    lines = [_rows(differences.rows)]
    if differences.is_reordered:
        lines.append("The features stand in another order: traffic without names is matched by position.")
    lines += [f"For all features: {_setting(each)}." for each in differences.settings]
    told = [each for each in differences.features if each.is_noteworthy]
    lines += [f"{printed(each.name)}: {', '.join(_parts(each))}" for each in told]
    rest = len(differences.features) - len(told)
    if rest:
        lines.append(f"{plural(rest, 'other feature')} hardly changed.")
    return lines


def _rows(rows: Shift) -> str:
    if rows.before == rows.after:
        return f"{plural(int(rows.after), 'row')}, as before."
    return f"{_arrow('Rows', rows, f'{rows.before:,.0f}', f'{rows.after:,.0f}')}."


def _arrow(what: str, shift: Shift, before: str, after: str) -> str:
    """`mean 12.6 → 18.9 (+50 %)`."""
    change = "" if shift.percent is None else f" ({percent(shift.percent)})"
    return f"{what} {before} → {after}{change}"


def _parts(feature: FeatureDifference) -> Iterator[str]:
    before, after = feature.types
    if feature.change is Change.REMOVED:
        yield f"removed (it was {before})"
        return
    if feature.change is Change.ADDED:
        yield f"added ({after})"
        return
    if feature.change is Change.RETYPED:
        yield f"{before} → {after}"
    yield from _moment("mean", feature.mean)
    yield from _moment("standard deviation", feature.std_dev)
    if feature.distances is not None:
        yield from _distances(feature.distances)
    if feature.missing is not None and share(feature.missing.before) != share(feature.missing.after):
        yield f"now {share(feature.missing.after)} missing (was {share(feature.missing.before)})"
    if feature.domain is not None:
        yield _domain(feature.domain)
    yield from map(_setting, feature.settings)


def _moment(what: str, shift: Shift | None) -> Iterator[str]:
    """Nothing where three digits do not show a change."""
    if shift is not None and number(shift.before) != number(shift.after):
        yield _arrow(what, shift, number(shift.before), number(shift.after))


def _distances(both: Distances) -> Iterator[str]:
    container, exact = (_distance(each) for each in (both.container, both.exact))
    if container == exact:
        if both.exact.value or both.exact.is_p_value:
            yield container
    else:
        yield f"{exact} ({number(both.container.value)} as the container counts)"


def _distance(distance: Distance) -> str:
    what = "p-value" if distance.is_p_value else "distance"
    beyond = ""
    if distance.is_drift:
        beyond = (
            f", {'below' if distance.is_p_value else 'above'} the old threshold {number(distance.threshold)}"
        )
    return f"{what} {number(distance.value)}{beyond}"


def _domain(domain: DomainChange) -> str:
    if domain.before is None:
        return f"now limited to {plural(domain.after or 0, 'known value')}"
    if domain.after is None:
        return f"no longer limited to {plural(domain.before, 'known value')}"
    return (
        f"known values {domain.before:,} → {domain.after:,} ({domain.added:,} new, {domain.removed:,} gone)"
    )


def _setting(change: SettingChange) -> str:
    return f"{change.setting} {_shown(change.before)} → {_shown(change.after)}"


def _shown(value: float | str | bool | None) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else number(value)
