from __future__ import annotations

import pytest

from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.errors import ConfigError
from baselining.spark.saved_states.rule import check_states


def spec(uri: str, format: str = "parquet") -> DatasetSpec:
    return DatasetSpec(uri=uri, format=DatasetFormat(format))


@pytest.mark.parametrize(
    ("uri", "states"),
    [
        ("train", "states"),
        ("train", "train-states"),
        ("train/", "./states"),
        ("s3://b/train", "s3://b/train-states"),
        ("s3://b/train", "train/states"),
        ("s3://b", "s3://other/states"),
    ],
)
@pytest.mark.parametrize("format", ["parquet", "delta"])
def test_states_beside_the_dataset_are_kept(uri: str, states: str, format: str) -> None:
    check_states(spec(uri, format), states, is_arrow=True)


@pytest.mark.parametrize(
    ("uri", "states"),
    [
        ("train", "train"),
        ("train", "./train/states/"),
        ("file:train", "train/x/../states"),
        ("s3://b/train/", "s3a://b/train/states"),
        ("s3a://b", "s3://b/states"),
    ],
)
def test_states_inside_of_the_dataset_are_refused(uri: str, states: str) -> None:
    with pytest.raises(ConfigError, match="would be kept inside of the dataset"):
        check_states(spec(uri), states, is_arrow=True)


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_formats_without_states_are_named(format: str) -> None:
    with pytest.raises(ConfigError, match=f"States are kept of Parquet and Delta, not of {format}"):
        check_states(spec("train", format), "states", is_arrow=True)


def test_deequ_keeps_no_states() -> None:
    with pytest.raises(ConfigError, match="Only the arrow engine keeps states"):
        check_states(spec("train"), "states", is_arrow=False)
