"""Is a new model worse than the thresholds of the old baseline, by more than its metrics vary by chance?

A new baseline that quietly accepts a worse model is the failure to prevent: from then on nothing alarms.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from baselining.documents.model_quality import QualityConstraints, Threshold
from baselining.model_quality.measure import Quality
from baselining.model_quality.samples import LEAST_ROWS, SHARE

_STUDENT = 2.132
"""The 95 % quantile of Student's t with four degrees of freedom: a deviation of five samples is not known better."""
_FROM_SAMPLES = (SHARE / (1 - SHARE)) ** 0.5
"""By how much more a metric varies from one set of so many rows to the next than among samples of four fifths."""
_BOTH = 2**0.5
"""The old threshold is what chance made of the old model, and varies as much."""
NOISE = _STUDENT * _FROM_SAMPLES * _BOTH
"""Of a metric, in its standard deviations.

Of two equal models on as many rows each, one in seven is refused, as a binary problem has eleven metrics. Of models
that are right in 73 instead of 78 of a hundred cases, nine in ten are, with 2,000 rows.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What speaks against a new model, or was noted.

    Attributes:
        metric: Which one; None of the old baseline as a whole.
        sentence: For a person.
        found, limit: What the new model achieved, and the old threshold; None where it is not known.
        noise: By how much the metric varies by chance; None where that is not known.
        refuses: Or is it only told?
    """

    metric: str | None
    sentence: str
    found: float | None = None
    limit: float | None = None
    noise: float | None = None
    refuses: bool = True

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a run's record holds."""
        return asdict(self)


def judge(new: Quality, old: QualityConstraints) -> tuple[Reason, ...]:
    """Hold a new model against the thresholds of the old baseline.

    A metric is worse if it is beyond the old threshold by more than its noise: `NOISE` standard deviations, or nothing
    where no deviation is known, as below 200 rows. One that is not defined any more cannot be known not to be worse.

    Returns:
        All that was found, in the order of the constraints; empty if the model is nowhere worse.
    """
    if old.problem != new.problem.value:
        other = (
            f"The old baseline is for {old.problem or 'no known problem'}, the new one for {new.problem.value}: they "
            "cannot be compared."
        )
        return (Reason(metric=None, sentence=other),)
    found = (_reason(name, threshold, new) for name, threshold in old.thresholds.items())
    return tuple(reason for reason in found if reason is not None)


def _reason(name: str, threshold: Threshold, new: Quality) -> Reason | None:
    limit, value, spread = threshold.threshold, new.values.get(name), new.deviations.get(name)
    if limit is None:
        sentence = f"{name} had no threshold in the old baseline: it is not compared."
        return Reason(metric=name, sentence=sentence, found=value, refuses=False)
    if value is None:
        sentence = f"{name} is not known of the new model; the old baseline has a threshold of {limit:.6g}."
        return Reason(metric=name, sentence=sentence, limit=limit)
    above = threshold.comparison_operator == "GreaterThanThreshold"
    beyond = value - limit if above else limit - value
    if not beyond > 0:
        return None
    noise = NOISE * spread if spread is not None else None
    return Reason(
        metric=name,
        sentence=_sentence(name, value, limit, beyond, noise),
        found=value,
        limit=limit,
        noise=noise,
        refuses=beyond > (noise or 0.0),
    )


def _sentence(name: str, value: float, limit: float, beyond: float, noise: float | None) -> str:
    start = f"{name} is {value:.6g}, worse than the old threshold of {limit:.6g} by {beyond:.2g}"
    if noise is None:
        return f"{start}; how much it varies by chance is not known below {LEAST_ROWS} rows."
    return f"{start}, {'more' if beyond > noise else 'no more'} than its noise of {noise:.2g}."
