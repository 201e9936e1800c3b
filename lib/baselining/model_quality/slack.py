"""How far a threshold is from the value: not at all, as the container has it, or as far as somebody wishes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from baselining.documents.model_quality import ComparisonOperator
from baselining.errors import ConfigError
from baselining.states.model_quality.labels import number_of

_LARGER_IS_WORSE = frozenset({"false_positive_rate", "false_negative_rate", "mae", "mse", "rmse"})
_AMOUNT = re.compile(r"(?P<number>\d+(\.\d*)?|\.\d+)(?P<unit>sd|%|)")
ALL = "all"


def is_worse_above(metric: str) -> bool:
    """Is a larger value a worse one?"""
    return metric in _LARGER_IS_WORSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """Wishes, by metric, or by `all` for every other one.

    Attributes:
        amounts: `2sd` (standard deviations), `5%` (of the value), or `0.01`.
        limits: A floor, or, where larger values are worse, a ceiling, beyond which no threshold goes.
    """

    amounts: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, amounts: Mapping[str, str], limits: Mapping[str, str]) -> Slack:
        """As people write them.

        Raises:
            ConfigError: If a limit is no finite number.
        """
        numbers = {name: number_of(limit.strip()) for name, limit in limits.items()}
        for name, number in numbers.items():
            if number is None:
                raise ConfigError(f"The limit of {name!r} should be a number, such as 0.9.")
        return cls(amounts=amounts, limits={name: n for name, n in numbers.items() if n is not None})

    def operator_of(self, metric: str) -> ComparisonOperator:
        """On which side of its threshold a metric is violated."""
        return "GreaterThanThreshold" if is_worse_above(metric) else "LessThanThreshold"

    def check(self, metrics: tuple[str, ...]) -> None:
        """Refuse wishes that are not understood, or are about what has no threshold.

        Raises:
            ConfigError: If there is one.
        """
        for name in (*self.amounts, *self.limits):
            if name not in (*metrics, *([ALL] if name in self.amounts else [])):
                raise ConfigError(
                    f"There is no threshold of {name!r} to loosen for this problem.",
                    hint=f"Thresholds: {', '.join(metrics)}; or {ALL}, for --slack.",
                )
        for name, amount in self.amounts.items():
            if not _AMOUNT.fullmatch(amount):
                raise ConfigError(
                    f"The slack of {name!r} should be like 2sd (standard deviations), 5% or 0.01; found {amount!r}."
                )


NO_SLACK = Slack()


def threshold_of(metric: str, value: float | None, deviation: float | None, slack: Slack) -> float | None:
    """The threshold of a metric; None where the metric is not defined.

    Raises:
        ConfigError: If slack is wanted in deviations that are not known.
    """
    if value is None:
        return None
    threshold = value
    amount = slack.amounts.get(metric, slack.amounts.get(ALL))
    if amount is not None:
        away = _away(metric, amount, value, deviation)
        threshold = value + away if is_worse_above(metric) else value - away
    if metric in slack.limits:
        limit = slack.limits[metric]
        return min(threshold, limit) if is_worse_above(metric) else max(threshold, limit)
    return threshold


def _away(metric: str, amount: str, value: float, deviation: float | None) -> float:
    found = _AMOUNT.fullmatch(amount)
    assert found is not None  # noqa: S101 - checked before
    number = float(found["number"])
    if found["unit"] == "%":
        return abs(value) * number / 100.0
    if found["unit"] == "":
        return number
    if deviation is None:
        raise ConfigError(
            f"Slack in standard deviations was asked for, and that of {metric!r} is not known: below 200 rows there "
            "is none.",
            hint="Use more rows, or slack such as 5% or 0.01.",
        )
    return number * deviation
