"""Captured traffic is a dataset: it has the documents of the same rows as CSV or as JSON Lines."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession
from tests.golden_data import golden
from tests.spark.profiling import documents, profile

from baselining.baselines.summarize import summarize
from baselining.documents.files import to_bytes
from baselining.errors import DatasetError, NoDataError

ROWS = 300


def moment(second: int) -> str:
    hour, rest = divmod(second, 3600)
    return f"2024-03-07T{19 + hour:02}:{rest // 60:02}:{rest % 60:02}Z"


def line(given: str | None, answered: str | None, encoding: str = "CSV", second: int = 0) -> str:
    data = {
        name: {"observedContentType": "x", "mode": "X", "data": text, "encoding": encoding}
        for name, text in (("endpointInput", given), ("endpointOutput", answered))
        if text is not None
    }
    metadata = {"eventId": f"id-{second}", "inferenceTime": moment(second)}
    return json.dumps({"captureData": data, "eventMetadata": metadata, "eventVersion": "0"})


def cells(rng: random.Random) -> list[str]:
    return [
        str(rng.randrange(50)),
        f"{rng.gauss(0, 10):.4f}",
        rng.choice(["a", "bé", "c d", ""]),
        rng.choice(["1", "2.5", "x", "", '"quoted"']),
    ]


def folder(parent: Path, lines: list[str], files: int = 3) -> Path:
    parent.mkdir(parents=True)
    for number in range(files):
        (parent / f"{number:02}.jsonl").write_text("\n".join(lines[number::files]) + "\n", encoding="utf-8")
    return parent


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    rng = random.Random(5)  # noqa: S311 - nothing secret
    return [cells(rng) for _ in range(ROWS)]


@pytest.fixture(scope="module")
def as_csv(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> Path:
    """Prediction first."""
    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    path.write_text(
        "".join(f"{index % 7 / 10},{','.join(row)}\n" for index, row in enumerate(rows)), encoding="utf-8"
    )
    return path


def test_csv_traffic_has_the_documents_of_its_rows(
    spark: SparkSession, tmp_path: Path, rows: list[list[str]], as_csv: Path
) -> None:
    lines = [line(",".join(row), f"{index % 7 / 10}\n", second=index) for index, row in enumerate(rows)]
    captured = profile(folder(tmp_path / "a", lines, files=1), "capture")

    assert captured.throughput.reading.startswith("workers read 1 data capture file")
    assert documents(captured) == documents(profile(as_csv, "csv", header=False))


def test_several_rows_in_a_request_are_rows(
    spark: SparkSession, tmp_path: Path, rows: list[list[str]], as_csv: Path
) -> None:
    lines = []
    for first in range(0, ROWS, 3):
        some = rows[first : first + 3]
        answers = [str((first + place) % 7 / 10) for place in range(len(some))]
        lines.append(
            line("\n".join(",".join(row) for row in some), ("\n" if first % 2 else ",").join(answers))
        )

    found = profile(folder(tmp_path / "a", lines, files=1), "capture")

    assert documents(found) == documents(profile(as_csv, "csv", header=False))


def test_outputs_stand_last_or_not_at_all(spark: SparkSession, tmp_path: Path, rows: list[list[str]]) -> None:
    lines = [line(",".join(row), "0.5") for row in rows]
    data = folder(tmp_path / "a", lines, files=1)
    last, without = tmp_path / "last.csv", tmp_path / "without.csv"
    last.write_text("".join(f"{','.join(row)},0.5\n" for row in rows), encoding="utf-8")
    without.write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")

    for captured_output, same in (("end", last), ("none", without)):
        found = profile(data, "capture", captured_output=captured_output)
        assert documents(found) == documents(profile(same, "csv", header=False))


def objects(rng: random.Random, index: int) -> tuple[dict[str, Any], dict[str, Any]]:
    given = {
        "age": rng.randrange(90),
        "amount": rng.choice([rng.gauss(0, 5), 3, None]),
        "city": rng.choice(["Bonn", "Köln", ""]),
        "member": rng.choice([True, False]),
    }
    return given, {"score": index % 7 / 10}


def test_json_traffic_has_the_documents_of_its_objects(spark: SparkSession, tmp_path: Path) -> None:
    rng = random.Random(6)  # noqa: S311 - nothing secret
    pairs = [objects(rng, index) for index in range(ROWS)]
    lines = [
        line(
            *(json.dumps(side, ensure_ascii=False, indent=index % 2 or None) for side in pair),
            encoding="JSON",
        )
        for index, pair in enumerate(pairs)
    ]
    flat = tmp_path / "flat.jsonl"
    flat.write_text(
        "".join(f"{json.dumps({**a, **b}, ensure_ascii=False)}\n" for a, b in pairs), encoding="utf-8"
    )

    found = profile(folder(tmp_path / "a", lines, files=1), "capture")

    assert found.throughput.reading.startswith("workers read")
    assert documents(found) == documents(profile(flat, "jsonl"))


def test_escapes_within_objects_are_read_by_spark(spark: SparkSession, tmp_path: Path) -> None:
    texts = ["plain", 'a "quote"', "Köln", "two\nlines"]
    data = folder(
        tmp_path / "a", [line(json.dumps({"x": text}), None, "JSON") for text in texts * 5], files=1
    )
    flat = tmp_path / "flat.jsonl"
    flat.write_text("".join(f"{json.dumps({'x': text})}\n" for text in texts * 5), encoding="utf-8")

    assert documents(profile(data, "capture")) == documents(profile(flat, "jsonl"))


def test_wider_rows_further_on_are_found(spark: SparkSession, tmp_path: Path) -> None:
    lines = [line("1,2", "0.5")] * 9000 + [line("1,2,3", "0.5")]
    found = profile(folder(tmp_path / "a", lines, files=1), "capture")

    assert list(found.profile.columns) == ["_c0", "_c1", "_c2", "_c3"]
    assert found.profile.columns["_c3"].classes.present == 1
    assert any("9,000 rows are shorter" in note for note in found.notes)


def test_both_engines_agree(spark: SparkSession, tmp_path: Path, rows: list[list[str]]) -> None:
    lines = [line(",".join(row), "0.5") for row in rows]
    data = folder(tmp_path / "a", lines, files=1)

    assert documents(profile(data, "capture")) == documents(profile(data, "capture", engine="deequ"))


def test_broken_lines_are_told_by_their_place_and_refused_if_they_are_many(
    spark: SparkSession, tmp_path: Path
) -> None:
    lines = [line("1,2", "0.5")] * 200
    lines[7] = "{broken SECRET"
    lines[150] = line("1,2", None, "NONE")
    data = folder(tmp_path / "a", lines, files=1)

    found = profile(data, "capture", most_broken=0.01)
    assert found.profile.item_count == 198
    (note,) = [note for note in found.notes if "broken" in note]
    assert note.startswith("2 of 200 lines are broken")
    assert "00.jsonl line 8" in note
    assert "line 151" in note
    with pytest.raises(
        DatasetError, match=r"2 of 200 lines .* more than 0\.5%: .*00\.jsonl line 8"
    ) as refused:
        profile(data, "capture", most_broken=0.005)
    assert "SECRET" not in str(refused.value)


def test_a_last_line_that_is_being_written_is_no_broken_line(spark: SparkSession, tmp_path: Path) -> None:
    data = folder(tmp_path / "a", [line("1,2", "0.5")] * 5, files=1)
    with (data / "00.jsonl").open("a") as file:
        file.write(line("1,2", "0.5")[:50])

    found = profile(data, "capture", most_broken=0)

    assert found.profile.item_count == 5
    assert any("may still be being written" in note for note in found.notes)


def test_a_window_holds_what_was_captured_in_it(spark: SparkSession, tmp_path: Path) -> None:
    lines = [line(str(second), "0.5", second=second) for second in range(0, 7200, 60)]
    data = folder(tmp_path / "a", lines)

    found = profile(data, "capture", since="2024-03-07T19:30", until="2024-03-07T20:10:00Z")

    assert found.profile.item_count == 40
    with pytest.raises(NoDataError):
        profile(data, "capture", since="2024-03-08T19:30", until="2024-03-09")


def test_payloads_of_different_encodings_are_refused(spark: SparkSession, tmp_path: Path) -> None:
    record = json.loads(line("1,2", '{"p": 1}'))
    record["captureData"]["endpointOutput"]["encoding"] = "JSON"
    data = folder(tmp_path / "a", [json.dumps(record)], files=1)

    with pytest.raises(DatasetError, match=r"input is CSV and its output is JSON.*Encoding mismatch"):
        profile(data, "capture")
    assert profile(data, "capture", captured_output="none").profile.item_count == 1


def test_each_hour_has_the_profile_of_what_was_captured_in_it(spark: SparkSession, tmp_path: Path) -> None:
    lines = [line(f"{second % 97},{second % 13}", "0.5", second=second) for second in range(0, 9000, 10)]
    hours = {hour: [each for each in lines if f"T{19 + hour}:" in each] for hour in range(3)}
    together = profile(folder(tmp_path / "all", lines), "capture", by_hour=True)

    assert list(together.hours) == [474_955 + hour for hour in range(3)]
    assert together.profile.item_count == len(lines)
    for hour, some in hours.items():
        (alone,) = profile(folder(tmp_path / str(hour), some), "capture", by_hour=True).hours.values()
        assert to_bytes(summarize(alone)) == to_bytes(summarize(together.hours[474_955 + hour]))


def test_a_script_makes_the_rows_wherever_it_runs(
    spark: SparkSession, tmp_path: Path, rows: list[list[str]]
) -> None:
    script = tmp_path / "preprocessor.py"
    script.write_text(
        "def preprocess_handler(inference_record):\n"
        "    given = inference_record.endpoint_input.data.rstrip('\\n')\n"
        "    if given == 'skip':\n"
        "        print('nothing')\n"
        "        return []\n"
        "    data = inference_record.endpoint_output.data + ',' + given\n"
        "    return {f'_c{i}': d for i, d in enumerate(data.split(','))}\n"
    )
    lines = [line(",".join(row), f"{index % 7 / 10}") for index, row in enumerate(rows)]
    data = folder(tmp_path / "a", [*lines, line("skip", "0")], files=1)

    flat = tmp_path / "flat.jsonl"
    flat.write_text(
        "".join(
            json.dumps({f"_c{i}": cell for i, cell in enumerate([f"{index % 7 / 10}", *row])}) + "\n"
            for index, row in enumerate(rows)
        )
    )

    found = profile(data, "capture", preprocess_script=str(script))

    assert found.profile.item_count == ROWS
    assert documents(found) == documents(profile(flat, "jsonl"))
    assert any("made no rows of 1 records" in note for note in found.notes)
    assert any("printed something 1 times" in note for note in found.notes)


def test_a_script_that_raises_is_told_by_the_records_event_id(spark: SparkSession, tmp_path: Path) -> None:
    script = tmp_path / "preprocessor.py"
    script.write_text("def preprocess_handler(record):\n    return int(record.endpoint_input.data)\n")
    data = folder(tmp_path / "a", [line("SECRET", "0.5", second=77)], files=1)

    with pytest.raises(
        DatasetError, match=r"given the record id-77, raised ValueError at its line 2"
    ) as caught:
        profile(data, "capture", preprocess_script=str(script))
    assert "SECRET" not in str(caught.value)


def test_columns_of_a_script_in_the_order_of_text_are_told(spark: SparkSession, tmp_path: Path) -> None:
    script = tmp_path / "preprocessor.py"
    script.write_text("def preprocess_handler(record):\n    return {f'_c{i}': i for i in range(12)}\n")
    data = folder(tmp_path / "a", [line("1", "0.5")], files=1)

    found = profile(data, "capture", preprocess_script=str(script))

    assert list(found.profile.columns)[:4] == ["_c0", "_c1", "_c10", "_c11"]
    assert any("'_c11' stands before '_c2'" in note for note in found.notes)


def test_two_files_merged_as_the_container_does_have_its_digits(spark: SparkSession, tmp_path: Path) -> None:
    case = golden("packt-cookbook-ch07-monitoring-run")
    rows = (case / "current-rows.csv").read_text().split()[1:]
    lines = [line(row.partition(",")[2], row.partition(",")[0]) for row in rows]
    data = tmp_path / "captured"
    data.mkdir()
    for name, some in (("a", lines[13:]), ("b", lines[:13])):  # the larger file comes first, as for Spark
        (data / f"{name}.jsonl").write_text("\n".join(some) + "\n")
    wanted = json.loads((case / "monitoring-statistics.json").read_text())["features"]

    found = profile(data, "capture", merging="container")

    for feature, number in zip(wanted, found.profile.columns.values(), strict=True):
        statistics = feature["numerical_statistics"]
        assert number.numeric is not None
        assert number.numeric.std_dev == statistics["std_dev"]
        assert number.numeric.total == statistics["sum"]
        sketch = statistics["distribution"]["kll"]["sketch"]["data"]
        assert [sorted(level) for level in sketch] == [
            sorted(level.tolist()) for level in number.numeric.sketch.levels
        ]
