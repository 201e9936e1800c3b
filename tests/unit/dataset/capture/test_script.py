"""The user's `preprocess_handler` is called as the container calls it; what goes wrong is told by event id."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from baselining.dataset.capture.script import Script
from baselining.errors import ConfigError, DatasetError, ScriptError

RECORD: dict[str, Any] = {
    "captureData": {
        "endpointInput": {
            "observedContentType": "text/csv",
            "mode": "INPUT",
            "data": "1,SECRET",
            "encoding": "CSV",
        },
        "endpointOutput": {
            "observedContentType": "text/csv",
            "mode": "OUTPUT",
            "data": "0.5\n",
            "encoding": "CSV",
        },
    },
    "eventMetadata": {"eventId": "id-7", "inferenceTime": "2024-03-07T19:14:56Z", "customAttributes": ["x"]},
    "eventVersion": "0",
}


def script(body: str, signature: str = "inference_record", limit_s: float = 5) -> Script:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return Script(name="pre.py", text=f"def preprocess_handler({signature}):\n{lines}\n", limit_s=limit_s)


def test_the_script_of_awss_example_works_unchanged() -> None:
    example = script(
        "input_data = inference_record.endpoint_input.data\n"
        'output_data = inference_record.endpoint_output.data.rstrip("\\n")\n'
        'data = output_data + "," + input_data\n'
        'return {str(i).zfill(20): d for i, d in enumerate(data.split(","))}'
    )

    rows, printed = example.rows_of(RECORD)

    assert [list(row.values()) for row in rows] == [["0.5", "1", "SECRET"]]
    assert not printed


def test_a_script_may_take_a_logger_and_sees_all_of_the_record() -> None:
    seen = script(
        "logger.info('hello')\n"
        "side, event = inference_record.endpoint_input, inference_record.event_metadata\n"
        "return [{'a': side.encoding, 'b': side.observed_content_type, 'c': side.mode, 'd': event.event_id},\n"
        "        {'a': event.custom_attribute[0], 'b': inference_record.event_version, 'c': event.inference_time,\n"
        "         'd': \"'eventVersion': '0'\" in str(inference_record)}]",
        signature="inference_record, logger",
    )

    assert seen.rows_of(RECORD)[0] == [
        {"a": "CSV", "b": "text/csv", "c": "INPUT", "d": "id-7"},
        {"a": "x", "b": "0", "c": "2024-03-07T19:14:56Z", "d": True},
    ]


def test_what_was_not_captured_is_not_there() -> None:
    without = {**RECORD, "captureData": {"endpointInput": RECORD["captureData"]["endpointInput"]}}

    rows, _ = script("return {'x': hasattr(inference_record, 'endpoint_output')}").rows_of(without)

    assert rows == [{"x": False}]


def test_nothing_is_no_row_and_prints_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert script("print(inference_record)\nreturn []").rows_of(RECORD) == ([], True)
    assert capsys.readouterr().out == ""


def test_numbers_of_numpy_are_numbers_and_nan_is_missing() -> None:
    rows, _ = script(
        "import numpy as np\nreturn {'a': np.float32(0.5), 'b': np.int64(3), 'c': float('nan'), 'd': None}"
    ).rows_of(RECORD)

    assert rows == [{"a": 0.5, "b": 3, "c": None, "d": None}]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise ValueError(inference_record.endpoint_input.data)", "raised ValueError at its line 2"),
        ("int('x')\nreturn {}", "raised ValueError at its line 2"),
        ("import sys\nsys.exit(3)", "raised SystemExit at its line 3"),
        ("return None", "gave a value of type NoneType, and should give a dictionary"),
        ("return 'SECRET'", "gave a value of type str"),
        ("return [{}, 3]", "gave a list with a value of type int"),
        ("return {'a': {'b': 1}}", "gave a value of type dict for 'a', and rows are flat"),
        ("return {'a': b'SECRET'}", "gave a value of type bytes for 'a'"),
    ],
)
def test_what_goes_wrong_is_told_by_event_id_and_without_values(body: str, message: str) -> None:
    with pytest.raises(DatasetError) as caught:
        script(body).rows_of(RECORD)

    assert caught.value.message.startswith("The script pre.py, given the record id-7, ")
    assert message in caught.value.message
    assert "SECRET" not in caught.value.message + caught.value.hint


def test_a_script_that_loops_is_interrupted_even_if_it_catches_everything() -> None:
    endless = script(
        "while True:\n    try:\n        while True: pass\n    except Exception: pass", limit_s=0.1
    )

    with pytest.raises(DatasetError, match=r"the record id-7, took longer than 0\.1 s"):
        endless.rows_of(RECORD)


def test_a_thread_that_cannot_be_interrupted_runs_the_script_all_the_same() -> None:
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(script("return {'a': 1}").rows_of(RECORD)))
    thread.start()
    thread.join()

    assert found == [([{"a": 1}], False)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def preprocess_handler(:", "is not Python at line 1"),
        ("x = 1\0", "is not Python"),
        ("def other(record): pass", "defines no function 'preprocess_handler'"),
    ],
)
def test_what_is_no_such_script_is_refused_without_running_it(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Script(name="pre.py", text=text).check()


def test_checking_runs_nothing() -> None:
    Script(name="pre.py", text="1 / 0\ndef preprocess_handler(record): pass").check()


def test_postprocessing_takes_nothing_and_what_it_raises_is_told() -> None:
    Script(
        name="post.py", text="def postprocess_handler():\n    pass\n", function="postprocess_handler"
    ).call()

    failing = Script(
        name="post.py", text="def postprocess_handler():\n    1 / 0\n", function="postprocess_handler"
    )
    with pytest.raises(
        ScriptError, match=r"are written, but .* post\.py raised ZeroDivisionError at its line 2"
    ):
        failing.call()
    endless = Script(
        name="post.py",
        text="def postprocess_handler():\n    while True: pass\n",
        function="postprocess_handler",
        limit_s=0.05,
    )
    with pytest.raises(ScriptError, match=r"took longer than 0\.05 s"):
        endless.call()
