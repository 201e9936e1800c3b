"""`baselining verify`: is a baseline sound, and is it that of this data?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated

import typer

from baselining.baselines.verify.finding import Finding, Grade
from baselining.commands.located import located
from baselining.commands.options import AsJson, OnlyEngine
from baselining.commands.signature import keys
from baselining.commands.stored import read_either
from baselining.commands.world import open_credentials
from baselining.computing import compute_documents, session_spec
from baselining.config import AwsSection, Config, SparkSection
from baselining.dataset.spec import DatasetSpec
from baselining.dataset.split_rule import AT_LINE_ENDS
from baselining.documents.layout import FormatVersion
from baselining.documents.quality_pair import QualityDocuments
from baselining.documents.statistics import Statistics
from baselining.edge.console import reporting, show, show_json
from baselining.errors import ConfigError, NotSoundError


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

    Of model quality: metrics, matrix, curves, thresholds. Exit code 3 if it does not. Hand edits that only loosen
    constraints are notes.

    Example: baselining verify baseline/

    Example: baselining verify s3://bucket/monitoring/baselines/0123…/ --dataset train.csv
    """
    from baselining.baselines.verify.model_quality import verify_quality
    from baselining.baselines.verify.pair import verify_pair  # with numpy, which other commands load later
    from baselining.baselines.verify.statistics import verify_statistics

    stored, facts = read_either(folder, aws)
    if isinstance(stored, QualityDocuments):
        if dataset is not None:
            raise ConfigError(
                f"{folder} is a baseline of model quality, and --dataset is for data quality.",
                hint="Compute it again with `baselining model-quality`, and compare the files: same data, same bytes.",
            )
        counts: dict[str, int | str] = {"problem_type": stored.problem, "metric_count": len(stored.metrics)}
        _report(list(verify_quality(stored)), folder, None, counts, as_json=as_json)
        return
    statistics = stored.statistics
    findings = [*verify_statistics(statistics), *verify_pair(statistics, stored.constraints)]
    if dataset is not None:
        dataset = located(dataset, aws)
        if facts.get("split_rule") == AT_LINE_ENDS:
            dataset = dataset.model_copy(update={"split_large_files": True})
        findings += _compare(statistics, Config(dataset=dataset, profile=profile, spark=spark, aws=aws))
    counts = {"item_count": statistics.dataset.item_count, "feature_count": len(statistics.features)}
    _report(findings, folder, dataset.uri if dataset else None, counts, as_json=as_json)


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
    findings: list[Finding],
    folder: str,
    dataset: str | None,
    facts: Mapping[str, int | str],
    *,
    as_json: bool,
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
            "for it, verify it with --split-large-files, too."
            if "feature_count" in facts
            else "Compute it again with `baselining model-quality`, or find out who changed it.",
            details={"findings": listed},
        )
    if as_json:
        show_json({"sound": True, "dataset": dataset, **facts, "findings": listed})
        return
    counts = (
        f"{facts['item_count']:,} rows, {facts['feature_count']:,} features"
        if "feature_count" in facts
        else f"{facts['problem_type']}, {facts['metric_count']:,} metrics"
    )
    show([f"sound  {counts}: it agrees with itself{f', and is that of {dataset}' if dataset else ''}"])
