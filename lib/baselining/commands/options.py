"""Options that several commands share and that are no keys of the configuration, and choices of keys that are."""

from __future__ import annotations

from typing import Annotated

import typer

from baselining.commands.signature import keys
from baselining.config import ProfileSection, PublishSection, SwitchSection
from baselining.dataset.spec import DatasetSpec

AS_JSON = "--json"

AsJson = Annotated[bool, typer.Option(AS_JSON, help="Print the result as JSON on stdout.")]
PlanOnly = Annotated[
    bool,
    typer.Option(
        "--plan", help="Print every call and object this would make, and stop without changing anything."
    ),
]
Output = Annotated[str, typer.Option(help="Local folder for statistics.json and constraints.json.")]
Schedule = Annotated[str, typer.Argument(help="Name of the monitoring schedule.")]

Dataset = Annotated[DatasetSpec, keys(uri="DATASET")]
OnlyEngine = Annotated[ProfileSection, keys("engine")]
OnlyFormatVersion = Annotated[ProfileSection, keys("format_version")]
BucketOwner = Annotated[PublishSection, keys("bucket_owner")]
AnyBucket = Annotated[PublishSection, keys("allow_other_bucket", "bucket_owner")]
Records = Annotated[SwitchSection, keys("records")]
Switching = Annotated[
    SwitchSection, keys("wait_for_execution", "settle_timeout_s", "update_timeout_s", "poll_s", "records")
]
Confirming = Annotated[
    SwitchSection,
    keys(
        "settle_timeout_s", "update_timeout_s", "poll_s", "records", "auto_rollback", confirm_wait_s="--wait"
    ),
]
