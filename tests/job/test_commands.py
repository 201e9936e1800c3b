"""The commands one by one: what they print, and how they fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.job.conftest import BUCKET, OLD, SCHEDULE, Ended

from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sagemaker import SageMakerClient

Run = Callable[..., Ended]
CSV = "id,price\n1,1.5\n2,2.5\n"


def test_suggest_publish_switch_by_hand(
    here: Run, folder: Path, schedule: dict[str, object], s3: S3Client, sagemaker: SageMakerClient
) -> None:
    published = here("publish", folder, "--to", f"s3://{BUCKET}/by-hand", "--json")
    location = json.loads(published.out)["location"]
    planned = here("switch", SCHEDULE, "--baseline", location, "--plan")
    switched = here("switch", SCHEDULE, "--baseline", location, "--poll", "0.05")
    again = here("switch", SCHEDULE, "--baseline", location)

    assert json.loads(planned.out)["calls"][0]["call"] == "sagemaker:UpdateMonitoringSchedule"
    assert (switched.code, again.code) == (0, 0), switched.err
    assert f"to go back  baselining rollback {SCHEDULE}" in switched.out
    assert "unchanged" in again.out
    body = s3.get_object(Bucket=BUCKET, Key=f"{location.removeprefix(f's3://{BUCKET}/')}/constraints.json")[
        "Body"
    ].read()
    assert body == (folder / "constraints.json").read_bytes()


def test_going_back_to_a_pair_without_manifest_works(
    here: Run, folder: Path, schedule: dict[str, object]
) -> None:
    location = json.loads(here("publish", folder, "--to", f"s3://{BUCKET}/x", "--json").out)["location"]
    here("switch", SCHEDULE, "--baseline", location, "--poll", "0.05")

    back = here("switch", SCHEDULE, "--baseline", OLD, "--poll", "0.05")

    assert back.code == 0, back.err
    assert f"after       {OLD}/constraints.json" in back.out


def test_the_commands_for_afterwards(
    here: Run, schedule: dict[str, object], emulator: Emulator, sagemaker: SageMakerClient, s3: S3Client
) -> None:
    for name in ("statistics", "constraints"):
        s3.put_object(Bucket=BUCKET, Key=f"other/{name}.json", Body=b"{}")
    other = f"s3://{BUCKET}/other"

    both = here("switch", SCHEDULE, "no-such-schedule", "--baseline", other, "--poll", "0.05", "--json")
    unconfirmed = here("confirm", SCHEDULE)
    emulator.add_execution(SCHEDULE, status="Completed")
    confirmed = here("confirm", SCHEDULE)
    planned = here("rollback", SCHEDULE, "--plan")
    back = here("rollback", SCHEDULE, "--poll", "0.05")
    listed = here("history", SCHEDULE)
    garbage = here("gc", SCHEDULE, "--plan")

    assert both.code == 2
    first, second = json.loads(both.out)["schedules"]
    assert first["after"]["constraints"] == f"{other}/constraints.json"
    assert second["error"]["kind"] == "ScheduleNotFoundError"
    assert (unconfirmed.code, confirmed.code) == (4, 0), confirmed.err
    assert "no execution has used it yet" in unconfirmed.err
    assert f"{SCHEDULE}: confirmed" in confirmed.out
    assert json.loads(planned.out)["after"]["constraints"] == f"{OLD}/constraints.json"
    assert back.code == 0, back.err
    head, *entries = listed.out.splitlines()
    assert head.split() == ["ID", "UTC", "ACTION", "OUTCOME", "BASELINE", "BY"]
    assert entries[-1].startswith("*")
    assert " rollback  done " in entries[-1]
    assert json.loads(garbage.out)["schedule"] == SCHEDULE


def test_all_schedules_of_an_endpoint_are_planned_together(
    here: Run, schedule: dict[str, object], sagemaker: SageMakerClient
) -> None:
    described = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=SCHEDULE)
    sagemaker.create_monitoring_schedule(
        MonitoringScheduleName="another", MonitoringScheduleConfig=described["MonitoringScheduleConfig"]
    )
    endpoint = described["EndpointName"]

    planned = here("switch", "--endpoint", endpoint, "--baseline", OLD, "--plan")
    none = here("switch", "--endpoint", "no-such-endpoint", "--baseline", OLD)
    both = here("switch", SCHEDULE, "--endpoint", endpoint, "--baseline", OLD)

    assert [plan["schedule"] for plan in json.loads(planned.out)["schedules"]] == ["another", SCHEDULE]
    assert (planned.code, none.code, both.code) == (0, 2, 2)
    assert "has no monitoring schedule" in none.err
    assert "either schedules or an --endpoint" in both.err


def test_publishing_twice_stores_once(here: Run, folder: Path, schedule: dict[str, object]) -> None:
    first, second = (here("publish", folder, "--to", f"s3://{BUCKET}/p", "--json") for _ in range(2))

    assert json.loads(first.out)["is_new"] is True
    assert json.loads(second.out)["is_new"] is False
    assert json.loads(first.out)["digest"] == json.loads(second.out)["digest"]


def test_a_second_suggest_keeps_what_a_person_edited(run: Run, folder: Path, tmp_path: Path) -> None:
    edited = (folder / "constraints.json").read_bytes().replace(b"1.0", b"0.5")
    (folder / "constraints.json").write_bytes(edited)

    ended = run("suggest", "train.csv", "--output", "baseline", "--master", "local[1]")

    assert ended.code == 0
    assert (folder / "previous" / "1" / "constraints.json").read_bytes() == edited
    assert "previous" in ended.err


def test_a_suggestion_is_explained_line_by_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("größe,price\nRome,1.5\nOslo,\n", encoding="utf-8")
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    ended = run(
        "suggest", "train.csv", "--output", "o", "--explain", "--master", "local[1]", variables=locale
    )

    assert ended.code == 0, ended.err
    told = [line.split(maxsplit=2) for line in ended.out.partition("\n\n")[2].splitlines()]
    assert told == [
        ["gr\\xf6\\xdfe", "inferred_type", "Not all of the 2 present cells are numbers."],
        ["gr\\xf6\\xdfe", "completeness", "2 of 2 cells are present (100 %)."],
        ["gr\\xf6\\xdfe", "domains", "The 2 cells are of 2 categories, few enough to list all."],
        ["price", "inferred_type", "All 1 present cells are numbers, and not only whole ones."],
        ["price", "completeness", "1 of 2 cells are present (50.0 %)."],
        ["price", "is_non_negative", "None of the 1 numbers is negative."],
    ]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["suggest", "none.csv", "--output", "o"], 2, "No dataset at none.csv."),
        (["suggest", "a.dat", "--output", "o"], 2, "Cannot tell the format of 'a.dat'"),
        (["suggest", "a.csv", "--output", "s3://bucket/x"], 2, "The output is a local folder"),
        (["suggest", "a.csv"], 2, "Missing option '--output'"),
        (["suggest", "a.csv", "--output", "o", "--engine", "sql"], 2, "--engine"),
        (["publish", "none", "--to", "s3://bucket/x"], 2, "There is no readable statistics.json in 'none'."),
        (["switch", "bad_name", "--baseline", "s3://bucket/x"], 2, "bad_name"),
        (
            ["switch", SCHEDULE, "--baseline", "bucket/x"],
            2,
            "Expected an S3 location like s3://bucket/prefix",
        ),
        (["baseline", "--config", "none.yaml"], 2, "There is no configuration file none.yaml."),
        (["baselin"], 2, "No such command 'baselin'"),
    ],
)
def test_wrong_commands_end_with_one_sentence(
    run: Run, schedule: dict[str, object], tmp_path: Path, words: list[str], code: int, says: str
) -> None:
    ended = run(*words)

    assert ended.code == code
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("master", ["locl[2]", "local[two]"])
def test_a_master_that_spark_does_not_know_is_told(run: Run, tmp_path: Path, master: str) -> None:
    (tmp_path / "train.csv").write_text(CSV)

    ended = run("suggest", "train.csv", "--output", "o", "--master", master)

    assert ended.code == 2
    assert f"Spark knows no master {master!r}." in ended.err
    assert "Traceback" not in ended.err


def test_an_unknown_key_names_the_near_one(here: Run, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("dataset: {uri: a.csv, fromat: csv}\n")

    ended = here("baseline", "--config", "c.yaml")

    assert ended.code == 2
    assert "there is no key 'dataset.fromat'" in ended.err
    assert "Did you mean 'format'?" in ended.err


def test_an_error_is_also_json_when_json_is_asked_for(run: Run) -> None:
    ended = run("suggest", "none.csv", "--output", "o", "--json")

    assert json.loads(ended.out)["error"]["exit_code"] == 2


def test_what_the_jvm_prints_does_not_get_between_the_lines_of_a_result(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(CSV)
    loud = ("--conf", "spark.driver.extraJavaOptions=-Xlog:gc:stdout")

    ended = run("suggest", "train.csv", "--output", "o", "--json", "--master", "local[1]", *loud)

    assert json.loads(ended.out)["dataset"]["item_count"] == 2
    assert "[gc]" in ended.err


def test_a_java_that_is_too_old_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(CSV)
    java = tmp_path / "jdk" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.7.0_80\"' >&2\n")
    java.chmod(0o755)

    words = ("suggest", "train.csv", "--output", "o", "--master", "local[1]")
    ended = run(*words, variables={"JAVA_HOME": str(tmp_path / "jdk")})

    assert ended.code == 2
    assert "is Java 7." in ended.err
    assert not (tmp_path / "o").exists()


def test_no_java_at_all_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(CSV)

    words = ("suggest", "train.csv", "--output", "o", "--master", "local[1]")
    ended = run(*words, variables={"JAVA_HOME": str(tmp_path / "none")})

    assert ended.code == 2
    assert "does not run" in ended.err


def test_small_files_need_no_java(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(CSV)

    ended = run("suggest", "train.csv", "--output", "o", variables={"JAVA_HOME": str(tmp_path / "none")})

    assert ended.code == 0, ended.err
    assert "without Spark" in ended.err


def test_jars_that_cannot_be_resolved_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text(CSV)
    nowhere = tmp_path / "ivy.xml"
    nowhere.write_text(
        '<ivysettings><settings defaultResolver="none"/><resolvers>'
        f'<filesystem name="none"><artifact pattern="{tmp_path}/[artifact].jar"/></filesystem>'
        "</resolvers></ivysettings>"
    )

    ended = run(
        *(
            "suggest",
            "train.csv",
            "--output",
            "o",
            "--engine",
            "deequ",
            "--conf",
            f"spark.jars.ivySettings={nowhere}",
        ),
        *("--conf", f"spark.jars.ivy={tmp_path}/ivy"),
        variables={"BASELINING_JARS": ""},
    )

    assert ended.code == 4
    assert "jars could not be resolved (com.amazon.deequ:deequ:2.0.7-spark-3.5)" in ended.err
    assert not (tmp_path / "o").exists()
