from __future__ import annotations

import os
import signal
import threading

import pytest

from baselining.edge.interrupts import heeded_afterwards, stop_requests


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_noted_and_nothing_else(number: signal.Signals) -> None:
    with stop_requests() as stop:
        assert not stop.requested
        os.kill(os.getpid(), number)

        assert stop.requested


def test_the_handlers_come_back_even_after_an_error() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(RuntimeError), stop_requests():  # noqa: PT012  the block is what is tested
        assert signal.getsignal(signal.SIGINT) is not before
        raise RuntimeError

    assert signal.getsignal(signal.SIGINT) is before


def test_it_does_nothing_outside_the_main_thread() -> None:
    noted = []

    def work() -> None:
        with stop_requests() as stop:
            noted.append(stop.requested)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert noted == [False]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_block_that_is_done_whole_is_interrupted_behind_its_end(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    done: list[str] = []

    with pytest.raises(KeyboardInterrupt), heeded_afterwards():  # noqa: PT012  the block is what is tested
        os.kill(os.getpid(), number)
        done.append("whole")
    with heeded_afterwards():
        done.append("again")

    assert done == ["whole", "again"]
    assert signal.getsignal(number) is before
