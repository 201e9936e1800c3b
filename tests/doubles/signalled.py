"""A run that is told to stop: it gets a signal at one of its calls, or while it waits."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.doubles.account import Process

from baselining.world.ports import World


@dataclass
class Signalled(Process):
    """A run that gets a signal before or after one of its calls; its naps are calls, too."""

    number: signal.Signals = signal.SIGINT
    after: bool = False
    sent: bool = False

    @property
    def world(self) -> World:
        return replace(super().world, clock=_Clock(self))

    def call(self, name: str, is_s3: bool, do: Callable[[], Any]) -> Any:  # noqa: ARG002 - as of any process
        self.calls.append(name)
        strikes = len(self.calls) == self.at
        if strikes and not self.after:
            self._send()
        answer = do()
        if strikes and self.after:
            self._send()
        return answer

    def _send(self) -> None:
        self.sent = True
        os.kill(os.getpid(), self.number)


@dataclass
class _Clock:
    process: Signalled

    def now(self) -> datetime:
        return self.process.of.clock.now()

    def sleep(self, seconds: float) -> None:
        self.process.call("sleep", False, lambda: self.process.of.clock.sleep(seconds))
