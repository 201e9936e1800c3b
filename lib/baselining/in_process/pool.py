"""Tasks → parts by processes of this machine: copies of this one, in which everything is loaded already."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import Any

from baselining.dataset.splits import Task
from baselining.edge.interrupts import stop_requests
from baselining.errors import ComputeError
from baselining.folding.parts import Part
from baselining.folding.work import Work, fold_tasks

FEWEST_BYTES = 4 << 20
"""With fewer, other processes are not worth their start."""

_LOOK_S = 0.1
"""How often it is looked whether somebody asked to stop."""

_PR_SET_PDEATHSIG = 1
"""prctl(2): a signal for this process when its parent ends."""


def cores() -> int:
    """How many processes can work at once."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def fold_each(work: Work[Any], tasks: Sequence[Task], size: int) -> Iterator[tuple[Part, ...]]:
    """The parts of each task, in the order of tasks; `size` is that of the whole input in bytes.

    Raises:
        ComputeError: If a process was killed.
    """
    processes = min(cores(), len(tasks))
    if processes == 1 or size < FEWEST_BYTES or sys.platform != "linux":
        yield from (_fold(work, task) for task in tasks)
        return
    context = get_context("fork")
    with stop_requests() as stop:  # not cut off: Python drops what a signal raises while it forks
        pool = ProcessPoolExecutor(processes, mp_context=context, initializer=partial(_begin, os.getpid()))
        try:
            for future in [pool.submit(_fold, work, task) for task in tasks]:
                while not (future.done() or stop.requested):
                    wait([future], timeout=_LOOK_S)
                if stop.requested:
                    break
                yield future.result()
        except BrokenProcessPool:
            raise ComputeError(
                "A process that profiled a part of the data was killed: most likely memory ran out.",
                hint="Give the machine more memory, or let Spark do it: --master 'local[1]'.",
            ) from None
        finally:
            _end(pool)
    if stop.requested:
        raise KeyboardInterrupt


def _fold(work: Work[Any], task: Task) -> tuple[Part, ...]:
    return tuple(fold_tasks(work, [task]))


def _begin(parent: int) -> None:
    """Leave Ctrl-C to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _end(pool: ProcessPoolExecutor) -> None:
    """Let no process go on, whatever it does; none has anything to leave in order."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    for process in processes:
        process.join()
