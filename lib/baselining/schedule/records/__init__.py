"""What is remembered in S3 about a schedule: who is at work on it (`lease`), and what was done (`history`).

    s3://BUCKET/baselining/SCHEDULE/lock.json                       the lease
                                    conditional-writes.json         see `conditional_writes`
                                    history/ID-1-intent.json        written before the schedule is updated
                                            ID-2-done.json          or -not-done, -rolled-back, …
                                    baselines/DIGEST/               where `publish` puts baselines by default

No record holds anything of a job definition but its name and its baseline: an inline definition's environment may
hold secrets.
"""

from __future__ import annotations

from baselining.schedule.records.history import Entry, Outcome, State, read_history
from baselining.schedule.records.lease import Lease
from baselining.schedule.records.place import records_of

__all__ = ["Entry", "Lease", "Outcome", "State", "read_history", "records_of"]
