"""The edge of the process: whatever happens inside becomes one sentence and a documented exit code."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from baselining.edge.console import show_error
from baselining.edge.exit_message import write_exit_message
from baselining.edge.interrupts import was_interrupted
from baselining.errors import BaseliningError, ExitCode, InterruptedRunError

STOPPED = InterruptedRunError(
    "Stopped.", hint="If a schedule was to be changed, see what is live: baselining history SCHEDULE"
)
"""What holds whenever any command is stopped. The work itself says more: see `edge/interrupts.py`."""


def run_guarded(action: Callable[[], object], *, as_json: bool = False) -> NoReturn:
    """Run `action` and end the process: 0 when it returns, else the error's exit code.

    SIGTERM is treated as Ctrl-C. Errors that are not this project's are bugs and keep their traceback.
    """
    stop_on_signals()
    # py4j logs every interrupted call with its traceback to the root logger; people get our sentence instead.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        action()
    except BaseliningError as error:
        _fail(error, as_json=as_json)
    except BrokenPipeError:  # whoever read our output has gone
        sys.stderr.close()
    except (KeyboardInterrupt, Exception) as problem:
        if not was_interrupted(problem):
            raise
        _fail(STOPPED, as_json=as_json)
    sys.exit(ExitCode.DONE)


def stop_on_signals() -> None:
    """Let Ctrl-C and SIGTERM raise KeyboardInterrupt, whatever a library installed instead."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def _fail(error: BaseliningError, *, as_json: bool) -> NoReturn:
    show_error(error, as_json=as_json)
    write_exit_message(str(error))
    sys.exit(error.exit_code)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
