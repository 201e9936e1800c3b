"""A computed baseline in a local folder, as `suggest` and `merge` show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from baselining.documents.files import CONSTRAINTS, STATISTICS
from baselining.edge.console import show, show_json, table, warn
from baselining.outcome import Computation


def show_computed(
    computation: Computation,
    output: str,
    kept: Sequence[Path],
    *,
    source: str,
    as_json: bool,
    members: Mapping[str, Any] | None = None,
    rows: Sequence[tuple[str, str]] = (),
) -> None:
    """Say what was computed and where it is.

    Args:
        computation: What is known of it.
        output: The folder that holds its files, as the caller named it.
        kept: What the folder held before, at its new place.
        source: Under which name `--json` has the facts: `dataset` or `states`.
        as_json: For programs rather than for people.
        members: More for `--json`.
        rows: More for people.
    """
    files = [(name, str(Path(output) / name)) for name in (STATISTICS, CONSTRAINTS)]
    for note in computation.notes:
        warn(note)
    for path in kept:
        warn(f"the {path.name} that was there before is now {path}")
    if as_json:
        show_json(
            {
                source: computation.facts,
                "seconds": round(computation.seconds, 3),
                "notes": list(computation.notes),
                **(members or {}),
                "files": [file for _, file in files],
            }
        )
        return
    show(
        table(
            [
                ("rows", f"{computation.item_count:,}"),
                ("columns", f"{computation.feature_count:,}"),
                ("seconds", f"{computation.seconds:.1f}"),
                *rows,
                *((name.removesuffix(".json"), file) for name, file in files),
                ("next", f"baselining publish {output} --to s3://BUCKET/PREFIX"),
            ]
        )
    )
