from __future__ import annotations

import pytest

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile
from baselining.dataset.partitions import partition_columns


def columns(**types: str) -> tuple[FileColumn, ...]:
    return tuple(FileColumn(name=name, spark_type=kind) for name, kind in types.items())


def files(*paths: str) -> list[DataFile]:
    return [DataFile(path=path, size=1, modified_ns=1) for path in paths]


def constants(root: str | None, types: dict[str, str], *paths: str) -> list[tuple[object, ...]]:
    return [file.constants for file in partition_columns(columns(**types), files(*paths), root)[1]]


def test_the_values_of_folders_become_cells_of_spark_s_types() -> None:
    types = {"n": "int", "d": "date", "s": "string", "x": "double"}

    found = constants(
        "/t",
        types,
        "/t/n=07/d=2026-11-01/s=a%2Fb%20c/1",
        "/t/n=-3/d=__HIVE_DEFAULT_PARTITION__/s=__HIVE_DEFAULT_PARTITION__/2",
    )

    assert found == [
        (("n", 7), ("d", "2026-11-01"), ("s", "a/b c")),
        (("n", -3), ("d", None), ("s", None)),
    ]


@pytest.mark.parametrize(
    ("root", "paths"),
    [("/t", ["/t/1", "/t/sub/2"]), (None, ["/t/n=1/1"]), ("/t/n=1", ["/t/n=1/1"])],
    ids=["ordinary folders", "files", "below the only folder"],
)
def test_other_folders_name_no_columns(root: str | None, paths: list[str]) -> None:
    assert set(constants(root, {"n": "int"}, *paths)) == {()}


@pytest.mark.parametrize(
    ("types", "paths"),
    [
        ({"n": "int"}, ["/t/n=1/1", "/t/2"]),
        ({"n": "int"}, ["/t/n=1/sub/1"]),
        ({"n": "int", "m": "int"}, ["/t/n=1/1", "/t/m=1/1"]),
        ({"n": "int"}, ["/t/n=1/n=2/1"]),
        ({"n": "int"}, ["/t/=1/1"]),
        ({"n": "int"}, ["/t/_n=1/1"]),
        ({"n": "int"}, ["/t/n=/1"]),
        ({"m": "int"}, ["/t/n=1/1"]),
        ({"n": "int"}, ["/t/n=1_0/1"]),
        ({"n": "int"}, ["/t/n=٣/1"]),
        ({"n": "date"}, ["/t/n=2026-1-1/1"]),
        ({"n": "date"}, ["/t/n=1500-01-01/1"]),
        ({"n": "timestamp"}, ["/t/n=2026-01-01 00:00:00/1"]),
        ({"n": "double"}, ["/t/n=1.5/1"]),
        ({"n": "string"}, ["/t/n=%E9/1"]),
    ],
)
def test_what_is_not_certain_is_left_to_spark(types: dict[str, str], paths: list[str]) -> None:
    with pytest.raises(UnlikeSparkError, match="its folders"):
        constants("/t", types, *paths)
