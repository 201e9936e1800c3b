from __future__ import annotations

import pytest

from baselining.errors import DestinationError
from baselining.publication.destination import check_destination
from baselining.world.s3uri import S3Uri

TO = S3Uri("models", "fraud")


@pytest.mark.parametrize(
    "live",
    [
        None,
        "s3://models/elsewhere/constraints.json",
        "https://models.s3.eu-west-1.amazonaws.com/x/constraints.json",
        "https://models.s3.amazonaws.com/x/constraints.json",
        "https://s3.eu-west-1.amazonaws.com/models/x/constraints.json",
        "https://models.s3.dualstack.eu-west-1.amazonaws.com/x/constraints.json",
        "https://s3-fips.us-gov-west-1.amazonaws.com/models/x/constraints.json",
    ],
)
def test_the_live_baseline_s_bucket_is_fine(live: str | None) -> None:
    check_destination(TO, live)


@pytest.mark.parametrize(
    "live",
    [
        "s3://other/constraints.json",
        "s3://models-2/constraints.json",
        "https://other.s3.amazonaws.com/models/constraints.json",
        "https://example.com/models/constraints.json",
    ],
)
def test_another_bucket_is_refused_unless_allowed(live: str) -> None:
    with pytest.raises(DestinationError, match="next execution"):
        check_destination(TO, live)
    check_destination(TO, live, allow_other_bucket=True)
