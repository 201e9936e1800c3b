"""`make yarn` leaves nothing behind, however it is ended."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.job.conftest import ROOT
from tests.yarn.daemons import working_in


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda each: each.name
)
def test_no_daemon_outlives_whoever_started_it(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.yarn.daemons"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        told = re.search(r"files are in (\S+)\. ", process.stdout.readline())
        assert told
        folder = Path(told[1])
        assert len(working_in(folder)) == 3

        process.send_signal(number)
        process.wait(60)

    until = time.monotonic() + 20
    while (left := working_in(folder)) and time.monotonic() < until:
        time.sleep(0.1)
    assert left == []
    assert folder.exists() == (number is signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)
