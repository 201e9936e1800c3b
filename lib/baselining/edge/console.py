"""What people see: results on stdout, progress and errors on stderr."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from baselining.errors import BaseliningError

_QUIET_S = 10.0
"""Without a terminal, progress is one line that often."""


def write_any_text() -> None:
    """Let names be printed that the locale's encoding lacks (`größe` under `LC_ALL=C`): with escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show_json(value: Any) -> None:
    """Print a result for programs."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def show(lines: Iterator[str] | list[str]) -> None:
    """Print a result for people."""
    sys.stdout.write("\n".join(lines) + "\n")


def table(rows: list[tuple[str, str]]) -> list[str]:
    """Lines of a label and a value each, the values below one another."""
    width = max(len(label) for label, _ in rows)
    return [f"{label:<{width}}  {value}" for label, value in rows]


def printable(name: str) -> str:
    """A name on one line: as it is, or quoted with escapes if it holds what moves a terminal's cursor."""
    return name if name.isprintable() else repr(name)


def warn(sentence: str) -> None:
    """Say something that stops nothing."""
    sys.stderr.write(f"note: {sentence}\n")


def show_error(error: BaseliningError, *, as_json: bool) -> None:
    """Say what went wrong and what to do: a sentence on stderr, with `--json` also an object on stdout."""
    sys.stderr.write(f"{_fresh_line()}error: {error.message}\n")
    if error.hint:
        sys.stderr.write(f"  {error.hint}\n")
    if as_json:
        kind = type(error).__name__
        found = {
            "kind": kind,
            "message": error.message,
            "hint": error.hint,
            "exit_code": int(error.exit_code),
            **error.details,
        }
        show_json({"error": found})


def _fresh_line() -> str:
    """What makes a terminal begin a line: Ctrl-C leaves `^C` in it, somebody else half a sentence."""
    if not sys.stderr.isatty():
        return ""
    return "\n" if os.environ.get("TERM", "dumb") == "dumb" else "\r\x1b[K"


class Reporter:
    """Progress of long work: a live line on a terminal, else a line every ten seconds if there is something new."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None) if progress else None
        self._said_at = 0.0
        self._step = self._said = ""

    def count(self, what: str, done: int, total: int, detail: str = "") -> None:
        """So many tasks of so many are done, in other words `detail`; 0 of 0 when that is not known."""
        if self._progress is not None and self._task is not None:
            text = f"{what} ({detail})" if detail else what
            self._progress.update(self._task, description=text, completed=done, total=total or None)
        elif what != self._step or time.monotonic() - self._said_at >= _QUIET_S:
            text = f"{what}: {done} of {total} tasks" if total else what
            self._line(f"{text}, {detail}" if detail else text, what)

    def say(self, what: str) -> None:
        """Something happens now."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=what, completed=0, total=None)
        else:
            self._line(what, what)

    def _line(self, text: str, step: str) -> None:
        """Write a line unless the last one said the same."""
        self._step, self._said_at = step, time.monotonic()
        if text != self._said:
            self._said = text
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()


@contextmanager
def reporting() -> Iterator[Reporter]:
    """Show progress for as long as the block lasts."""
    console = Console(stderr=True)
    # FORCE_COLOR, as set by many a build server, makes rich take a file for a terminal.
    if not (console.is_terminal and sys.stderr.isatty()) or console.is_dumb_terminal:
        yield Reporter(None)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Reporter(progress)
