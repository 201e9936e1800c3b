"""A measured model → the files that go live, once it is no worse than the live thresholds, or that is accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from baselining.config import Config, ModelQualitySection
from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes, to_bytes
from baselining.documents.model_quality import QualityConstraints
from baselining.documents.quality_pair import QualityDocuments
from baselining.errors import DocumentError
from baselining.going_live.edited_quality import EditedQuality, merge_edits
from baselining.going_live.judged import Judged
from baselining.going_live.old_baseline import GENERATED
from baselining.going_live.quality_verdict import hold_against
from baselining.model_quality.documents import constraints_from
from baselining.model_quality_pipeline import MeasuredQuality
from baselining.publication.contents import digest_named_by, is_digest
from baselining.schedule.live import LiveSchedule
from baselining.world.locations import place_of
from baselining.world.ports import ObjectStore, World
from baselining.world.s3uri import S3Uri

NOT_NEEDED = "nothing had to be accepted, so the reason is not part of the verdict"


def judged_quality(
    measured: MeasuredQuality,
    section: ModelQualitySection,
    config: Config,
    world: World,
    live: LiveSchedule | None,
) -> Judged:
    """Judge, and merge edits.

    Args:
        measured: The new model.
        live: The schedule; None: there is no old baseline.

    Raises:
        WorseModelError: If it is worse than the live thresholds, or they cannot be read, and nobody accepts that.
        StorageError: If S3 refuses or does not answer.
    """
    files = measured.to_files()
    if live is None:
        return Judged(files=files)
    location = live.baseline.constraints
    if location is None:
        return Judged(
            files=files, notes=("the schedule has no old baseline: the model is compared with none",)
        )
    place = place_of(location)
    old = None if place is None else world.store.read(place)
    verdict = hold_against(measured.quality, old, name=location, accept=section.accept, now=world.clock.now())
    notes = verdict.notes()
    if section.accept is not None and verdict.acceptance is None:
        notes.append(NOT_NEEDED)
    findings: dict[str, Any] = {"judgement": verdict.to_json()}
    if config.edits.keep and place is not None and old is not None:
        edited, problem = _edited(measured, section, place, old, world.store)
        notes += [*edited.lines(), *([] if problem is None else [problem])]
        findings["edits"] = edited.to_json()
        files = _files(measured, edited)
    return Judged(files=files, findings=findings, notes=tuple(notes), why=f"judged: {verdict.summary}")


def _edited(
    measured: MeasuredQuality, section: ModelQualitySection, place: S3Uri, old: bytes, store: ObjectStore
) -> tuple[EditedQuality, str | None]:
    """The thresholds with edits by hand; or the new ones, and why edits cannot be told."""
    folder = place.parent
    statistics = store.read(folder / STATISTICS)
    try:
        files = {CONSTRAINTS: old, **({} if statistics is None else {STATISTICS: statistics})}
        documents = QualityDocuments.from_files(files, place=str(folder))
        recorded = store.read(folder / GENERATED) if is_digest(digest_named_by(folder)) else None
        generated = None
        if recorded is not None:
            generated = from_bytes(QualityConstraints, recorded, name=str(folder / GENERATED))
        elif documents.statistics is None:
            raise DocumentError(f"There is no {STATISTICS} beside it.")
        return merge_edits(documents, generated, measured.constraints, section.wishes), None
    except DocumentError as problem:
        said = (
            f"{problem.message} Edits by hand of the old thresholds, if there are any, are not carried over."
        )
        return EditedQuality(constraints=measured.constraints), said


def _files(measured: MeasuredQuality, edited: EditedQuality) -> dict[str, bytes]:
    """What is published: also what was generated, where the statistics alone do not say it."""
    files = replace(measured, constraints=edited.constraints).to_files()
    generated = to_bytes(measured.constraints)
    if generated != to_bytes(constraints_from(QualityDocuments.from_files(measured.to_files(), place="new"))):
        files[GENERATED] = generated
    return files
