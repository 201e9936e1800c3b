"""What was done to a schedule, as objects that are created and never changed.

An intent is stored before the schedule is updated, an end after the outcome is known. An intent without an end
is the work of a run that died or lost its sight; whoever holds the lease next finds out what became of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any

from baselining.errors import DocumentError, NewerReleaseError
from baselining.world.locations import Baseline
from baselining.world.ports import Json, MonitoringType, ObjectStore
from baselining.world.record_format import RecordFormat, release_of
from baselining.world.s3uri import S3Uri

_FORMAT = RecordFormat("baselining-history", 1)
_JSON = "application/json"
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(?P<id>\d{8}T\d{6}Z-[0-9a-f]{8})-(?P<part>1-intent|2-[a-z-]+)\.json")


class Outcome(Enum):
    """How an operation ended."""

    DONE = "done"
    NOT_DONE = "not-done"
    """It never took effect: the baseline from before is live."""
    ROLLED_BACK = "rolled-back"
    """It took effect, failed, and the baseline from before was put back."""
    ROLLBACK_FAILED = "rollback-failed"
    """It took effect and failed, and the baseline from before is not back."""
    OVERTAKEN = "overtaken"
    """Somebody else changed the schedule, which is now neither as before nor as intended."""


_READ_OFF = tuple((end.value,) for end in (Outcome.NOT_DONE, Outcome.ROLLED_BACK, Outcome.ROLLBACK_FAILED))


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Which baseline a schedule has, and through what.

    Attributes:
        definition: The job definition that it refers to; None for an inline one.
        baseline_config: The API's member with the locations; empty without a baseline.
        digest: Of the baseline, where it is known; not compared.
    """

    definition: str | None
    baseline_config: Json = field(default_factory=dict)
    digest: str = field(default="", compare=False)

    @property
    def baseline(self) -> Baseline:
        """The baseline's files."""
        found = self.baseline_config
        return Baseline(
            constraints=found.get("ConstraintsResource", {}).get("S3Uri"),
            statistics=found.get("StatisticsResource", {}).get("S3Uri"),
            digest=self.digest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One operation on a schedule.

    Attributes:
        id: Sorts by time.
        action: switch, rollback or auto-rollback.
        status: The schedule's before: Scheduled, Stopped or Failed.
        time: When the intent was stored, by S3's clock.
        outcome: None while it is under way, or if nobody looked yet what became of it.
        detail: A sentence about the outcome.
        why: A sentence on why this baseline may go live; empty if nobody judged it.
    """

    id: str
    schedule: str
    monitoring_type: MonitoringType
    action: str
    owner: str
    before: State
    after: State
    status: str
    time: datetime
    outcome: Outcome | None = None
    ended: datetime | None = None
    detail: str = ""
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        """As `history --json` shows it."""
        return {
            **asdict(self),
            "time": self.time.isoformat(),
            "outcome": self.outcome.value if self.outcome else "open",
            "ended": self.ended.isoformat() if self.ended else None,
        }


def new_id(now: datetime, token: str, previous: str | None) -> str:
    """Make an ID that sorts after `previous`; `token` is 8 hexadecimal digits."""
    if previous is not None:
        last = datetime.strptime(previous[:16], _STAMP).replace(tzinfo=timezone.utc)
        now = max(now, last + timedelta(seconds=1))
    return f"{now.astimezone(timezone.utc):{_STAMP}}-{token}"


def write_intent(store: ObjectStore, location: S3Uri, entry: Entry) -> None:
    """Store what is about to be done.

    Raises:
        StorageError: If S3 fails; the intent may be stored or not.
    """
    members = asdict(entry)
    for member in ("id", "outcome", "ended", "detail"):
        del members[member]
    _write(store, location / "history" / f"{entry.id}-1-intent.json", members)


def write_end(
    store: ObjectStore, location: S3Uri, entry_id: str, outcome: Outcome, *, ended: datetime, detail: str
) -> None:
    """Store what became of it.

    Raises:
        StorageError: If S3 fails; the end may be stored or not.
    """
    uri = location / "history" / f"{entry_id}-2-{outcome.value}.json"
    _write(store, uri, {"ended": ended, "detail": detail})


def _write(store: ObjectStore, uri: S3Uri, members: Mapping[str, Any]) -> None:
    document = {**_FORMAT.members(), **members}
    body = (json.dumps(document, indent=2, default=_iso) + "\n").encode()
    store.create(uri, body, content_type=_JSON)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What there is, by the names of the objects alone: intents in order, and the ends of each."""

    intents: tuple[str, ...]
    ends: Mapping[str, tuple[str, ...]]

    @property
    def open(self) -> tuple[str, ...]:
        """The intents of which nobody knows yet what became of them."""
        return tuple(entry_id for entry_id in self.intents if entry_id not in self.ends)

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The open ones, and the last if all that is known of its end was read off the schedule.

        A request may arrive late, and a description may lag behind: the next run looks again.
        """
        last = self.intents[-1:]
        late = last if last and self.ends.get(last[0]) in _READ_OFF else ()
        return self.open + late

    @property
    def last(self) -> str | None:
        """The newest."""
        return self.intents[-1] if self.intents else None


def read_index(store: ObjectStore, location: S3Uri) -> Index:
    """List the records of a schedule; one call, however long the history is."""
    intents: list[str] = []
    ends: dict[str, tuple[str, ...]] = {}
    for uri in store.list_below(location / "history"):
        found = _NAME.fullmatch(uri.key.rpartition("/")[2])
        if found is None:
            continue
        if found["part"] == "1-intent":
            intents.append(found["id"])
        else:
            ends[found["id"]] = (*ends.get(found["id"], ()), found["part"][2:])
    return Index(intents=tuple(intents), ends=ends)


def read_history(store: ObjectStore, location: S3Uri, *, last: int | None = None) -> tuple[Entry, ...]:
    """Read the entries, the oldest first.

    Args:
        store: Where to read.
        location: The place of the schedule's records.
        last: Only so many of the newest; None for all.

    Raises:
        DocumentError: If a record is damaged, or (NewerReleaseError) of a newer release.
        StorageError: If S3 fails.
    """
    index = read_index(store, location)
    wanted = index.intents if last is None else index.intents[len(index.intents) - last :] if last else ()
    return tuple(read_entry(store, location, entry_id, index) for entry_id in wanted)


def read_entry(store: ObjectStore, location: S3Uri, entry_id: str, index: Index) -> Entry:
    """Read one entry. Of several ends, as two runs may have stored that did not see each other, the latest counts.

    Raises:
        DocumentError: If a record is damaged, or (NewerReleaseError) of a newer release.
        StorageError: If S3 fails.
    """
    intent = location / "history" / f"{entry_id}-1-intent.json"
    try:
        found = _read(store, intent)
        names = index.ends.get(entry_id, ())
        ends = [_read_end(store, location / "history" / f"{entry_id}-2-{name}.json", name) for name in names]
        ended, outcome_, detail = max(ends, key=lambda each: each[0]) if ends else (None, None, "")
        return Entry(
            id=entry_id,
            schedule=found["schedule"],
            monitoring_type=found["monitoring_type"],
            action=found["action"],
            owner=found["owner"],
            before=_state(found["before"]),
            after=_state(found["after"]),
            status=found["status"],
            time=datetime.fromisoformat(found["time"]),
            outcome=outcome_,
            ended=ended,
            detail=detail,
            why=found.get("why", ""),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DocumentError(
            f"The record {intent} or its end is damaged: a member is missing or of the wrong type.",
            hint="Move it away (aws s3 mv) after a look at what it says.",
        ) from error


def _read(store: ObjectStore, uri: S3Uri) -> dict[str, Any]:
    body = store.read(uri)
    document = json.loads(body or b"null")
    _FORMAT.check(document, f"The record {uri}")
    return dict(document)


def _read_end(store: ObjectStore, uri: S3Uri, name: str) -> tuple[datetime, Outcome, str]:
    end = _read(store, uri)
    if name not in {outcome.value for outcome in Outcome}:
        raise NewerReleaseError.of(
            f"The record {uri}",
            found=f"{_FORMAT.version} with an outcome that is not known here",
            known=_FORMAT.version,
            release=release_of(end),
        )
    return datetime.fromisoformat(end["ended"]), Outcome(name), str(end["detail"])


def _state(found: Mapping[str, Any]) -> State:
    """What this release knows of a state; a later one may say more."""
    return State(**{member.name: found[member.name] for member in fields(State) if member.name in found})
