"""A generated baseline → the files that go live, once a policy has nothing against them or a person accepts that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from baselining.config import Config, JudgeSection
from baselining.documents.pair import Documents
from baselining.edits.overrides_file import Overrides, parse_overrides
from baselining.errors import ConfigError, UnfitBaselineError
from baselining.going_live.dry_run import Tried, try_on_hold_out, try_on_traffic
from baselining.going_live.edited import Edited, edited
from baselining.going_live.old_baseline import OldBaseline, read_old
from baselining.judgement.facts import Facts
from baselining.judgement.judge import judge
from baselining.judgement.verdict import Acceptance, Verdict
from baselining.monitoring_run.baseline_files import read_bytes
from baselining.outcome import Computation
from baselining.schedule.live import LiveSchedule
from baselining.schedule.records.lease import who_is_at_work
from baselining.world.ports import Endpoints, World


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


def read_overrides(config: Config, world: World) -> Overrides | None:
    """The overrides file, local or in S3, checked; None if none is named.

    Raises:
        ConfigError: If it is not there, or wrong.
        StorageError: If S3 refuses or does not answer.
    """
    place = config.edits.overrides
    if place is None:
        return None
    body = read_bytes(place, lambda: world.store, "edits.overrides")
    try:
        return parse_overrides(body.decode(), name=place)
    except UnicodeDecodeError:
        raise ConfigError(f"The overrides file {place} is not text in UTF-8.") from None


def go_on_or_refuse(
    new: Documents,
    computation: Computation,
    config: Config,
    world: World,
    live: LiveSchedule | None,
    overrides: Overrides | None,
    endpoints: Callable[[], Endpoints] | None,
) -> Judged:
    """Merge edits, try, judge.

    Args:
        new: As generated.
        live: The schedule; None: there is no old baseline.
        overrides: Of `read_overrides`.
        endpoints: Opens the door to endpoints, whose traffic is looked for; None: no traffic is.

    Raises:
        UnfitBaselineError: If the policy refuses, and nobody accepts.
        ConfigError: If the overrides name an unknown feature.
        DatasetError, WorldError: If the captured traffic cannot be read.
        StorageError: If the old baseline cannot be.
    """
    is_wanted = config.edits.keep or config.judge is not None
    old = read_old(live.baseline, world.store) if live is not None and is_wanted else None
    ready = edited(
        new,
        old if config.edits.keep else None,
        config.profile.format_version,
        overrides,
        name=config.edits.overrides or "",
    )
    notes = ready.lines()
    findings: dict[str, Any] = {"edits": ready.to_json()}
    why = ""
    if config.judge is not None:
        verdict = _verdict(ready, computation, config, config.judge, world, old, endpoints)
        findings["judgement"] = verdict.to_json()
        _refuse(verdict)
        notes += verdict.lines()
        why = f"judged: {verdict.summary}"
    elif old is not None and old.problem is not None:
        notes.append(f"{old.problem} Edits by hand, if there are any, are not carried over.")
    return Judged(files=ready.to_files(), findings=findings, notes=tuple(notes), why=why)


def _verdict(
    ready: Edited,
    computation: Computation,
    config: Config,
    section: JudgeSection,
    world: World,
    old: OldBaseline | None,
    endpoints: Callable[[], Endpoints] | None,
) -> Verdict:
    compared = old.documents if old else None
    hold_out = traffic = Tried()
    if section.hold_out:
        hold_out = try_on_hold_out(ready.documents, compared, computation, config)
    if section.traffic is not None and config.switch.schedule is not None and endpoints is not None:
        traffic = try_on_traffic(ready.documents, compared, config, world, endpoints, window=section.traffic)
    facts = Facts(
        trials=tuple(each.trial for each in (hold_out, traffic) if each.trial is not None),
        no_hold_out=hold_out.reason,
        no_traffic=traffic.reason,
        old_problem=old.problem if old else None,
        generated_before=old.generated if old else None,
        generated=ready.generated,
        edits_are_kept=config.edits.keep,
        short_rows=computation.profiled.short_rows if computation.profiled else 0,
    )
    return judge(ready.documents, compared, section.policy, _acceptance(section.accept, world), facts)


def _acceptance(reason: str | None, world: World) -> Acceptance | None:
    if reason is None:
        return None
    when = world.clock.now().isoformat(timespec="seconds")
    return Acceptance(reason=reason.strip(), who=who_is_at_work(), when=when)


def _refuse(verdict: Verdict) -> None:
    if not verdict.is_refused:
        return
    more = len(verdict.refusals) - 1
    raise UnfitBaselineError(
        "The new baseline does not meet the policy, so nothing was published. "
        f"{verdict.refusals[0].sentence}{f' {more:,} more findings refuse it.' if more else ''}",
        hint="Look at the training set. If it is right, say why: --accept REASON (judge.accept), or change the policy.",
        details={"lines": verdict.lines(), **verdict.to_json()},
    )
