"""The model's outputs among the columns of a data-quality baseline: before the inputs, or behind them.

The container merges captured traffic into rows with the output at one end, as `output_columns_position` of the CSV
format says (`START`, its default, or `END`), and matches columns of files without names by position.
Source: `DatasetFormat.csv` in sagemaker-python-sdk, src/sagemaker/model_monitor/dataset_format.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from baselining.dataset.outputs import OutputPosition, Outputs
from baselining.errors import DatasetError

if TYPE_CHECKING:  # a baseline that needs no profile loads none
    from baselining.profile import DatasetProfile


def arrange(profile: DatasetProfile, outputs: Outputs) -> DatasetProfile:
    """The same profile with the outputs at one end; the inputs keep their order.

    Raises:
        DatasetError: If there is no such column.
    """
    lacking = [name for name in outputs.columns if name not in profile.columns]
    if lacking:
        raise DatasetError(
            f"There is no output column {', '.join(map(repr, lacking))} in the dataset.",
            hint=f"Its columns: {', '.join(map(repr, list(profile.columns)[:20]))}.",
        )
    inputs = [name for name in profile.columns if name not in outputs.columns]
    start = outputs.position is OutputPosition.START
    order = [*outputs.columns, *inputs] if start else [*inputs, *outputs.columns]
    return replace(profile, columns={name: profile.columns[name] for name in order})
