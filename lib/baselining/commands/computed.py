"""A computed baseline in a local folder, as `suggest` and `merge` show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from baselining.edge.console import show, show_json, table, warn
from baselining.pipeline import Documents


def show_computed(
    documents: Documents,
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
        documents: What was computed.
        output: The folder that holds its files, as the caller named it.
        kept: What the folder held before, at its new place.
        source: Under which name `--json` has the facts: `dataset` or `states`.
        as_json: For programs rather than for people.
        members: More for `--json`.
        rows: More for people.
    """
    files = [(name, str(Path(output) / name)) for name in documents.files]
    for note in documents.notes:
        warn(note)
    for path in kept:
        warn(f"the {path.name} that was there before is now {path}")
    if as_json:
        show_json(
            {
                source: documents.facts,
                "seconds": round(documents.seconds, 3),
                "notes": list(documents.notes),
                **(members or {}),
                "files": [file for _, file in files],
            }
        )
        return
    show(
        table(
            [
                ("rows", f"{documents.item_count:,}"),
                ("columns", f"{documents.feature_count:,}"),
                ("seconds", f"{documents.seconds:.1f}"),
                *rows,
                *((name.removesuffix(".json"), file) for name, file in files),
                ("next", f"baselining publish {output} --to s3://BUCKET/PREFIX"),
            ]
        )
    )
