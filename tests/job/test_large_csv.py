"""A CSV file of more than one split's size: whole by default, cut where that is asked for, and the facts say so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.job.conftest import Ended

from baselining.spark.result_settings import SPLIT_BYTES

Run = Callable[..., Ended]
pytestmark = pytest.mark.usefixtures("warm_java")
LINE = b"%d," + b"t" * 1000 + b",1.5\n"


def test_a_large_file_is_cut_only_where_that_is_asked_for(here: Run, tmp_path: Path) -> None:
    rows = SPLIT_BYTES // len(LINE) + 1000
    with (tmp_path / "train.csv").open("wb") as file:
        file.write(b"id,text,price\n")
        for start in range(0, rows, 10_000):
            file.write(b"".join(LINE % i for i in range(start, min(start + 10_000, rows))))
    words = ("suggest", "train.csv", "--master", "local[2]", "--json", "--output")

    whole, cut = (json.loads(here(*words, *more).out) for more in (["whole"], ["cut", "--split-large-files"]))
    verified = here("verify", "cut", "--dataset", "train.csv", "--split-large-files", "--master", "local[2]")

    assert whole["work"]["reading"] == "workers read 1 CSV file in 1 split"
    assert cut["work"]["reading"] == "workers read 1 CSV file in 2 splits"
    assert whole["dataset"]["item_count"] == cut["dataset"]["item_count"] == rows
    assert "split_rule" not in whole["dataset"]
    assert cut["dataset"]["split_rule"] == "cut at line ends"
    assert verified.code == 0, verified.err
