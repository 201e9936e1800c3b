"""The folders in which captured files are: one for each hour, UTC, below `{prefix}/{endpoint}/{variant}/`.

Source: AWS, "Capture data from real-time endpoint" (Amazon SageMaker AI Developer Guide):
`s3://{bucket}/{prefix}/{endpoint-name}/{variant-name}/yyyy/mm/dd/hh/filename.jsonl`.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_HOUR = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/(\d\d)/[^/]*\Z", re.ASCII)
_S = 3600


def hour_of_path(path: str) -> int | None:
    """The hour in whose folder a file is, in hours since 1970; None if it is in none."""
    found = _HOUR.search(path)
    if found is None:
        return None
    try:
        moment = datetime(*map(int, found.groups()), tzinfo=timezone.utc)  # type: ignore[arg-type, misc]
    except ValueError:
        return None
    return int(moment.timestamp()) // _S


def may_hold(path: str, since: int | None, until: int | None) -> bool:
    """May a file hold records of a window, in seconds since 1970? Files that are in no hour's folder may.

    Clocks differ, and a record may be stored some time after it was captured: folders of the hours beside the window
    count, too.
    """
    hour = hour_of_path(path)
    if hour is None:
        return True
    if since is not None and hour < since // _S - 1:
        return False
    return until is None or hour <= (until - 1) // _S + 1


def folders_between(since: int, until: int) -> list[str]:
    """The folders that `may_hold` records of a window, as they are named: `2024/03/07/19`."""
    first, last = since // _S - 1, (until - 1) // _S + 1
    start = datetime.fromtimestamp(first * _S, timezone.utc)
    return [f"{start + timedelta(hours=hour):%Y/%m/%d/%H}" for hour in range(last - first + 1)]
