"""`baselining model-quality`: predictions and ground truth in, a baseline of model quality out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from baselining.baselines.folder import check_folder, write_documents
from baselining.commands.accepting import telling_all_reasons
from baselining.commands.located import located
from baselining.commands.options import AsJson, Dataset, Output
from baselining.commands.world import open_credentials, open_world
from baselining.computing import session_spec
from baselining.config import AwsSection, Config, ModelQualitySection, SparkSection
from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes, to_bytes
from baselining.documents.model_quality import QualityConstraints
from baselining.documents.violations import VIOLATIONS
from baselining.edge.console import reporting, show, show_json, table, warn
from baselining.edge.interrupts import stop_requests, when_stopped
from baselining.errors import InterruptedRunError, QualityViolatedError
from baselining.monitoring_run.baseline_files import read_bytes
from baselining.world.s3uri import S3Uri, is_s3

if TYPE_CHECKING:
    from baselining.going_live.quality_verdict import QualityVerdict
    from baselining.model_quality_pipeline import MeasuredQuality


def model_quality(
    dataset: Dataset,
    quality: ModelQualitySection,
    output: Output,
    spark: SparkSection,
    aws: AwsSection,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="OLD_DIR",
            help="An old baseline, local or s3://: refuse a model that is worse than it allows, beyond noise.",
        ),
    ] = None,
    evaluate: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="A constraints.json; local, s3://, https://: hold the model against it, and write "
            "constraint_violations.json instead.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute a baseline of model quality: what a model achieves, and the thresholds that monitoring holds it to.

    Example: baselining model-quality scored.csv --problem-type BinaryClassification --inference prediction
    --probability probability --ground-truth label --output quality/

    Example: baselining model-quality scored.csv --problem-type Regression --inference prediction --ground-truth price
    --against old/ --output quality/

    Example: baselining model-quality today.csv --problem-type Regression --inference prediction --ground-truth price
    --evaluate quality/constraints.json --output today/
    """
    from baselining.going_live.quality_verdict import hold_against
    from baselining.model_quality.violations import violations_of
    from baselining.model_quality_pipeline import measure_quality

    folder = check_folder(output)
    store = cache(lambda: open_world(aws).store)
    old = None if against is None else read_bytes(_constraints_in(against), store, "--against")
    limits = None
    if evaluate is not None:
        limits = from_bytes(QualityConstraints, read_bytes(evaluate, store, "--evaluate"), name=evaluate)
    dataset = located(dataset, aws)
    config = Config(dataset=dataset, model_quality=quality, spark=spark, aws=aws)
    stopped = partial(InterruptedRunError, f"Stopped before anything was written to {output}.")
    with when_stopped(stopped), reporting() as reporter:
        session = session_spec(config, partial(open_credentials, aws), reporter)
        measured = measure_quality(dataset, quality, session=session, events=reporter)
    verdict = None
    if old is not None:
        now = datetime.now(timezone.utc)
        with telling_all_reasons(as_json=as_json):
            verdict = hold_against(measured.quality, old, name=str(against), accept=quality.accept, now=now)
    files = measured.to_files()
    violations = None if limits is None else violations_of(measured.quality, limits)
    if violations is not None:
        files = {STATISTICS: files[STATISTICS], VIOLATIONS: to_bytes(violations)}
    with stop_requests():  # all of it or nothing
        kept = write_documents(folder, files)
    for note in (*measured.notes, *(verdict.lines() if verdict else ())):
        warn(note)
    if quality.accept is not None and (verdict is None or verdict.acceptance is None):
        warn("nothing had to be accepted, so the reason is kept nowhere")
    for path in kept:
        warn(f"the {path.name} that was there before is now {path}")
    found = [] if violations is None else violations.tree()["violations"]
    _show(measured, [str(folder / name) for name in files], found, verdict, as_json=as_json)
    if found:
        raise QualityViolatedError(
            f"{len(found):,} thresholds of {evaluate} are violated: "
            f"{', '.join(violation['metric_name'] for violation in found)}.",
            hint=f"They are in {folder / VIOLATIONS}.",
            details={"violations": found},
        )


def _constraints_in(folder: str) -> str:
    return str(S3Uri.parse(folder) / CONSTRAINTS) if is_s3(folder) else str(Path(folder) / CONSTRAINTS)


def _show(
    measured: MeasuredQuality,
    files: list[str],
    violations: list[Mapping[str, Any]],
    verdict: QualityVerdict | None,
    *,
    as_json: bool,
) -> None:
    quality = measured.quality
    if as_json:
        show_json(
            {
                "dataset": measured.facts,
                "seconds": round(measured.seconds, 3),
                "notes": list(measured.notes),
                "metrics": {
                    name: {"value": value, "standard_deviation": quality.deviations[name]}
                    for name, value in quality.values.items()
                },
                "slices": [each.to_json() for each in measured.slices],
                "judgement": None if verdict is None else verdict.to_json(),
                "violations": violations,
                "work": measured.run,
                "files": files,
            }
        )
        return
    is_baseline = Path(files[-1]).name == CONSTRAINTS
    worse = Counter(each.column for each in measured.slices if each.worse)
    slices = Counter(each.column for each in measured.slices)
    told = ", ".join(
        f"{worse[name]} of {count} of {name!r} (named by --json)" for name, count in slices.items()
    )
    show(
        table(
            [
                ("rows", f"{quality.count:,}"),
                *(
                    (name, "not defined" if value is None else f"{value:.6g}")
                    for name, value in quality.values.items()
                    if "constant" not in name
                ),
                *([("worse slices", told)] if worse else []),
                ("seconds", f"{measured.seconds:.1f}"),
                *((Path(file).stem, file) for file in files),
                *(
                    [("next", f"baselining publish {Path(files[0]).parent} --to s3://BUCKET/PREFIX")]
                    if is_baseline
                    else []
                ),
            ]
        )
    )
