"""`baselining verify`: is a baseline sound, and is it that of this data?"""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from baselining.baselines.verify.finding import Finding, Grade
from baselining.commands.located import located
from baselining.commands.options import AsJson, OnlyEngine
from baselining.commands.signature import keys
from baselining.commands.stored import read_stored
from baselining.commands.world import open_credentials
from baselining.config import AwsSection, Config, SparkSection
from baselining.dataset.spec import DatasetSpec
from baselining.dataset.split_rule import AT_LINE_ENDS
from baselining.documents.layout import FormatVersion
from baselining.documents.statistics import Statistics
from baselining.edge.console import reporting, show, show_json
from baselining.errors import NotSoundError
from baselining.pipeline import compute_documents, session_spec


def verify(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="Holds statistics.json and constraints.json; local or s3://.")
    ],
    dataset: Annotated[DatasetSpec | None, keys(uri="--dataset")],
    profile: OnlyEngine,
    spark: SparkSection,
    aws: AwsSection,
    as_json: AsJson = False,
) -> None:
    """Check that a baseline agrees with itself: counts, sketches, buckets, domains, names; and with data, if named.

    Exit code 3 if it does not. Hand edits that only loosen constraints are notes.

    Example: baselining verify baseline/

    Example: baselining verify s3://bucket/monitoring/baselines/0123…/ --dataset train.csv
    """
    from baselining.baselines.verify.pair import verify_pair  # with numpy, which other commands load later
    from baselining.baselines.verify.statistics import verify_statistics

    documents, facts = read_stored(folder, aws)
    statistics = documents.statistics
    findings = [*verify_statistics(statistics), *verify_pair(statistics, documents.constraints)]
    if dataset is not None:
        dataset = located(dataset, aws)
        if facts.get("split_rule") == AT_LINE_ENDS:
            dataset = dataset.model_copy(update={"split_large_files": True})
        findings += _compare(statistics, Config(dataset=dataset, profile=profile, spark=spark, aws=aws))
    _report(findings, statistics, folder, dataset.uri if dataset else None, as_json=as_json)


def _compare(statistics: Statistics, config: Config) -> list[Finding]:
    from baselining.baselines.verify.against import compare_with_data

    with reporting() as reporter:
        documents, computation = compute_documents(
            config.dataset,
            engine=config.profile.engine,
            version=_layout(statistics),
            session=session_spec(config, partial(open_credentials, config.aws), reporter),
            events=reporter,
        )
    return list(compare_with_data(statistics, documents.statistics, one_split=computation.one_split))


def _layout(statistics: Statistics) -> FormatVersion:
    """The layout the statistics are in; the two older ones differ in constraints only."""
    parts = [feature.numerical_statistics or feature.string_statistics for feature in statistics.features]
    has_completeness = any(part is not None and part.completeness is not None for part in parts)
    return FormatVersion.CURRENT if has_completeness else FormatVersion.V2024_03


def _report(
    findings: list[Finding], statistics: Statistics, folder: str, dataset: str | None, *, as_json: bool
) -> None:
    wrong = [finding for finding in findings if finding.grade is Grade.WRONG]
    listed = [finding.to_json() for finding in findings]
    if findings and not as_json:
        show([f"{finding.grade.value:<6} {finding}" for finding in findings])
    if wrong:
        against = f" or with {dataset}" if dataset else ""
        raise NotSoundError(
            f"The baseline in {folder} does not agree with itself{against}: {len(wrong):,} places are wrong.",
            hint="Compute it again with `baselining suggest`, or find out who changed it. If a large CSV file was cut "
            "for it, verify it with --split-large-files, too.",
            details={"findings": listed},
        )
    facts = {"item_count": statistics.dataset.item_count, "feature_count": len(statistics.features)}
    if as_json:
        show_json({"sound": True, "dataset": dataset, **facts, "findings": listed})
        return
    counts = f"{facts['item_count']:,} rows, {facts['feature_count']:,} features"
    show([f"sound  {counts}: it agrees with itself{f', and is that of {dataset}' if dataset else ''}"])
