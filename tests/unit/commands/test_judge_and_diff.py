"""`judge` and `diff` as they are typed: verdicts, exit codes, JSON, and what contradicts itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.judgement.training_sets import FAULTS, documents, healthy

from baselining.baselines.folder import write_documents
from baselining.cli import main

Spoken = pytest.CaptureFixture[str]
KINDS = {"old": healthy(0), "healthy": healthy(1), "leaky": FAULTS["truth leaked in"](healthy(1))}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three baselines: `old`, `healthy` and `leaky`."""
    root = tmp_path_factory.mktemp("baselines")
    for name, columns in KINDS.items():
        write_documents(root / name, documents(columns).to_files())
    (root / "strict.yaml").write_text("warn: []\n")
    return root


@pytest.fixture(autouse=True)
def _here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


def printed(spoken: Spoken) -> Any:
    return json.loads(spoken.readouterr().out)


def test_a_healthy_baseline_passes(capsys: Spoken) -> None:
    assert run("judge", "healthy", "--against", "old") == 0
    assert capsys.readouterr().out.splitlines() == [
        "note     `year` has the same value in every row.",
        "passed  the baseline in healthy may go live",
    ]


def test_a_faulty_one_is_refused_with_its_reasons(capsys: Spoken) -> None:
    assert run("judge", "leaky", "--against", "old") == 3

    said = capsys.readouterr()
    assert "refused  `arr_delay` is new: the old baseline does not have it." in said.out
    assert "error: The new baseline in leaky does not meet the policy" in said.err
    assert "--accept REASON" in said.err
    assert "finding" not in said.err  # there is one reason
    assert run("judge", "leaky", "--against", "old", "--policy", "strict.yaml") == 3
    assert "1 other finding refuses it." in capsys.readouterr().err


def test_programs_get_the_whole_verdict(capsys: Spoken) -> None:
    assert run("judge", "leaky", "--against", "old", "--json") == 3
    refused = printed(capsys)["error"]
    assert run("judge", "healthy", "--against", "old", "--json") == 0
    passed = printed(capsys)

    assert (refused["kind"], refused["exit_code"]) == ("UnfitBaselineError", 3)
    assert (refused["verdict"], passed["verdict"]) == ("refused", "passed")
    assert set(passed) == set(refused) - {"kind", "message", "hint", "exit_code"}
    assert [each["rule"] for each in refused["reasons"] if each["refuses"]] == ["most_added"]


def test_an_accepted_one_passes_and_says_who_accepted_it_when_and_why(capsys: Spoken) -> None:
    assert run("judge", "leaky", "--against", "old", "--accept", " it is right ", "--json") == 0

    found = printed(capsys)
    assert found["verdict"] == "accepted"
    assert found["acceptance"]["reason"] == "it is right"
    assert found["acceptance"]["when"].endswith("+00:00")
    assert "process" in found["acceptance"]["who"]


def test_a_reason_that_nothing_needed_is_said_to_be_left_out(capsys: Spoken) -> None:
    assert run("judge", "healthy", "--against", "old", "--accept", "why not") == 0
    assert "nothing had to be accepted" in capsys.readouterr().err


def test_without_an_old_baseline_it_says_so(capsys: Spoken) -> None:
    assert run("judge", "leaky") == 0
    assert "no old baseline is known" in capsys.readouterr().err


def test_a_policy_file_decides(capsys: Spoken, folder: Path) -> None:
    (folder / "policy.yaml").write_text("most_added: 1\n")

    assert run("judge", "leaky", "--against", "old", "--policy", "policy.yaml") == 0
    assert "passed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("healthy", "--against", "old", "--schedule", "s"), "--against and --schedule both name"),
        (
            ("healthy", "--accept", "  "),
            "--accept: It needs a reason: who reads the record has to understand it.",
        ),
        (("healthy", "--policy", "none.yaml"), "There is no policy file none.yaml"),
        (("nowhere",), "no readable statistics.json in 'nowhere'"),
        (("healthy", "--against", "nowhere"), "no readable statistics.json in 'nowhere'"),
    ],
)
def test_what_cannot_be_meant_ends_with_2(capsys: Spoken, words: tuple[str, ...], said: str) -> None:
    assert run("judge", *words) == 2
    assert said in capsys.readouterr().err


def test_diff_says_what_changed_for_people_and_for_programs(capsys: Spoken) -> None:
    assert run("diff", "old", "leaky") == 0
    lines = capsys.readouterr().out.splitlines()
    assert run("diff", "old", "leaky", "--json") == 0
    found = printed(capsys)

    assert lines[:2] == ["3,000 rows, as before.", "`arr_delay`: added (Fractional)"]
    assert found["sentences"] == lines
    assert (found["old"], found["new"]) == ("old", "leaky")
    assert found["features"][0]["change"] == "added"


def test_diff_of_nothing_ends_with_2(capsys: Spoken) -> None:
    assert run("diff", "old", "nowhere") == 2
    assert "nowhere" in capsys.readouterr().err
