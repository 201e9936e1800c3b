from __future__ import annotations

import pytest

from baselining.dataset.delta_log import refuse_delta
from baselining.errors import DatasetError


@pytest.mark.parametrize(
    ("files", "log"),
    [
        (["/t/a.parquet"], "/t/_delta_log"),
        (["/x/a.parquet", "/x/t/a.parquet"], "/x/t/_delta_log"),
        (["/t/month=7/day=1/a.parquet"], "/t/_delta_log"),
        (["/t/_delta_log/1.checkpoint.parquet"], "/t/_delta_log"),
        (["s3a://bucket/t/a.parquet"], "s3a://bucket/t/_delta_log"),
        (["s3a://bucket/a.parquet"], "s3a://bucket/_delta_log"),
        (["file:///t/a.parquet"], "file:///t/_delta_log"),
    ],
)
def test_a_log_in_any_folder_of_a_file_refuses_it(files: list[str], log: str) -> None:
    with pytest.raises(DatasetError, match="belongs to a Delta table") as caught:
        refuse_delta("the data", files, lambda folder: folder == log)

    assert "--format delta" in caught.value.hint


def test_each_folder_is_looked_at_once_and_nothing_above_the_root() -> None:
    looked: list[str] = []

    def has_folder(folder: str) -> bool:
        looked.append(folder)
        return False

    refuse_delta("d", [f"s3a://bucket/a/{i}.parquet" for i in range(1000)], has_folder)
    refuse_delta("d", ["/a/b/1.parquet"], has_folder)

    assert looked == [
        "s3a://bucket/_delta_log",
        "s3a://bucket/a/_delta_log",
        "/_delta_log",
        "/a/_delta_log",
        "/a/b/_delta_log",
    ]
