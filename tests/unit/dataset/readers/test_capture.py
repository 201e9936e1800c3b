"""Captured records, by compiled loops and by the reference in plain Python: the same rows, whatever the bytes are."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselining.dataset.capture.plain_rows import lines_in, rows_of
from baselining.dataset.capture.records import CapturedOutput, Encoding, read_record
from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.readers.capture import CaptureRule, encoding_of, records_of
from baselining.dataset.readers.capture_rows import CsvRows, lines_of
from baselining.dataset.readers.json_types import kinds_in
from baselining.errors import DatasetError
from baselining.kernels.csv import PADDING

WIDTH = 40
CELLS = st.one_of(
    st.sampled_from(
        ["", "1", "-2.5", "1e-3", "true", " a b", '"q"', '"x,y"', '""', '"""', 'a"b', '"a""b"', '"a"b']
    ),
    st.sampled_from(['"', '"a\\"', '"\\n"', '"a" ', "\\", "ä", "😀", "\u2028", "\0", "\t", "\x7f"]),
    st.text(max_size=4),
)
LINES = st.lists(CELLS, min_size=1, max_size=3).map(",".join)
CSV = st.lists(LINES, max_size=3).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\n\n", "\r"]).map(
        lambda end: end.join(lines) + end * (len(lines) % 2)
    )
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=4),
)
NAMES = st.sampled_from(["a", "b", "c", "é", "x\ny", 'q"', "", "predictions"])
OBJECTS = st.dictionaries(NAMES, st.one_of(SCALARS, SCALARS, st.lists(SCALARS, max_size=2)), max_size=3)
OUTPUTS = st.dictionaries(st.sampled_from(["p", "s", "t"]), SCALARS, max_size=2)


def dumped(value: Any, ascii_only: bool, indent: int | None) -> str:
    return json.dumps(value, ensure_ascii=ascii_only, indent=indent)


def payloads(objects: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    some = st.one_of(objects, st.lists(objects, max_size=2))
    return st.builds(dumped, some, st.booleans(), st.sampled_from([None, None, 1]))


TIMES = st.one_of(
    st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")),
    st.sampled_from(
        [
            "2024-03-07T19:14:56Z",
            "2024-02-30T00:00:00Z",
            "2024-03-07T19:14:56.123Z",
            "{%s}",
            "",
            "2024-03-07T24:00:00Z",
        ]
    ),
)
EXTRAS = st.dictionaries(
    st.sampled_from(["eventId", "inferenceId", "customAttributes", "x"]),
    st.one_of(
        st.text(max_size=3),
        st.none(),
        st.lists(st.text(max_size=2), max_size=2),
        st.integers(),
        st.booleans(),
        st.just({"y": [1]}),
    ),
    max_size=3,
)


@st.composite
def sides(draw: st.DrawFn, text: st.SearchStrategy[str], encoding: str) -> dict[str, Any]:
    data = draw(text)
    content = "text/csv; charset=utf-8" if encoding == "CSV" else "application/json"
    side: dict[str, Any] = {
        "observedContentType": content,
        "mode": "INPUT",
        "data": data,
        "encoding": encoding,
    }
    if draw(st.integers(0, 9)) == 0:
        side |= {"data": base64.b64encode(data.encode("utf-8", "replace")).decode(), "encoding": "BASE64"}
    return side


@st.composite
def captured(draw: st.DrawFn, encoding: str) -> bytes:
    inputs = CSV if encoding == "CSV" else payloads(OBJECTS)
    outputs = CSV if encoding == "CSV" else payloads(OUTPUTS)
    data = {"endpointInput": draw(sides(inputs, encoding)), "endpointOutput": draw(sides(outputs, encoding))}
    for name in ("endpointInput", "endpointOutput"):
        if draw(st.integers(0, 9)) == 0:
            del data[name]
    record = {
        "captureData": data,
        "eventMetadata": {**draw(EXTRAS), "inferenceTime": draw(TIMES)},
        "eventVersion": "0",
        **draw(EXTRAS),
    }
    record = dict(draw(st.permutations(list(record.items()))))
    line = json.dumps(
        record, ensure_ascii=draw(st.booleans()), separators=draw(st.sampled_from([None, (",", ":")]))
    )
    return line.encode("utf-8", "replace")


@st.composite
def blocks(draw: st.DrawFn, encoding: str) -> bytes:
    lines = draw(st.lists(captured(encoding), max_size=4))
    text = draw(st.sampled_from([b"\n", b"\r\n", b"\n\n"])).join(lines) + draw(st.sampled_from([b"", b"\n"]))
    spoilt = bytearray(text)
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 3])) if text else 0):
        spoilt[draw(st.integers(0, len(text) - 1))] = draw(st.sampled_from(b'"\\{}[],:\n\x00a1\xff\xc3 '))
    return bytes(spoilt)


RULES = st.builds(
    CaptureRule,
    captured_output=st.sampled_from(CapturedOutput),
    since=st.sampled_from([None, None, 1_709_838_000]),
    until=st.sampled_from([None, None, 1_709_842_000]),
)


def by_reference(text: bytes, rule: CaptureRule) -> tuple[list[Any], list[int], dict[str, Any]]:
    """Rows, when each was captured (-1: unknown), and what is told."""
    rows: list[Any] = []
    moments: list[int] = []
    broken: list[int] = []
    told = {"records": 0, "outside": 0, "cut_off": 0}
    last = text.count(b"\n")
    encodings = set()
    for number, line in lines_in(text):
        record = read_record(line, rule.captured_output)
        told["records"] += 1
        if record is None and number == last:
            told["cut_off"] += 1
        elif record is None:
            broken.append(number + 1)
        elif not rule.holds_moment(record.seconds):
            told["outside"] += 1
        else:
            encodings.add(record.encoding)
            found = rows_of(record, rule.captured_output, 2)
            if found is None:
                broken.append(number + 1)
            rows += found or []
            moments += [-1 if record.seconds is None else record.seconds] * len(found or [])
    if len(encodings - {None}) > 1:
        raise DatasetError("several")
    return rows, moments, {**told, "broken": len(broken), "places": tuple(broken[:3])}


def by_loops(text: bytes, rule: CaptureRule) -> tuple[list[Any], list[int], dict[str, Any]]:
    room = memoryview(bytearray(text + bytes(PADDING)))[: len(text)]
    block = records_of(room, rule)
    rows: list[Any] = []
    moments: list[int] = []
    if encoding_of(block.records) is Encoding.JSON:
        lines, seconds = lines_of(block, rule.captured_output)
        try:
            rows = [json.loads(line) for line in lines.tobytes().split(b"\n")[:-1]]
        except ValueError:
            with pytest.raises(UnlikeSparkError):
                kinds_in([lines.data])
            raise
        moments = seconds.tolist()
    else:
        source = CsvRows(WIDTH, rule.captured_output, 2)
        for seconds, cells in source.batches(block):
            moments += seconds.tolist()
            for starts, ends in zip(cells.starts.tolist(), cells.ends.tolist(), strict=True):
                rows.append([bytes(cells.data[a:b]).decode() for a, b in zip(starts, ends, strict=True)])
    told = block.found()
    names = ("records", "outside", "cut_off", "broken", "places")
    return (
        rows,
        [max(each, -1) if each < -(2**60) else each for each in moments],
        {n: getattr(told, n) for n in names},
    )


def outcome(read: Any, text: bytes, rule: CaptureRule) -> Any:
    try:
        return read(text, rule)
    except DatasetError:
        return "refused"


@given(text=blocks("CSV"), rule=RULES)
def test_rows_of_csv_are_those_of_the_reference(text: bytes, rule: CaptureRule) -> None:
    found, wanted = outcome(by_loops, text, rule), outcome(by_reference, text, rule)

    if wanted != "refused":
        rows = [row + [""] * (WIDTH - len(row)) for row in wanted[0]]
        wanted = (rows, *wanted[1:])
    assert found == wanted


@given(text=blocks("JSON"), rule=RULES)
def test_rows_of_json_are_those_of_the_reference(text: bytes, rule: CaptureRule) -> None:
    try:
        found = outcome(by_loops, text, rule)
    except ValueError:  # objects whose text is no JSON: the next reader sees that, and all is left to Spark's
        return
    assert found == outcome(by_reference, text, rule)


@pytest.mark.parametrize("members", [r'"q": \null', r"\\q: null", '"a": 1,, "b": 2', '"a": 02'])
def test_objects_that_are_no_json_are_broken_records_and_left_to_sparks_reader(members: str) -> None:
    text = (
        '{"captureData": {"endpointInput": {"mode": "INPUT", "data": "{'
        + members.replace('"', '\\"')
        + '}", "encoding": "JSON"}}, "eventMetadata": {}, "eventVersion": "0"}\n'
    ).encode()
    rule = CaptureRule(captured_output=CapturedOutput.START)

    with pytest.raises(ValueError, match="Expecting"):
        by_loops(text, rule)
    assert by_reference(text, rule)[2]["broken"] == 1
