"""Profiling in tests: the product's own door, with the session that is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from baselining.baselines.suggest import suggest
from baselining.baselines.summarize import summarize
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.documents.files import to_bytes
from baselining.documents.layout import FormatVersion
from baselining.spark.profiled import Profiled
from baselining.spark.profiler import profile_dataset
from baselining.spark.session.start import SessionSpec


def profile(
    uri: str | Path,
    format: str,
    *,
    engine: str = "arrow",
    states: str | None = None,
    by_hour: bool = False,
    **options: Any,
) -> Profiled:
    """Profile a dataset with the running session."""
    spec = DatasetSpec(uri=str(uri), format=DatasetFormat(format), **options)
    return profile_dataset(
        spec,
        engine=Engine(engine),
        session=SessionSpec(),
        on_progress=_ignore,
        states=states,
        by_hour=by_hour,
    )


def documents(found: Profiled, version: str = "current") -> dict[str, bytes]:
    """The bytes of both documents."""
    statistics = summarize(found.profile, FormatVersion(version))
    constraints = suggest(statistics, FormatVersion(version))
    return {"statistics.json": to_bytes(statistics), "constraints.json": to_bytes(constraints)}


def _ignore(_what: str, _done: int, _total: int, _detail: str) -> None:
    return
