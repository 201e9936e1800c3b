"""A published baseline says that its CSV file was cut, so that verifying it cuts the file, too."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest
from tests.unit.baselines.verify.sound import statistics_of, table
from typer.testing import CliRunner

import baselining.commands.verify  # noqa: F401 - the name in the package is that of the function
from baselining.baselines.suggest import suggest
from baselining.cli import COMMANDS, app_of
from baselining.dataset.split_rule import AT_LINE_ENDS
from baselining.documents.pair import Documents

COMMAND = sys.modules["baselining.commands.verify"]


@pytest.mark.parametrize(
    ("facts", "cut"), [({"split_rule": AT_LINE_ENDS}, True), ({"split_rule": "by file"}, False), ({}, False)]
)
def test_a_file_is_cut_as_the_manifest_says(
    monkeypatch: pytest.MonkeyPatch, facts: Mapping[str, str], cut: bool
) -> None:
    statistics = statistics_of(table(50))
    documents = Documents(statistics=statistics, constraints=suggest(statistics))
    asked: list[bool] = []
    monkeypatch.setattr(COMMAND, "read_either", lambda *_: (documents, facts))
    monkeypatch.setattr(
        COMMAND, "_compare", lambda _statistics, config: asked.append(config.dataset.split_large_files) or []
    )

    done = CliRunner().invoke(
        app_of(COMMANDS), ["verify", "s3://bucket/baselines/0", "--dataset", "large.csv"]
    )

    assert done.exit_code == 0, done.output
    assert asked == [cut]
