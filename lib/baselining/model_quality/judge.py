"""Is a new model worse than the thresholds of the old baseline, by more than its metrics vary by chance?

A new baseline that quietly accepts a worse model is the failure to prevent: from then on nothing alarms.
"""

from __future__ import annotations

from dataclasses import dataclass

from baselining.documents.model_quality import QualityConstraints
from baselining.model_quality.measure import Quality
from baselining.model_quality.samples import LEAST_ROWS, SHARE

_STUDENT = 2.132
"""The 95 % quantile of Student's t with four degrees of freedom: a deviation of five samples is not known better."""
_FROM_SAMPLES = (SHARE / (1 - SHARE)) ** 0.5
"""By how much more a metric varies from one set of so many rows to the next than among samples of four fifths."""
NOISE = _STUDENT * _FROM_SAMPLES
"""Of a metric, in its standard deviations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What speaks against a new model, and what else was seen, in sentences."""

    refusals: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        """Is it worse?"""
        return bool(self.refusals)


def judge(new: Quality, old: QualityConstraints) -> Judgement:
    """Hold a new model against the thresholds of the old baseline.

    A metric is worse if it is beyond the old threshold by more than its noise: `NOISE` standard deviations, or nothing
    where no deviation is known, as below 200 rows. One that is not defined any more cannot be known not to be worse.
    """
    if old.problem != new.problem.value:
        other = (
            f"The old baseline is for {old.problem or 'no known problem'}, the new one for {new.problem.value}: they "
            "cannot be compared."
        )
        return Judgement(refusals=(other,), notes=())
    refusals, notes = [], []
    for name, threshold in old.thresholds.items():
        limit, value, spread = threshold.threshold, new.values.get(name), new.deviations.get(name)
        if limit is None:
            notes.append(f"{name} had no threshold in the old baseline: it is not compared.")
        elif value is None:
            refusals.append(
                f"{name} is not known of the new model; the old baseline has a threshold of {limit:.6g}."
            )
        else:
            above = threshold.comparison_operator == "GreaterThanThreshold"
            beyond = value - limit if above else limit - value
            noise = NOISE * spread if spread is not None else 0.0
            sentence = _sentence(name, value, limit, beyond, spread, noise)
            if beyond > noise:
                refusals.append(sentence)
            elif beyond > 0:
                notes.append(sentence)
    return Judgement(refusals=tuple(refusals), notes=tuple(notes))


def _sentence(
    name: str, value: float, limit: float, beyond: float, spread: float | None, noise: float
) -> str:
    start = f"{name} is {value:.6g}, worse than the old threshold of {limit:.6g} by {beyond:.2g}"
    if spread is None:
        return f"{start}; how much it varies by chance is not known below {LEAST_ROWS} rows."
    return f"{start}, {'more' if beyond > noise else 'no more'} than its noise of {noise:.2g}."
