"""Saved states as a person uses them: suggest, suggest again, merge."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.job.conftest import BUCKET, Ended

Run = Callable[..., Ended]
pytestmark = pytest.mark.usefixtures("warm_java")


def write(file: Path, start: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"x": [start + i / 7 for i in range(500)], "s": ["a"] * 500}), file)


def test_states_are_kept_used_and_merged(here: Run, tmp_path: Path) -> None:
    words = ("--format", "parquet", "--master", "local[2]", "--output")
    write(tmp_path / "t/1.parquet", 1)
    first = here("suggest", "t", *words, "one", "--save-states", "states1")
    write(tmp_path / "t/2.parquet", 2)
    second = here("suggest", "t", *words, "whole", "--save-states", "states1")
    merged = here("merge", "states1", "--output", "merged", "--master", "local[2]", "--json")

    assert [ended.code for ended in (first, second, merged)] == [0, 0, 0], first.err + second.err + merged.err
    assert "Saved states" not in first.err
    assert "note: Saved states: 1 of 2 files were read." in second.err
    assert json.loads(merged.out)["states"]["item_count"] == 1000
    for name in ("statistics.json", "constraints.json"):
        assert (tmp_path / "merged" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_plan_uses_states_but_writes_none(here: Run, tmp_path: Path, schedule: dict[str, object]) -> None:
    write(tmp_path / "t/1.parquet", 1)
    (tmp_path / "job.yaml").write_text(
        "dataset: {uri: t, format: parquet}\nprofile: {states: states}\n"
        f"publish: {{to: 's3://{BUCKET}/by-file'}}\nspark: {{master: 'local[2]'}}\n"
    )

    planned = here("baseline", "--config", "job.yaml", "--plan")
    assert not (tmp_path / "states").exists()
    done = here("baseline", "--config", "job.yaml", "--json")

    assert (planned.code, done.code) == (0, 0), planned.err + done.err
    assert json.loads(planned.out)["dataset"]["split_rule"] == "by file"
    assert json.loads(done.out)["publication"]["digest"] == json.loads(planned.out)["publish"]["digest"]
    assert (tmp_path / "states/states.json").exists()


def test_formats_without_states_are_refused_before_spark_starts(here: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("a\n1\n")

    ended = here("suggest", "train.csv", "--output", "o", "--save-states", "states")

    assert ended.code == 2
    assert "States are kept of Parquet and Delta, not of csv." in ended.err
    assert "starting Spark" not in ended.err
