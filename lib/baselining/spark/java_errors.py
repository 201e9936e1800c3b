"""A Java exception and its causes as data: by class, error condition and status, as their makers set them.

Messages hold names and values of the dataset, so nothing may be concluded from words in them. What only a message says
is taken from places that data cannot reach: its very beginning, which Spark or Hadoop writes, or what follows Spark's
own last label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

PYTHON_EXCEPTION = "org.apache.spark.api.python.PythonException"
SPARK_EXCEPTION = "org.apache.spark.SparkException"
EXECUTOR_LOST = "ExecutorLostFailure"
"""Not a class: how TaskEndReason.scala begins the reason of a task whose executor is gone."""

_FRAMES = 3
_MOST_FRAMES = 15
_JDK = ("java.", "javax.", "jdk.", "sun.")
_MOST_CAUSES = 20
"""Two exceptions may name each other as their causes."""
_FAILED_TASK = re.compile(
    r"Job aborted due to stage failure: Task \d+ in stage [\d.]+ failed \d+ times, most recent failure: "
    r"Lost task [\d.]+ in stage [\d.]+ \(TID \d+\) \(\S+ executor \S+\): (?P<what>[A-Za-z_$][\w.$]*)"
)
"""How TaskSetManager.scala tells a task's failure; the executor's exception begins with the name of its class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JavaError:
    """One exception of a chain.

    Attributes:
        classes: Its class, then the classes that one extends.
        message: May quote data.
        condition: Spark's or Delta's name of the error; empty if it has none.
        parameters: Of the condition.
        status: Of the HTTP answer that AWS gave; 0 if there was none.
        code: AWS's error code in that answer.
        frames: Where it was raised, innermost first and Java's own library left out: class and method.
        found: What else its getters say (`Column`, `LogicalType` …).
    """

    classes: tuple[str, ...]
    message: str = ""
    condition: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    status: int = 0
    code: str = ""
    frames: tuple[str, ...] = ()
    found: Mapping[str, str] = field(default_factory=dict)

    def is_a(self, *names: str) -> bool:
        """Is one of these its class, or one that its class extends?"""
        return any(name in self.classes for name in names)

    def is_from(self, *places: str) -> bool:
        """Was it raised in one of these classes, or in one of these methods of classes?"""
        return any(frame.startswith(place) for frame in self.frames for place in places)


def java_errors(problem: Exception) -> tuple[JavaError, ...]:
    """The Java exception that a call into the JVM raised, and its causes, outermost first; empty if there is none."""
    from pyspark.errors import PythonException

    throwable = getattr(problem, "java_exception", None) or getattr(problem, "_origin", None)
    if throwable is None and isinstance(problem, PythonException):  # PySpark keeps no more than the text
        return (JavaError(classes=(PYTHON_EXCEPTION,), message=str(problem)),)
    errors = tuple(_java_error(each) for each in islice(_causes(throwable), _MOST_CAUSES))
    return (*errors, *_of_task(errors[-1])) if errors else ()


def _causes(throwable: Any) -> Iterator[Any]:
    while throwable is not None:
        yield throwable
        throwable = throwable.getCause()


def _of_task(last: JavaError) -> tuple[JavaError, ...]:
    """What happened on an executor, where it did not send its exception along."""
    told = _FAILED_TASK.match(last.message) if last.is_a(SPARK_EXCEPTION) else None
    return (JavaError(classes=(told["what"],)),) if told else ()


def _java_error(throwable: Any) -> JavaError:
    classes = tuple(_classes(throwable.getClass()))
    methods = {str(method.getName()) for method in throwable.getClass().getMethods()}

    def get(name: str) -> Any:
        return getattr(throwable, name)() if name in methods else None

    return JavaError(
        classes=classes,
        message=str(throwable.getMessage() or ""),
        condition=str(get("getErrorClass") or ""),
        parameters={str(key): str(value) for key, value in (get("getMessageParameters") or {}).items()},
        status=int(get("getStatusCode") or 0),
        code=str(get("getErrorCode") or ""),
        frames=tuple(islice(_frames(throwable.getStackTrace()), _FRAMES)),
        found={name: str(get(f"get{name}")) for name in _GETTERS if f"get{name}" in methods},
    )


_GETTERS = ("Column", "LogicalType", "PhysicalType")
"""Of SchemaColumnConvertNotSupportedException."""


def _frames(trace: Any) -> Iterator[str]:
    for frame in trace[:_MOST_FRAMES]:
        name = str(frame.getClassName())
        if not name.startswith(_JDK):
            yield f"{name}.{frame.getMethodName()}"


def _classes(kind: Any) -> Iterator[str]:
    while kind is not None and kind.getName() != "java.lang.Object":
        yield str(kind.getName())
        kind = kind.getSuperclass()
