"""Any name that a file system or S3 allows is read, or refused with the character that is why: all formats alike.

Characters stand together in few names, so that each format and place opens few datasets.
"""

from __future__ import annotations

import io
import shutil
import string
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import SparkSession
from tests.spark.profiling import profile

from baselining.errors import DatasetError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.usefixtures("spark")
BUCKET = "path-names"
NAMES = {
    "all of ASCII": "a b " + "".join(sorted(set(string.punctuation) - {"/", ":"})) + " %20 [0-9] {c,d} c",
    "languages": "é λ 😀 e\u0301 ß",
    "edges": " a. ",
}
"""Of folders and files alike. The `=` makes no partition: Spark looks for those below a dataset only."""
COLON = "a:b"
LOCAL_ONLY = {"control characters": "a\nb\tc\x01d\x7fe"}
FORMATS = ("csv", "jsonl", "parquet", "delta")
ROWS = [{"x": 1, "y": "u"}, {"x": 2, "y": "v"}, {"x": 3, "y": "w"}]
Place = Callable[[str, str], str]


@pytest.fixture(scope="module")
def bodies(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """By format: the files of a dataset, by their paths; `{}` is where the name stands."""
    parquet = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), parquet)
    table = tmp_path_factory.mktemp("delta") / "t"
    rows = [(row["x"], row["y"]) for row in ROWS]
    spark.createDataFrame(rows, "x long, y string").coalesce(1).write.format("delta").save(str(table))
    lines = [f'{{"x": {row["x"]}, "y": "{row["y"]}"}}\n' for row in ROWS]
    return {
        "csv": {"{}.csv": b"x,y\n1,u\n2,v\n3,w\n"},
        "jsonl": {"{}.jsonl": "".join(lines).encode()},
        "parquet": {"{}.parquet": parquet.getvalue()},
        "delta": {
            str(path.relative_to(table)): path.read_bytes() for path in table.rglob("*") if path.is_file()
        },
    }


@pytest.fixture
def local(tmp_path: Path, bodies: dict[str, dict[str, bytes]]) -> Place:
    """Puts a dataset into a folder of that name."""

    def put(format: str, name: str) -> str:
        folder = tmp_path / format / name
        for path, body in bodies[format].items():
            file = folder / path.replace("{}", name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
        return str(folder)

    return put


@pytest.fixture
def in_s3(s3: S3Client, bodies: dict[str, dict[str, bytes]]) -> Place:
    """The same below a prefix."""
    s3.create_bucket(Bucket=BUCKET)

    def put(format: str, name: str) -> str:
        for path, body in bodies[format].items():
            s3.put_object(Bucket=BUCKET, Key=f"{format}/{name}/{path.replace('{}', name)}", Body=body)
        return f"s3://{BUCKET}/{format}/{name}"

    return put


def assert_read(uri: str, format: str, **options: object) -> str:
    """See that it is read whole; tells by whom."""
    found = profile(uri, format, **options)

    assert found.profile.item_count == len(ROWS)
    assert list(found.profile.columns) == ["x", "y"]
    return found.throughput.reading


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", [*NAMES, *LOCAL_ONLY])
def test_local_names(local: Place, format: str, name: str) -> None:
    folder = local(format, (NAMES | LOCAL_ONLY)[name])

    assert "workers read" in assert_read(folder, format)


@pytest.mark.parametrize("format", FORMATS)
def test_local_names_as_uris_are_taken_as_they_are(local: Place, format: str) -> None:
    assert_read(f"file://{local(format, NAMES['all of ASCII'])}", format)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_names_in_s3(in_s3: Place, format: str, name: str) -> None:
    assert "workers read" in assert_read(in_s3(format, NAMES[name]), format)


@pytest.mark.parametrize("format", FORMATS)
def test_a_colon_in_s3(in_s3: Place, format: str) -> None:
    assert_read(in_s3(format, COLON), format)


def test_a_colon_in_the_name_of_a_local_folder_and_of_a_file(local: Place) -> None:
    assert_read(local("delta", COLON), "delta")
    assert_read(local("csv", COLON), "csv")
    assert_read(local("jsonl", COLON), "jsonl")
    for kind, engine in (("csv", "deequ"), ("jsonl", "deequ"), ("parquet", "arrow")):
        with pytest.raises(DatasetError, match=r"a:b\.\w+, because there is a colon in the file's name"):
            profile(local(kind, COLON), kind, engine=engine)


@pytest.mark.parametrize("place", ["local", "in_s3"])
@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_names_of_single_files_that_spark_reads(
    request: pytest.FixtureRequest, format: str, place: str
) -> None:
    put: Place = request.getfixturevalue(place)
    name = NAMES["all of ASCII"]

    reading = assert_read(f"{put(format, name)}/{name}.{format}", format, engine="deequ")

    assert reading == "Spark reads it: the deequ engine"


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_the_first_row_of_a_file_that_only_spark_can_read(tmp_path: Path, engine: str) -> None:
    file = tmp_path / f"{NAMES['all of ASCII']}.csv"
    file.write_text('\ufeffx,y\n1,"u\\""\n2,v\n3,w\n', encoding="utf-8")

    assert "Spark reads it" in assert_read(str(file), "csv", engine=engine)


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_pattern_in_s3_names_what_it_matches_unless_something_has_that_name(
    s3: S3Client, bodies: dict[str, dict[str, bytes]], format: str
) -> None:
    bucket = f"patterns-{format}"
    s3.create_bucket(Bucket=bucket)
    (body,) = bodies[format].values()
    for folder in ("p-0", "p-1"):
        s3.put_object(Bucket=bucket, Key=f"{folder}/x", Body=body)

    assert profile(f"s3://{bucket}/p-?", format).profile.item_count == 2 * len(ROWS)
    s3.put_object(Bucket=bucket, Key="p-?/x", Body=body)
    assert_read(f"s3://{bucket}/p-?", format)


def test_a_pattern_in_s3_beside_a_name_with_a_colon(s3: S3Client) -> None:
    s3.create_bucket(Bucket="patterns-colon")
    for key in ("t/a.csv", "t/b:c"):
        s3.put_object(Bucket="patterns-colon", Key=key, Body=b"x,y\n1,u\n")

    with pytest.raises(DatasetError, match=r"there is a colon \(:\) in a name beside"):
        profile("s3://patterns-colon/t/*.csv", "csv")


def test_a_pattern_in_s3_that_matches_nothing(in_s3: Place) -> None:
    with pytest.raises(DatasetError, match="No dataset at"):
        profile(f"s3://{BUCKET}/nothing/*.csv", "csv")


@pytest.mark.parametrize("format", FORMATS)
def test_relative_paths(local: Place, format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(local(format, "plain"))
    monkeypatch.chdir(folder.parent)

    assert_read("plain", format)
    assert_read("../" + folder.parent.name + "/./plain", format)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("a//b", "two slashes in a row (//)"),
        ("a/../b", "the folder '..'"),
        ("a/./b", "the folder '.'"),
        ("a\nb", "the control character U+000A (line feed)"),
    ],
)
def test_locations_in_s3_that_cannot_be_read(format: str, key: str, why: str) -> None:
    with pytest.raises(DatasetError) as caught:
        profile(f"s3://{BUCKET}/{key}", format)

    assert why in caught.value.message


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_keys_below_a_prefix_that_cannot_be_read(
    in_s3: Place, s3: S3Client, bodies: dict[str, dict[str, bytes]], format: str, engine: str
) -> None:
    uri = in_s3(format, f"slashes-{engine}")
    (body,) = bodies[format].values()
    s3.put_object(Bucket=BUCKET, Key=f"{format}/slashes-{engine}//b.{format}", Body=body)

    with pytest.raises(DatasetError) as caught:
        profile(uri, format, engine=engine)

    assert f"slashes-{engine}//b.{format}, which is part of" in caught.value.message


def test_a_local_name_that_is_no_text(local: Place) -> None:
    folder = Path(local("csv", "plain"))
    shutil.copy(folder / "plain.csv", bytes(folder) + b"/K\xf6ln.csv")

    with pytest.raises(DatasetError, match="its name holds bytes that are not UTF-8"):
        profile(folder, "csv")
