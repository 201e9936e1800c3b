"""Every command that is stopped before it could change anything: exit 4, and no word about what it cannot know."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import pytest
from tests.unit.documents.complete import written_by_hand

import baselining_emulator  # noqa: F401 - its command imports it late
from baselining.cli import COMMANDS, main
from baselining.documents.layout import FormatVersion

WHERE = ("--region", "us-east-1", "--endpoint-url", "http://127.0.0.1:9")
BASELINE = "s3://bucket/baselines/0"
STOPPED = "error: Stopped.\n"
ROWS: dict[str, tuple[list[str], str, str]] = {
    "baseline": (["--config", "job.yaml"], "open_world", STOPPED),
    "suggest": (
        ["train.csv", "--output", "out"],
        "compute_documents",
        "error: Stopped before a baseline was written to out.\n",
    ),
    "merge": (
        ["states", "--output", "out"],
        "merge_documents",
        "error: Stopped before a baseline was written to out.\n",
    ),
    "model_quality": (
        [
            *("train.csv", "--problem-type", "Regression", "--inference", "a", "--ground-truth", "b"),
            *("--output", "out"),
        ],
        "session_spec",
        "error: Stopped before anything was written to out.\n",
    ),
    "verify": (["folder", "--dataset", "train.csv"], "compute_documents", STOPPED),
    "diff": (["folder", "folder"], "read_stored", STOPPED),
    "judge": (["folder"], "read_stored", STOPPED),
    "evaluate": (
        ["train.csv", "--constraints", "folder/constraints.json", "--output", "out"],
        "observe",
        "error: Stopped before anything was written to out.\n",
    ),
    "publish": (["folder", "--to", "s3://bucket/x", *WHERE], "open_world", STOPPED),
    "switch": (["one", "--baseline", BASELINE, *WHERE], "open_world", STOPPED),
    "confirm": (["one", *WHERE], "open_world", STOPPED),
    "history": (["one", *WHERE], "open_world", STOPPED),
    "rollback": (["one", *WHERE], "open_world", STOPPED),
    "gc": (["one", *WHERE], "open_world", STOPPED),
    "template": (["one", *WHERE], "open_world", STOPPED),
    "registry": ([BASELINE, *WHERE], "open_world", STOPPED),
    "launch": (
        [
            *("emr", "--config", "job.yaml", "--code", "s3://bucket/x.zip", "--to", "s3://bucket/code"),
            *("--cluster", "j-1", *WHERE),
        ],
        "open_world",
        STOPPED,
    ),
    "doctor": (["--bucket", "s3://bucket/x", *WHERE], "open_world", STOPPED),
    "emulator": (["--port", "0"], "serve", STOPPED),
}


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """A process of ours sets handlers for good."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def interrupted(*_given: object, **_named: object) -> NoReturn:
    raise KeyboardInterrupt


def test_no_command_is_left_out() -> None:
    assert sorted(ROWS) == sorted(COMMANDS)


@pytest.mark.parametrize("command", ROWS)
def test_a_command_that_is_stopped_early_says_only_what_holds(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words, at, says = ROWS[command]
    monkeypatch.chdir(tmp_path)
    Path("job.yaml").write_text("dataset: {uri: train.csv}\npublish: {to: 's3://bucket/x'}\n")
    Path("folder").mkdir()
    for name in ("statistics.json", "constraints.json"):
        (Path("folder") / name).write_bytes(written_by_hand(FormatVersion.CURRENT, name))
    module = "baselining_emulator" if command == "emulator" else f"baselining.commands.{command}"
    monkeypatch.setattr(import_module(module), at, interrupted)

    with pytest.raises(SystemExit) as ended:
        main([command.replace("_", "-"), *words])

    assert ended.value.code == 4
    assert capsys.readouterr().err.startswith(says)
