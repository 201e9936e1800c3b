"""A chain of Java's exceptions is read by its getters; a text only where it begins as Spark writes it."""

from __future__ import annotations

from typing import Any

import pytest
from py4j.protocol import Py4JError

from baselining.spark.java_errors import EXECUTOR_LOST, java_errors

SPARK = ("org.apache.spark.SparkException", "java.lang.Exception")
ABORTED = (
    "Job aborted due to stage failure: Task 3 in stage 2.0 failed 4 times, most recent failure: Lost task 3.3 in stage "
    "2.0 (TID 17) (ip-10-0-0-1.ec2.internal executor 5): "
)


class Getters:
    """What calls into the JVM give back: an object whose getters answer."""

    def __init__(self, **answers: Any) -> None:
        for name, answer in answers.items():
            setattr(self, name, lambda answer=answer: answer)


def kind(*names: str, methods: tuple[str, ...] = ()) -> Getters | None:
    if not names:
        return None
    listed = [Getters(getName=name) for name in methods]
    return Getters(getName=names[0], getSuperclass=kind(*names[1:]), getMethods=listed)


def throwable(*names: str, message: str, cause: Getters | None = None, **more: Any) -> Getters:
    frame = Getters(getClassName="a.B", getMethodName="c")
    made = Getters(getMessage=message, getCause=cause, getStackTrace=[frame] * 9, **more)
    made.getClass = lambda: kind(*names, "java.lang.Object", methods=tuple(more))  # type: ignore[attr-defined]
    return made


def raised(java: Getters) -> Exception:
    problem = Py4JError("An error occurred while calling o1.collect")
    problem.java_exception = java  # type: ignore[attr-defined]
    return problem


def test_classes_conditions_and_status_are_those_that_getters_say() -> None:
    answer = throwable(
        "a.S3", "a.Sdk", message="403 Forbidden", getStatusCode=403, getErrorCode="AccessDenied"
    )
    outer = throwable(
        *SPARK, message="no", cause=answer, getErrorClass="X.Y", getMessageParameters={"path": "file:/a"}
    )

    first, second = java_errors(raised(outer))

    assert (first.classes, first.condition, dict(first.parameters)) == (SPARK, "X.Y", {"path": "file:/a"})
    assert (second.classes, second.status, second.code) == (("a.S3", "a.Sdk"), 403, "AccessDenied")
    assert second.is_from("a.B.c")


@pytest.mark.parametrize(
    ("what", "found"),
    [
        (
            "ExecutorLostFailure (executor 5 exited caused by one of the running tasks) Reason: …",
            EXECUTOR_LOST,
        ),
        ("java.lang.OutOfMemoryError: Java heap space\n\tat a.b(C.java)", "java.lang.OutOfMemoryError"),
        ("a.B: x\nCaused by: java.lang.OutOfMemoryError", "a.B"),
    ],
)
def test_of_an_executors_text_only_the_beginning_counts(what: str, found: str) -> None:
    errors = java_errors(raised(throwable(*SPARK, message=ABORTED + what)))

    assert [error.classes for error in errors] == [SPARK, (found,)]


@pytest.mark.parametrize(
    "message", [f"in {ABORTED}ExecutorLostFailure", f"\n{ABORTED}ExecutorLostFailure", ABORTED[:40]]
)
def test_a_message_that_begins_otherwise_says_nothing(message: str) -> None:
    assert len(java_errors(raised(throwable(*SPARK, message=message)))) == 1


def test_an_executors_own_exception_is_taken_instead_of_its_text() -> None:
    cause = throwable("a.B", message="x")

    errors = java_errors(raised(throwable(*SPARK, message=f"{ABORTED}{EXECUTOR_LOST}", cause=cause)))

    assert [error.classes for error in errors] == [SPARK, ("a.B",)]


def test_exceptions_that_cause_each_other_end_somewhere() -> None:
    first, second = throwable("a.A", message=""), throwable("a.B", message="")
    first.getCause, second.getCause = lambda: second, lambda: first  # type: ignore[attr-defined]

    assert len(java_errors(raised(first))) == 20


def test_the_place_is_named_without_the_library_below_it() -> None:
    cut_off = throwable("java.net.SocketException", message="Connection reset")
    library = [Getters(getClassName="sun.nio.ch.NioSocketImpl", getMethodName="read")] * 7
    ours = Getters(getClassName="org.apache.spark.api.python.PythonRunner", getMethodName="read")
    cut_off.getStackTrace = lambda: [*library, ours]  # type: ignore[attr-defined]

    assert java_errors(raised(cut_off))[0].frames == ("org.apache.spark.api.python.PythonRunner.read",)


def test_a_call_without_an_answer_has_no_java_exception() -> None:
    assert java_errors(Py4JError("Answer from Java side is empty")) == ()
