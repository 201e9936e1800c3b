from __future__ import annotations

import pytest

from baselining.baselines.outputs import arrange
from baselining.dataset.outputs import OutputPosition, Outputs
from baselining.errors import DatasetError
from baselining.profile import ColumnProfile, DatasetProfile
from baselining.states.column import CellClasses


def profile(*names: str) -> DatasetProfile:
    column = ColumnProfile(classes=CellClasses(), distinct=0, numeric=None, categories=None)
    return DatasetProfile(item_count=0, columns=dict.fromkeys(names, column))


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        (Outputs(), "abcd"),
        (Outputs(columns=("c", "a")), "cabd"),
        (Outputs(columns=("c", "a"), position=OutputPosition.END), "bdca"),
    ],
)
def test_outputs_stand_at_one_end_and_inputs_keep_their_order(outputs: Outputs, expected: str) -> None:
    assert list(expected) == list(arrange(profile(*"abcd"), outputs).columns)


def test_an_output_that_is_not_there_is_refused() -> None:
    with pytest.raises(DatasetError, match="no output column 'e'"):
        arrange(profile(*"abcd"), Outputs(columns=("e",)))
