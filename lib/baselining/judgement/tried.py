"""What trying the new baseline says against it: violations on a hold-out and on traffic, or that neither was there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baselining.differences.words import plural, printed
from baselining.judgement.facts import Facts
from baselining.judgement.policy import Policy
from baselining.judgement.trial import Alarm, Trial
from baselining.judgement.verdict import Reason


def judge_trials(facts: Facts, policy: Policy) -> Iterator[Reason]:
    """A reason for each violation that counts, if there are more than the policy allows."""
    for rule, why in (("traffic", facts.no_traffic), ("hold_out", facts.no_hold_out)):
        if why is not None:
            yield Reason(rule=rule, feature=None, sentence=why)
    for trial in facts.trials:
        yield from _on_hold_out(trial, policy) if trial.data == "hold_out" else _on_traffic(trial, policy)


def _on_hold_out(trial: Trial, policy: Policy) -> Iterator[Reason]:
    """Beyond chance, and not raised by the old baseline, too: what that raises is no fault of the new data."""
    counted = _beyond_chance(trial.appear)
    if len(counted) > policy.most_hold_out_violations:
        for each in counted:
            sentence = f"{_alarms(each)} on {plural(trial.rows, 'row')} of the training set itself."
            yield _reason(
                "most_hold_out_violations",
                each,
                sentence,
                len(counted),
                policy.most_hold_out_violations,
            )


def _on_traffic(trial: Trial, policy: Policy) -> Iterator[Reason]:
    """At most so many beyond chance, or no more than the old baseline raises."""
    limit, counted = policy.most_traffic_violations, _beyond_chance(trial.new)
    before = None if trial.old is None else len(_beyond_chance(trial.old))
    found = len(counted)
    if found <= limit or (before is not None and found <= before):
        return
    old = "" if before is None else f"; the old one raises {before:,}"
    for each in counted:
        sentence = f"{_alarms(each)} on captured traffic (in all {plural(found, 'violation')}{old})."
        yield _reason("most_traffic_violations", each, sentence, found, limit)


def _beyond_chance(alarms: Sequence[Alarm]) -> list[Alarm]:
    return [each for each in alarms if not each.by_chance]


def _alarms(alarm: Alarm) -> str:
    return f"{printed(alarm.feature)}: the new baseline raises {alarm.check}"


def _reason(rule: str, alarm: Alarm, sentence: str, found: int, limit: int) -> Reason:
    return Reason(rule=rule, feature=alarm.feature, sentence=sentence, found=found, limit=limit)
