from __future__ import annotations

import time

import pytest

from baselining.aws.clock import SystemClock


def test_a_long_wait_is_a_series_of_naps_and_lasts_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal that another thread received is heard by the main thread between two of them."""
    now = [100.0]
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", sleep)

    SystemClock().sleep(30.5)

    assert max(naps) <= 1
    assert now[0] == pytest.approx(130.5)


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_no_wait_is_none(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: pytest.fail("slept"))

    SystemClock().sleep(seconds)
