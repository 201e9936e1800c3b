"""What executors said of themselves, held against what the driver is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from baselining import __version__
from baselining.diagnosis.finding import Finding, fine, odd, wrong
from baselining.diagnosis.python import version_of

_SAME = ("numba", "numpy", "pyarrow")
"""States are folded with them; pandas is only asked for by PySpark."""


def findings_of(answers: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """One line per thing that is so on each machine, and per machine that differs.

    Args:
        answers: As `spark/executors.py` gives them.
    """
    yield fine("executors", f"{len(answers)} machine(s) answered, Python {_python()}")
    for answer in answers:
        yield from _of_one(answer)


def _of_one(answer: Mapping[str, Any]) -> Iterator[Finding]:
    subject = f"executor {answer['host']}"
    if answer["python"] != _python():
        yield wrong(
            subject,
            f"Python {answer['python']}, and the driver's is {_python()}",
            "Give both the same archive.",
        )
    if answer["baselining"] != __version__:
        yield wrong(
            subject,
            f"baselining {answer['baselining']}, and the driver's is {__version__}",
            "Send the driver's: --py-files.",
        )
    for package in _SAME:
        here = version_of(package)
        if answer[package] != here:
            yield odd(
                subject,
                f"{package} {answer[package]}, and the driver has {here}",
                "Give both the same archive.",
            )
    if answer["s3"]:
        yield odd(
            subject,
            f"cannot read the bucket itself ({answer['s3']}): Spark's reader does, slower",
            "Give executors a role, or AWS_* by spark.executorEnv.",
        )
    elif answer["s3"] is not None:
        yield fine(subject, "reads the bucket itself")


def _python() -> str:
    return ".".join(map(str, sys.version_info[:2]))
