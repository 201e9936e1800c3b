"""Who will probably read a dataset, told before Spark starts: by the names of files and by how they begin.

Spark's JVM is started accordingly (`session/compiler.py`). What is found here is never more than a guess: who does read
is decided anew once Spark is there (`plan.py`), and neither depends on the other. That nothing is at a place on this
machine, however, is certain, and said before anything is started.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.compression import codec_of
from baselining.dataset.found import Found, found_local
from baselining.dataset.local import is_local, local_files, local_table
from baselining.dataset.remote import may_be_pattern
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.world.s3uri import is_s3

_HEAD_BYTES = 64 * 1024
_NOT_PLAIN = re.compile(rb'\A\xef\xbb\xbf|\\["\\]|"\\|\A[\r\n]')
"""A byte order mark, a backslash beside a quote or another one, an empty first line."""

_NOT_PLAIN_JSON = re.compile(rb"\A\xef\xbb\xbf|\\|\r\n|:[ \t]*[\[{]")
"""A byte order mark, an escape, a line end of Windows, something nested; also where a text looks like that."""

_LATEST_COMMITS = 10


def workers_will_read(spec: DatasetSpec, engine: Engine, *, by_file: bool = False) -> bool:
    """Will the workers, or else Spark's reader or Deequ?

    Args:
        by_file: Is each file profiled by itself?

    Raises:
        DatasetError: If nothing is there, on this machine, or it cannot be read by its name.
    """
    with suppress(OSError):  # what cannot be looked at is Spark's to complain about
        if not is_local(spec.uri):
            return engine is Engine.ARROW and _in_s3(spec)
        if spec.format is DatasetFormat.CAPTURE:
            return engine is Engine.ARROW and bool(local_files(spec.uri).paths)
        if spec.format is DatasetFormat.DELTA:
            return _table(Path(local_table(spec.uri)), spec) and engine is Engine.ARROW
        found = found_local(local_files(spec.uri))
        return engine is Engine.ARROW and _files(found, spec, by_file)
    return False


def _in_s3(spec: DatasetSpec) -> bool:
    is_plain = not may_be_pattern(spec.uri) and not _has_values(spec.uri)
    return is_s3(spec.uri) and is_plain and _can_decompress(spec.uri, spec.format)


def _can_decompress(path: str, kind: DatasetFormat) -> bool:
    """Can the workers, where a name says that a file is compressed? Those of Parquet and Delta say nothing."""
    try:
        codec = codec_of(path) if kind in (DatasetFormat.CSV, DatasetFormat.JSONL) else None
    except UnlikeSparkError:
        return False
    return codec is None or kind is DatasetFormat.CSV


def _has_values(path: str) -> bool:
    """Does it name a folder like `month=7`?"""
    return "=" in os.path.dirname(path)


def _files(found: Found, spec: DatasetSpec, by_file: bool) -> bool:
    from baselining.dataset.formats.lines import text_of

    if spec.format is DatasetFormat.PARQUET:
        return by_file or not any("=" in step for steps in found.folders for step in steps)
    try:
        files = text_of(found)
    except UnlikeSparkError:
        return False
    if not all(_can_decompress(file.path, spec.format) for file in files):
        return False
    largest = max(files, key=lambda file: file.size).path
    if codec_of(largest) is not None:
        return True
    not_plain = _NOT_PLAIN_JSON if spec.format is DatasetFormat.JSONL else _NOT_PLAIN
    with open(largest, "rb") as opened:
        return not_plain.search(opened.read(_HEAD_BYTES)) is None


def _table(folder: Path, spec: DatasetSpec) -> bool:
    """Is it wanted as it is now, and for any reader of Parquet, as far as its newest commits say?"""
    if spec.version_as_of is not None or spec.timestamp_as_of is not None:
        return False
    needs = 1
    partitions: list[str] = []
    for action in _actions(folder / "_delta_log"):
        needs = max(needs, action.get("protocol", {}).get("minReaderVersion", 1))
        partitions += action.get("metaData", {}).get("partitionColumns", [])
    return needs == 1 and not partitions


def _actions(log: Path) -> Iterator[dict[str, Any]]:
    """What the newest commits of a Delta table did (PROTOCOL.md, "Actions"); nothing where that is not to be read."""
    for commit in sorted(log.glob("*.json"))[-_LATEST_COMMITS:]:
        with suppress(OSError, ValueError):
            for line in commit.read_text(encoding="utf-8").splitlines():
                if isinstance(action := json.loads(line), dict):
                    yield action
