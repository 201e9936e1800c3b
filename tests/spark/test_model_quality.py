"""Model quality through Spark: every format, joins, splits; and the commands on top."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.golden_data import golden

from baselining.cli import app_of
from baselining.config import ModelQualitySection
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.errors import DatasetError, QualityViolatedError, WorseModelError
from baselining.model_quality_pipeline import MeasuredQuality, measure_quality
from baselining.spark.session.start import SessionSpec
from baselining.states.model_quality import scores
from baselining.states.model_quality.rows import RowStates
from baselining.world.events import SILENCE

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.usefixtures("spark")

BINARY: dict[str, Any] = {
    "problem_type": "BinaryClassification",
    "ground_truth": "label",
    "inference": "prediction",
    "probability": ["probability"],
}


def measured(uri: Path | str, **keys: Any) -> MeasuredQuality:
    section = ModelQualitySection(**{**BINARY, **keys})
    return measure_quality(DatasetSpec(uri=str(uri)), section, session=SessionSpec(), events=SILENCE)


def rows(count: int, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    label = random.integers(0, 2, count)
    probability = np.round(np.clip(0.35 * label + random.random(count) * 0.65, 0, 1), 6)
    return pd.DataFrame(
        {
            "id": np.arange(count) * 7,
            "region": random.choice(["north", "south"], count),
            "probability": probability,
            "prediction": (probability > 0.5).astype(int),
            "label": label,
        }
    )


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return rows(6000)


WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    "csv": lambda frame, file: frame.to_csv(file, index=False),
    "jsonl": lambda frame, file: frame.to_json(file, orient="records", lines=True),
    "parquet": lambda frame, file: frame.to_parquet(file, index=False, row_group_size=1000),
}


def test_every_format_gives_the_same_documents(
    spark: SparkSession, table: pd.DataFrame, tmp_path: Path
) -> None:
    found = {}
    for suffix, write in WRITERS.items():
        write(table, tmp_path / f"rows.{suffix}")
        found[suffix] = measured(tmp_path / f"rows.{suffix}", slices=["region"])
    delta = tmp_path / "rows.delta"
    spark.read.parquet(str(tmp_path / "rows.parquet")).coalesce(1).write.format("delta").save(str(delta))
    found["delta"] = measured(delta, slices=["region"])
    quoted = tmp_path / "quoted.csv"  # a line break within quotes: Spark's reader reads it
    quoted.write_text(
        table.assign(note="x").to_csv(index=False).replace(",x\n", ',"a\nb"\n', 1), encoding="utf-8"
    )
    found["quoted"] = measured(quoted, slices=["region"])

    for each in found.values():
        assert found["csv"].to_files() == each.to_files()
        assert [part.to_json() for part in found["csv"].slices] == [part.to_json() for part in each.slices]
    assert found["csv"].throughput.reading.startswith("workers read")
    assert found["quoted"].throughput.reading.startswith("Spark reads it")


def test_the_container_s_area_comes_out_of_spark() -> None:
    found = measured(golden("mq-bank-cwzkevin/prediction_baseline.csv"))

    statistics = json.loads(found.to_files()["statistics.json"])
    assert statistics["binary_classification_metrics"]["auc"]["value"] == 0.7701214220800956


def test_splits_do_not_matter_to_counts_and_little_to_sums(table: pd.DataFrame, tmp_path: Path) -> None:
    table.to_parquet(tmp_path / "one.parquet", index=False)
    parts = tmp_path / "parts.parquet"
    parts.mkdir()
    for i in range(9):
        table[i * 700 : (i + 1) * 700].to_parquet(parts / f"{i}.parquet", index=False)

    one, many = measured(tmp_path / "one.parquet"), measured(parts)
    numbers = {"problem_type": "Regression", "inference": "probability", "probability": []}
    whole, split = measured(tmp_path / "one.parquet", **numbers), measured(parts, **numbers)

    # Not the order of classes, which is that of the first rows: Spark begins with the largest file.
    for name, body in one.to_files().items():
        assert json.loads(body) == json.loads(many.to_files()[name])
    for name, value in whole.quality.values.items():
        assert value == pytest.approx(split.quality.values[name], rel=1e-12)


def test_more_scores_than_are_told_apart_are_binned_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(2)
    count = scores.MOST + 60_000
    probability = random.random(count)
    label = (random.random(count) < probability).astype(int)
    folder = tmp_path / "rows.parquet"
    folder.mkdir()
    for i in range(3):
        part = slice(i * count // 3, (i + 1) * count // 3)
        pq.write_table(
            pa.table({"probability": probability[part], "label": label[part]}), folder / f"{i}.parquet"
        )
    keys = {"inference": None, "threshold": 0.5}

    binned, exact = measured(folder, **keys), measured(folder, exact=True, **keys)

    bound = binned.run["auc_changed_by_bins_at_most"]
    assert isinstance(bound, float)
    assert 0 < bound < 1e-4
    auc = {each.quality.values["auc"] for each in (binned, exact)}
    assert max(auc) - min(auc) <= bound  # type: ignore[type-var, operator]
    assert any("bins change auc by at most" in note for note in binned.notes)
    assert exact.run["auc_changed_by_bins_at_most"] is None
    assert len(binned.to_files()["statistics.json"]) < 200_000  # curves of a thousand points
    assert RowStates().most == scores.MOST


def test_predictions_and_ground_truth_of_two_datasets_are_joined(table: pd.DataFrame, tmp_path: Path) -> None:
    table.to_csv(tmp_path / "whole.csv", index=False)
    table.drop(columns="label").sample(frac=1, random_state=3).to_csv(tmp_path / "scored.csv", index=False)
    table[["id", "label"]].to_json(tmp_path / "truth.jsonl", orient="records", lines=True)
    joining = {"ground_truth_dataset": str(tmp_path / "truth.jsonl"), "inference_id": "id"}

    whole, joined = measured(tmp_path / "whole.csv"), measured(tmp_path / "scored.csv", **joining)
    again = measured(tmp_path / "scored.csv", **joining)

    assert whole.to_files()["constraints.json"] == joined.to_files()["constraints.json"]
    assert joined.to_files() == again.to_files()
    assert joined.quality.count == len(table)


@pytest.mark.parametrize(
    ("truth", "sentence"),
    [
        (lambda t: t[: len(t) // 2], "3,000 of 6,000 rows (50.0%) have no ground truth"),
        (lambda t: pd.concat([t, t[:3]]), "3 ids in 'id' stand more than once in the ground truth: 6 rows"),
        (
            lambda t: t.assign(id=t["id"] + 0.5),
            "No id of 6,000 predictions is one of 6,000 in the ground truth",
        ),
        (lambda t: t.rename(columns={"id": "key"}), "There is no column 'id' in the dataset"),
    ],
)
def test_a_join_that_finds_little_is_refused(
    table: pd.DataFrame, tmp_path: Path, truth: Callable[[pd.DataFrame], pd.DataFrame], sentence: str
) -> None:
    table.drop(columns="label").to_parquet(tmp_path / "scored.parquet", index=False)
    truth(table[["id", "label"]]).to_parquet(tmp_path / "truth.parquet", index=False)

    with pytest.raises(DatasetError) as refused:
        measured(
            tmp_path / "scored.parquet",
            ground_truth_dataset=str(tmp_path / "truth.parquet"),
            inference_id="id",
        )

    assert sentence in refused.value.message


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("label,prediction,probability\n1,1,0.9,7\n0,0,0.1\n", "1 rows of"),
        ("label,prediction,probability\n", "no rows"),
        ("label,prediction\n1,1\n", "There is no column 'probability'"),
        ("label,prediction,probability\n1,1,high\n", "have a probability that is no number"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "rows.csv").write_text(text)

    with pytest.raises(DatasetError, match=sentence):
        measured(tmp_path / "rows.csv")


app = app_of(["suggest", "model_quality"])


def command(dataset: Path, output: Path, *words: str) -> None:
    app(
        [
            *(
                "model-quality",
                str(dataset),
                "--problem-type",
                "BinaryClassification",
                "--ground-truth",
                "label",
            ),
            *("--inference", "prediction", "--output", str(output), *words),
        ],
        standalone_mode=False,
    )


def test_a_worse_model_is_refused_unless_that_is_accepted(
    table: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table.to_csv(tmp_path / "old.csv", index=False)
    random = np.random.default_rng(5)
    flipped = np.where(random.random(len(table)) < 0.2, 1 - table["prediction"], table["prediction"])
    table.assign(prediction=flipped).to_csv(tmp_path / "new.csv", index=False)
    command(tmp_path / "old.csv", tmp_path / "old")
    capsys.readouterr()

    with pytest.raises(WorseModelError, match=r"more than its noise of .*accuracy"):
        command(tmp_path / "new.csv", tmp_path / "new", "--against", str(tmp_path / "old"))
    assert not (tmp_path / "new").exists()
    assert "refused  accuracy is " in capsys.readouterr().out  # all reasons, one a line
    command(
        *(tmp_path / "new.csv", tmp_path / "new", "--against", str(tmp_path / "old")),
        *("--accept", "a cheaper model", "--json"),
    )
    shown = json.loads(capsys.readouterr().out)
    command(tmp_path / "old.csv", tmp_path / "again", "--against", str(tmp_path / "old"))

    assert shown["judgement"]["acceptance"]["reason"] == "a cheaper model"
    assert any(reason["metric"] == "accuracy" for reason in shown["judgement"]["reasons"])
    assert (tmp_path / "new" / "constraints.json").exists()


def test_a_model_is_held_against_constraints(
    table: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table.to_csv(tmp_path / "rows.csv", index=False)
    command(tmp_path / "rows.csv", tmp_path / "same")
    constraints = tmp_path / "same" / "constraints.json"
    command(tmp_path / "rows.csv", tmp_path / "fine", "--evaluate", str(constraints))
    strict = json.loads(constraints.read_bytes())
    strict["binary_classification_constraints"]["recall"]["threshold"] = 1
    (tmp_path / "strict.json").write_text(json.dumps(strict))

    with pytest.raises(QualityViolatedError, match=r"1 thresholds of .* are violated: recall\."):
        command(tmp_path / "rows.csv", tmp_path / "bad", "--evaluate", str(tmp_path / "strict.json"))

    assert json.loads((tmp_path / "fine" / "constraint_violations.json").read_bytes()) == {"violations": []}
    violations = json.loads((tmp_path / "bad" / "constraint_violations.json").read_bytes())["violations"]
    assert [each["metric_name"] for each in violations] == ["recall"]
    assert "+/-" in violations[0]["description"]
    assert not (tmp_path / "bad" / "constraints.json").exists()


def test_output_columns_stand_at_one_end(table: pd.DataFrame, tmp_path: Path) -> None:
    table.to_csv(tmp_path / "rows.csv", index=False)
    orders = {}
    for position in ("START", "END"):
        words = [
            "--output-column",
            "prediction",
            "--output-column",
            "probability",
            "--output-position",
            position,
        ]
        app(
            ["suggest", str(tmp_path / "rows.csv"), "--output", str(tmp_path / position), *words],
            standalone_mode=False,
        )
        documents = [
            json.loads((tmp_path / position / f"{n}.json").read_bytes())
            for n in ("statistics", "constraints")
        ]
        orders[position] = [[feature["name"] for feature in each["features"]] for each in documents]

    inputs = ["id", "region", "label"]
    assert [["prediction", "probability", *inputs]] * 2 == orders["START"]
    assert [[*inputs, "prediction", "probability"]] * 2 == orders["END"]


def test_captured_traffic_is_joined_with_ground_truth_as_the_merge_job_does(
    table: pd.DataFrame, tmp_path: Path
) -> None:
    some = table[:300]
    captured, truth = tmp_path / "captured" / "2026" / "11" / "26" / "08", tmp_path / "truth"
    captured.mkdir(parents=True)
    truth.mkdir()
    answers, truths = [], []
    for row in some.itertuples():
        metadata = {"eventId": f"event-{row.id}", "inferenceTime": "2026-11-26T08:00:00Z"}
        side = {"mode": "OUTPUT", "encoding": "CSV", "observedContentType": "text/csv"}
        output = {**side, "data": f"{row.prediction},{row.probability}"}
        answers.append(
            {"captureData": {"endpointOutput": output}, "eventMetadata": metadata, "eventVersion": "0"}
        )
        data = {"data": str(row.label), "encoding": "CSV"}
        truths.append({"groundTruthData": data, "eventMetadata": metadata, "eventVersion": "0"})
    (captured / "a.jsonl").write_text("\n".join(map(json.dumps, answers)) + "\n")
    (truth / "b.jsonl").write_text("\n".join(map(json.dumps, truths[:-5])) + "\n")
    some[:-5].to_csv(tmp_path / "rows.csv", index=False)
    section = ModelQualitySection(
        **{**BINARY, "inference": "_c0", "probability": ["_c1"]}, ground_truth_dataset=str(truth)
    )

    found = measure_quality(
        DatasetSpec(uri=str(tmp_path / "captured"), format=DatasetFormat.CAPTURE),
        section,
        session=SessionSpec(),
        events=SILENCE,
    )

    assert found.quality.values == measured(tmp_path / "rows.csv").quality.values
    assert "5 of 300 rows (1.7%) have no ground truth; they are left out" in found.notes
