from __future__ import annotations

import json
from typing import Any

from baselining.dataset.readers.capture import CaptureRule
from baselining.dataset.readers.capture_merged import ID, answers_in, truths_in


def captured(output: str, encoding: str = "CSV", event: str = "e1", **metadata: Any) -> dict[str, Any]:
    side = {"mode": "OUTPUT", "data": output, "encoding": encoding, "observedContentType": "text/csv"}
    return {
        "captureData": {"endpointInput": {**side, "mode": "INPUT", "data": "1,2"}, "endpointOutput": side},
        "eventMetadata": {"eventId": event, "inferenceTime": "2026-11-26T08:00:00Z", **metadata},
        "eventVersion": "0",
    }


def text(*records: Any) -> bytes:
    return b"\n".join(json.dumps(each).encode() for each in records) + b"\n"


def truth(data: Any, event: str) -> dict[str, Any]:
    return {"groundTruthData": {"data": data, "encoding": "CSV"}, "eventMetadata": {"eventId": event}}


def test_answers_have_the_id_that_the_caller_gave_or_that_of_the_event() -> None:
    found = list(
        answers_in(CaptureRule(), text(captured("0.9,1"), captured("0.1,0", event="e2", inferenceId="mine")))
    )

    assert found == [
        {"_c0": "0.9", "_c1": "1", ID: "e1#0"},
        {"_c0": "0.1", "_c1": "0", ID: "mine#0"},
    ]


def test_rows_of_one_record_are_told_by_their_number() -> None:
    answered = list(answers_in(CaptureRule(), text(captured("0.9\n0.1\n"))))
    true = list(truths_in("label", text(truth("1\n0\n", "e1"))))

    assert [(row["_c0"], row[ID]) for row in answered] == [("0.9", "e1#0"), ("0.1", "e1#1")]
    assert [(row["label"], row[ID]) for row in true] == [("1", "e1#0"), ("0", "e1#1")]


def test_members_of_json_are_columns() -> None:
    record = captured('{"score": 0.9, "class": "a"}', "JSON")

    assert list(answers_in(CaptureRule(), text(record))) == [{"score": 0.9, "class": "a", ID: "e1#0"}]


def test_records_outside_of_the_window_are_left_out() -> None:
    assert list(answers_in(CaptureRule(until=0), text(captured("0.9")))) == []


def test_lines_that_are_no_records_have_no_id() -> None:
    assert list(answers_in(CaptureRule(), b'{"a": 1}\nnot json\n')) == [{ID: None}, {ID: None}]
    assert list(truths_in("label", b'{"groundTruthData": {}}\n[]\n')) == [{ID: None}, {ID: None}]
    assert [row[ID] for row in truths_in("label", text(truth("1,2", "e1")))] == [None]


def test_a_number_is_ground_truth_too() -> None:
    assert list(truths_in("label", text(truth(1.5, "e1")))) == [{"label": "1.5", ID: "e1#0"}]
