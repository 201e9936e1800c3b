"""A generated baseline → the files that go live, once a policy has nothing against them or a person accepts that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from baselining.config import Config
from baselining.differences.sentences import sentences
from baselining.documents.pair import Documents
from baselining.edits.overrides_file import Overrides
from baselining.going_live.accepting import acceptance
from baselining.going_live.calibrated import calibrated
from baselining.going_live.dry_run import Seen, Tried, read_traffic, try_on_hold_out, try_on_traffic
from baselining.going_live.edited import Edited, edited
from baselining.going_live.old_baseline import OldBaseline, read_old
from baselining.judgement.facts import Facts
from baselining.judgement.judge import judge
from baselining.judgement.refusal import refuse_unfit
from baselining.judgement.section import JudgeSection
from baselining.judgement.verdict import Verdict
from baselining.outcome import Computation
from baselining.schedule.live import LiveSchedule
from baselining.spark.session.start import SessionSpec
from baselining.world.ports import Endpoints, World

_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What goes live, and what was found on the way.

    Attributes:
        files: To publish, by name.
        findings: For the record of the run: edits, verdict, trials, differences.
        notes: For a person.
        why: One sentence for the schedule's history; empty if nobody judged.
    """

    files: dict[str, bytes]
    findings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    why: str = ""


def go_on_or_refuse(
    new: Documents,
    computation: Computation,
    config: Config,
    world: World,
    live: LiveSchedule | None,
    overrides: Overrides | None,
    endpoints: Callable[[], Endpoints] | None,
    session: SessionSpec,
) -> Judged:
    """Merge edits, try, judge.

    Args:
        new: As generated.
        live: The schedule; None: there is no old baseline.
        overrides: Of `read_overrides`.
        endpoints: Opens the door to endpoints, whose traffic is looked for; None: no traffic is.
        session: The Spark that reads it.

    Raises:
        UnfitBaselineError: If the policy refuses, and nobody accepts.
        ConfigError: If the overrides name an unknown feature.
        DatasetError, WorldError: If the captured traffic cannot be read.
        StorageError: If the old baseline cannot be.
    """
    is_wanted = config.edits.keep or config.judge is not None
    old = read_old(live.baseline, world.store) if live is not None and is_wanted else None
    seen = _seen(new, config, world, old, live, endpoints, session)
    new, thresholds, not_calibrated = calibrated(new, config.calibrate, seen.rows_an_hour, overrides)
    ready = edited(
        new,
        old if config.edits.keep else None,
        config.profile.format_version,
        overrides,
        name=config.edits.overrides or "",
    )
    notes = [*map(str, thresholds), *not_calibrated, *ready.lines()]
    findings: dict[str, Any] = {"edits": ready.to_json()}
    if thresholds:
        findings["thresholds"] = [each.to_json() for each in thresholds]
    why = ""
    if config.judge is not None:
        compared = old.documents if old else None
        hold_out = Tried()
        if config.judge.hold_out:
            hold_out = try_on_hold_out(ready.documents, compared, computation, config)
        tried = hold_out, try_on_traffic(ready.documents, compared, seen)
        verdict = _verdict(ready, computation, config, config.judge, world, old, tried)
        findings["judgement"] = verdict.to_json()
        refuse_unfit(verdict, so=", so nothing was published")
        notes += [*verdict.notes(), *_changes(verdict)]
        why = f"judged: {verdict.summary}"
    elif old is not None and old.problem is not None:
        notes.append(f"{old.problem} Edits by hand, if there are any, are not carried over.")
    return Judged(files=ready.to_files(), findings=findings, notes=tuple(notes), why=why)


def _seen(
    new: Documents,
    config: Config,
    world: World,
    old: OldBaseline | None,
    live: LiveSchedule | None,
    endpoints: Callable[[], Endpoints] | None,
    session: SessionSpec,
) -> Seen:
    """The captured traffic, if it is wanted and there is a schedule that looks at some."""
    section = config.judge
    if section is None or section.traffic is None or live is None or endpoints is None:
        return Seen()
    compared = old.documents if old else None
    return read_traffic(new, compared, config, world, endpoints, live, section, session)


def _verdict(
    ready: Edited,
    computation: Computation,
    config: Config,
    section: JudgeSection,
    world: World,
    old: OldBaseline | None,
    tried: tuple[Tried, Tried],
) -> Verdict:
    hold_out, traffic = tried
    facts = Facts(
        trials=tuple(each.trial for each in tried if each.trial is not None),
        no_hold_out=hold_out.reason,
        no_traffic=traffic.reason,
        old_problem=old.problem if old else None,
        generated_before=old.generated if old else None,
        generated=ready.generated,
        edits_are_kept=config.edits.keep,
        short_rows=computation.profiled.short_rows if computation.profiled else 0,
    )
    return judge(
        ready.documents,
        old.documents if old else None,
        section.policy,
        acceptance(section.accept, world.clock.now()),
        facts,
    )


def _changes(verdict: Verdict) -> list[str]:
    """Why retraining changed things: the largest differences of the new training set from the old baseline."""
    found = [] if verdict.differences is None else sentences(verdict.differences)
    more = len(found) - _SHOWN
    return [*found[:_SHOWN], *([f"{more:,} more differences are in the run's record"] if more > 0 else [])]
