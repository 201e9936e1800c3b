"""The user's script for Model Monitor: `preprocess_handler`, which makes rows of a captured record.

The contract is the container's: `preprocess_handler(inference_record)`, or with a second argument `logger`, gives a
dictionary, a list of dictionaries, or `[]` for no row. The record has `endpoint_input`, `endpoint_output` (each with
`data`, `encoding`, `observed_content_type`, `mode`), `event_metadata` (`event_id`, `inference_id`, `inference_time`,
`custom_attribute`) and `event_version`; what was not captured is not there.

Source: AWS, "Preprocessing and Postprocessing" (Amazon SageMaker AI Developer Guide), and scripts in public
repositories, which also take a logger.
"""

from __future__ import annotations

import ast
import inspect
import io
import json
import logging
import math
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType, SimpleNamespace, TracebackType
from typing import Any

from baselining.errors import ConfigError, DatasetError, ScriptError

PREPROCESS, POSTPROCESS = "preprocess_handler", "postprocess_handler"
_HINT = "Try the script with this record alone, or leave such records out by returning [] for them."


class _TooLongError(BaseException):
    """The script takes too long. No `Exception`, which scripts catch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A script that was read; travels to the executors.

    Attributes:
        name: Where it is, for messages.
        text: The script.
        function: That it is to define.
        limit_s: How long it may take for one record, or at the end, in seconds.
    """

    name: str
    text: str
    function: str = PREPROCESS
    limit_s: float = 1.0

    def check(self) -> None:
        """Raise ConfigError if it is not Python, or does not define its function; nothing of it is run."""
        try:
            body = ast.parse(self.text).body
        except (SyntaxError, ValueError) as problem:
            line = f" at line {problem.lineno}" if isinstance(problem, SyntaxError) else ""
            raise ConfigError(f"The script {self.name} is not Python{line}.") from None
        defined = {each.name for each in body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))}
        if self.function not in defined:
            raise ConfigError(
                f"The script {self.name} defines no function {self.function!r}.",
                hint=f"Model Monitor calls {self.function}; define it at the script's outer level.",
            )

    def rows_of(self, found: Mapping[str, Any]) -> tuple[list[dict[str, Any]], bool]:
        """The rows that the script makes of the object on a line, and whether it printed something meanwhile.

        Raises:
            DatasetError: If it raises, takes too long, or gives something else; without values of the data.
        """
        who = f"The script {self.name}, given the record {_event_id(found)},"
        printed = io.StringIO()
        try:
            with _limited(self.limit_s), redirect_stdout(printed):
                made = _handler(self)(_as_objects(found))
        except _TooLongError:
            raise DatasetError(f"{who} took longer than {self.limit_s:g} s.", hint=_HINT) from None
        except (Exception, SystemExit) as problem:  # noqa: BLE001 - whatever a script raises
            where = _line_of(problem.__traceback__, self.name)
            raise DatasetError(f"{who} raised {type(problem).__name__}{where}.", hint=_HINT) from None
        return _checked(made, who), bool(printed.tell())

    def call(self) -> None:
        """Call a function that takes nothing, when all else is done.

        Raises:
            ScriptError: If it raises, or takes too long.
        """
        try:
            with _limited(self.limit_s), redirect_stdout(io.StringIO()):
                _loaded(self)[self.function]()
        except _TooLongError:
            raise ScriptError(
                f"The files of the run are written, but the script {self.name} took longer than {self.limit_s:g} s."
            ) from None
        except (Exception, SystemExit) as problem:  # noqa: BLE001 - whatever a script raises
            where = _line_of(problem.__traceback__, self.name)
            raise ScriptError(
                f"The files of the run are written, but the script {self.name} raised {type(problem).__name__}{where}."
            ) from None


def _loaded(script: Script) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": script.function, "__file__": script.name}
    exec(_compiled(script), space)  # noqa: S102 - that is what it was named for
    return space


def _compiled(script: Script) -> CodeType:
    return compile(script.text, script.name, "exec", dont_inherit=True)


@lru_cache(maxsize=4)
def _handler(script: Script) -> Callable[[Any], Any]:
    """The function, once for each process, as one of the record alone."""
    function = _loaded(script)[script.function]
    takes = len(inspect.signature(function).parameters)
    logger = logging.getLogger(f"baselining.{script.function}")
    return function if takes < 2 else lambda record: function(record, logger)


def _as_objects(found: Mapping[str, Any]) -> SimpleNamespace:
    """The record with attributes in Python's spelling."""
    data, metadata = found.get("captureData") or {}, found.get("eventMetadata") or {}
    record = _Described(found)
    for name, member in (("endpoint_input", "endpointInput"), ("endpoint_output", "endpointOutput")):
        if member in data:
            side = data[member]
            setattr(
                record,
                name,
                SimpleNamespace(
                    data=side.get("data"),
                    encoding=side.get("encoding"),
                    observed_content_type=side.get("observedContentType"),
                    mode=side.get("mode"),
                ),
            )
    attributes = metadata.get("customAttributes")
    record.event_metadata = SimpleNamespace(
        event_id=metadata.get("eventId"),
        inference_id=metadata.get("inferenceId"),
        inference_time=metadata.get("inferenceTime"),
        custom_attribute=attributes,
        custom_attributes=attributes,
    )
    record.event_version = found.get("eventVersion")
    return record


class _Described(SimpleNamespace):
    """Its text is that of the object on the line, as in the container."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        super().__init__()
        self._found = found

    def __repr__(self) -> str:
        return str(self._found)


def _checked(made: object, who: str) -> list[dict[str, Any]]:
    rows = [made] if isinstance(made, dict) else made
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DatasetError(
            f"{who} gave {_kind(rows)}, and should give a dictionary, a list of dictionaries, or [].",
            hint=_HINT,
        )
    return [{str(key): _scalar(value, str(key), who) for key, value in row.items()} for row in rows]


def _kind(rows: object) -> str:
    if isinstance(rows, list):
        odd = next(row for row in rows if not isinstance(row, dict))
        return f"a list with a value of type {type(odd).__name__}"
    return f"a value of type {type(rows).__name__}"


def _scalar(value: Any, key: str, who: str) -> Any:
    """A value as JSON has it; numbers of NumPy are numbers, and NaN is a missing value."""
    if hasattr(value, "item") and not isinstance(value, (str, bytes, bool, int, float)):
        value = value.item()
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    raise DatasetError(
        f"{who} gave a value of type {type(value).__name__} for {key!r}, and rows are flat.", hint=_HINT
    )


def _event_id(found: Mapping[str, Any]) -> str:
    metadata = found.get("eventMetadata")
    return str(metadata.get("eventId")) if isinstance(metadata, dict) else "without an id"


def _line_of(trace: TracebackType | None, name: str) -> str:
    """At which line of the script."""
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return "" if line is None else f" at its line {line}"


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer; only the main thread of a process can be."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def text_of(rows: list[dict[str, Any]]) -> str:
    """Rows as a payload of JSON."""
    return json.dumps(rows, ensure_ascii=False)
