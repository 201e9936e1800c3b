from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios

import pytest
from tests.doubles.signals import set_disposition

from baselining.edge.console import Reporter, printable, reporting, show, show_error, show_json, table, warn
from baselining.errors import ConfigError


def test_results_go_to_stdout_and_notes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    show(["a", "b"])
    warn("c")

    assert capsys.readouterr() == ("a\nb\n", "note: c\n")


def test_a_result_for_programs_is_one_json_value(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"größe": [1, None]})

    assert json.loads(capsys.readouterr().out) == {"größe": [1, None]}


def test_values_stand_below_one_another() -> None:
    assert table([("rows", "1"), ("columns", "22")]) == ["rows     1", "columns  22"]


def test_an_error_is_a_sentence_and_a_hint_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(ConfigError("Wrong.", hint="Do this."), as_json=False)
    show_error(ConfigError("Wrong."), as_json=False)

    assert capsys.readouterr() == ("", "error: Wrong.\n  Do this.\nerror: Wrong.\n")


def test_an_error_for_programs_is_an_object_on_stdout_too(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(ConfigError("Wrong.", hint="Do this."), as_json=True)

    out, err = capsys.readouterr()
    assert err == "error: Wrong.\n  Do this.\n"
    assert json.loads(out) == {
        "error": {"kind": "ConfigError", "message": "Wrong.", "hint": "Do this.", "exit_code": 2}
    }


def test_without_a_terminal_progress_is_a_line_per_step(capsys: pytest.CaptureFixture[str]) -> None:
    with reporting() as reporter:
        reporter.count("reading", 0, 0)
        reporter.count("reading", 1, 8)  # too soon for another line
        reporter.count("merging", 2, 8)
        reporter.say("publishing")
        reporter.say("publishing")

    assert capsys.readouterr() == ("", "reading\nmerging: 2 of 8 tasks\npublishing\n")


def test_long_steps_are_reported_again_when_there_is_something_new(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("baselining.edge.console.time.monotonic", lambda: now[0])
    reporter = Reporter(None)
    for done, seconds in enumerate((0.0, 9.0, 0.9, 0.1, 10.0)):
        now[0] += seconds
        reporter.count("reading", done, 8)

    assert capsys.readouterr().err.splitlines() == [f"reading: {done} of 8 tasks" for done in (0, 3, 4)]


def test_no_line_is_repeated_while_nothing_changes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("baselining.edge.console.time.monotonic", lambda: now[0])
    reporter = Reporter(None)
    for _ in range(5):
        now[0] += 60
        reporter.count("profiling", 0, 1, "of 0 MB")
        reporter.say("profiling: 0 of 1 tasks, of 0 MB")

    assert capsys.readouterr().err == "profiling: 0 of 1 tasks, of 0 MB\n"


def test_a_count_says_more_in_words_where_it_can(capsys: pytest.CaptureFixture[str]) -> None:
    reporter = Reporter(None)

    reporter.count("profiling", 1, 8, "50 of 400 MB")
    reporter.count("profiling", 2, 8, "100 of 400 MB")  # too soon for another line

    assert capsys.readouterr().err == "profiling: 1 of 8 tasks, 50 of 400 MB\n"


def test_a_name_that_would_move_the_cursor_is_quoted() -> None:
    assert [printable(name) for name in ("größe", "a b", "a\nb", "\x1b[2J")] == [
        "größe",
        "a b",
        "'a\\nb'",
        "'\\x1b[2J'",
    ]


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii:strict"},
    ],
)
@pytest.mark.parametrize("name", ["größe → λ…", b"gr\xf6\xdfe"])
def test_every_name_can_be_printed_in_every_locale(locale: dict[str, str], name: str | bytes) -> None:
    """A help text, a table and an error, each with a name that the locale's encoding lacks."""
    script = (
        "import sys\nfrom baselining.edge.console import show, write_any_text\nfrom baselining.cli import main\n"
        "write_any_text()\nshow([sys.argv[1]])\nmain(['verify', sys.argv[1]])"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, name], env={**os.environ, **locale}, capture_output=True, check=False
    )

    assert done.returncode == 2, done.stderr
    assert done.stdout.startswith(b"gr")
    assert done.stderr.startswith(b"error: There is no readable statistics.json in 'gr")


_IN_A_TERMINAL = """
import sys
from baselining.aws.clock import SystemClock
from baselining.edge.console import reporting, show
from baselining.edge.exit import run_guarded
from baselining.errors import ConfigError

def work():
    with reporting() as reporter:
        reporter.count("reading", 1, 8)
        if "progress" not in sys.argv:
            raise ConfigError("Wrong.")
        show(["ready"])
        SystemClock().sleep(60)

def wait():
    show(["ready"])
    SystemClock().sleep(60)

run_guarded(wait if "wait" in sys.argv else work)
"""


def in_a_terminal(*arguments: str, term: str = "xterm", ctrl_c: bool) -> list[str]:
    """The lines that a terminal shows in the end; Ctrl-C is typed, and echoed by the terminal."""
    ours, theirs = pty.openpty()
    settings = termios.tcgetattr(theirs)
    settings[
        3
    ] &= ~termios.ISIG  # Ctrl-C is echoed and no more: it would also throw away what is not read yet
    termios.tcsetattr(theirs, termios.TCSANOW, settings)
    process = subprocess.Popen(
        [sys.executable, "-c", _IN_A_TERMINAL, *arguments],
        env={**os.environ, "TERM": term},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        preexec_fn=set_disposition,
    )
    raw, has_ended = b"", False
    while (
        not has_ended or select.select([ours], [], [], 0)[0]
    ):  # `theirs` stays open, so that nothing is lost
        if select.select([ours], [], [], 0.1)[0]:
            raw += os.read(ours, 4096)
        if ctrl_c and b"ready" in raw:
            os.write(ours, b"\x03")
            process.send_signal(signal.SIGINT)
            ctrl_c = False
        has_ended = process.poll() is not None
    os.close(theirs)
    os.close(ours)
    lines: list[str] = [""]
    for step in re.findall(r"\n|\r|\x1b\[1A|\x1b\[2?K|\x1b\[[0-9;?]*[a-zA-Z]|[^\n\r\x1b]+", raw.decode()):
        if step == "\n":
            lines.append("")
        elif step == "\x1b[1A":
            lines.pop()
        elif step.endswith("K"):
            lines[-1] = ""
        elif step != "\r" and not step.startswith("\x1b"):
            lines[-1] += step
    return lines


@pytest.mark.parametrize("term", ["xterm", "dumb"])
@pytest.mark.parametrize(
    ("what", "says"),
    [("wait", "error: Stopped."), ("progress", "error: Stopped."), ("fail", "error: Wrong.")],
)
def test_an_error_begins_a_line_of_its_own_in_a_terminal(what: str, says: str, term: str) -> None:
    assert says in in_a_terminal(what, term=term, ctrl_c=what != "fail")


def test_colours_that_are_forced_do_not_make_a_file_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with pytest.raises(ConfigError), reporting() as reporter:  # noqa: PT012 - the block is what is tested
        reporter.say("reading")
        raise ConfigError("Wrong.")

    assert capsys.readouterr().err == "reading\n"
