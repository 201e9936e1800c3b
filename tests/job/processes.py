"""Commands as processes that a test looks into: what they have said so far, and which processes they have started."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PATIENCE_S = 300.0
"""In a fresh clone kernels are compiled first."""


@dataclass
class Running:
    """A process that has been started, with stdout and stderr read as they come."""

    process: subprocess.Popen[str]
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """On stderr, so far."""
        return "".join(self.err)

    def wait_for(self, condition: Callable[[], object], what: str) -> None:
        """Until that is so; the test fails if the process ends before or it takes too long."""
        until = time.monotonic() + PATIENCE_S
        while not condition():
            if self.process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"no {what}; exit {self.process.poll()}: {self.said}")
            time.sleep(0.005)

    def wait_for_words(self, words: str) -> None:
        """Until it has said them on stderr."""
        self.wait_for(lambda: words in self.said, repr(words))

    def wait_for_spark(self) -> int:
        """Until Spark's JVM runs (not the Java that is asked for its version, nor Spark's launcher); its process id."""
        found: list[int] = []
        self.wait_for(lambda: found.extend(self.spark()) or found, "JVM")
        return found[0]

    def spark(self) -> list[int]:
        """Spark's JVM, if it is there."""
        return [
            pid
            for pid in descendants(self.process.pid)
            if "org.apache.spark.deploy.SparkSubmit" in words_of(pid)
        ]

    def end(self) -> int:
        """Wait for its end; its exit code."""
        code = self.process.wait(PATIENCE_S)
        for reader in self.readers:
            reader.join(PATIENCE_S)
        return code

    readers: list[threading.Thread] = field(default_factory=list)


@contextmanager
def running(command: list[str], environment: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """A process for as long as the block lasts."""
    process = subprocess.Popen(
        command,
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    found = Running(process)
    for stream, lines in ((process.stdout, found.out), (process.stderr, found.err)):
        assert stream is not None
        reader = threading.Thread(target=lines.extend, args=(iter(stream.readline, ""),), daemon=True)
        reader.start()
        found.readers.append(reader)
    try:
        yield found
    finally:
        process.kill()
        process.wait()
        for reader in found.readers:
            reader.join(PATIENCE_S)
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def descendants(pid: int) -> list[int]:
    """The processes that this one has started, and those that they have."""
    found = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *descendants(child)]
    return found


def program(pid: int) -> str:
    """What it runs; empty if it has ended."""
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe"))
    except OSError:
        return ""


def words_of(pid: int) -> str:
    """Its command line; empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def are_gone(pids: list[int], within_s: float = 10.0) -> bool:
    """Have all these processes ended, or do they within so many seconds?"""
    until = time.monotonic() + within_s
    while any(program(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
