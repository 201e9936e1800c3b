"""One run at a time per schedule: a lease, an object in S3 that is only ever written conditionally.

Ages are differences between two times that S3 itself gives (`Last-Modified` and `Date` of one answer), so a
machine whose clock is wrong by an hour neither steals a lease nor waits for ever. It is released by marking it
released, not by deleting it, because a server was seen to ignore the condition of a DELETE.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from baselining.errors import LeaseLostError, ScheduleBusyError, StorageError
from baselining.world.ports import Clock, ObjectStore, StoredObject
from baselining.world.record_format import RecordFormat
from baselining.world.s3uri import S3Uri

LOCK = "lock.json"
LEASE_S = 900.0
_FORMAT = RecordFormat("baselining-lease", 1)
_ROUNDS = 4
_JSON = "application/json"


def who_is_at_work() -> str:
    """Say who is at work, for the message that somebody else gets."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # no such user, as in some containers
        user = f"uid {os.getuid()}"
    return f"{user}@{socket.gethostname()}, process {os.getpid()}"


@dataclass(slots=True)
class Lease:
    """The right to change a schedule, for `seconds` from its last renewal.

    Attributes:
        purpose: What the holder does, for the message that others get.
        lost: Somebody else has it now.
    """

    store: ObjectStore
    clock: Clock
    location: S3Uri
    schedule: str
    purpose: str
    seconds: float = LEASE_S
    owner: str = field(default_factory=who_is_at_work)
    lost: bool = False
    _token: str = field(default_factory=lambda: uuid.uuid4().hex)
    _writes: int = 0
    _etag: str = ""
    _s3_time: datetime | None = None
    _local_time: datetime | None = None
    _slept_s: float = 0.0

    def acquire(self) -> None:
        """Take it.

        Raises:
            ScheduleBusyError: If somebody else has it; says who, and until when.
            NewerReleaseError: If a newer release wrote it in another format: what that means is not known here.
            StorageError: If S3 fails. It may be ours then; it is released if that can be done.
        """
        try:
            self._acquire()
        except (StorageError, KeyboardInterrupt):
            self.release()
            raise

    def _acquire(self) -> None:
        for _ in range(_ROUNDS):
            self.store.create(self._uri, self._body("held"), content_type=_JSON)
            found = self.store.read_version(self._uri)
            if found is None:
                continue
            if self._adopt(found):
                return
            self._require_free(found)
            self._replace("held", found.etag)
            if self._adopt(self.store.read_version(self._uri)):
                return
        raise ScheduleBusyError(
            f"Several runs want to change {self.schedule!r} at once.",
            hint="Run the command again in a moment.",
        )

    def renew(self) -> None:
        """Make it last from now on.

        Raises:
            LeaseLostError: If somebody else has it now.
            StorageError: If S3 fails; it may last or not.
        """
        if not self.lost:
            self._replace("held", self._etag)
            self.lost = not self._adopt(self.store.read_version(self._uri))
        if self.lost:
            raise LeaseLostError(
                f"The lease on {self.schedule!r} was lost to another run, which took over after "
                f"{self.seconds:.0f} s without a renewal.",
                hint="See what the other run does: baselining history " + self.schedule,
            )

    def keep(self, slept_s: float) -> None:
        """Renew it when a quarter of its time has passed; failing to is tried again the next time."""
        self._slept_s += slept_s
        # Both, because the clock of this machine may be set back meanwhile, and calls take time too.
        passed = max(self._slept_s, (self.clock.now() - self._known_local()).total_seconds())
        if not self.lost and passed >= self.seconds / 4:
            with suppress(LeaseLostError, StorageError):
                self.renew()

    def release(self) -> None:
        """Let the next one have it; if that fails, it ends by itself after `seconds`."""
        for _ in range(_ROUNDS):
            with suppress(StorageError):
                if self._etag and self._replace("released", self._etag):
                    return
                # Not our version: a renewal whose answer was lost, this release likewise, or another run's.
                if not self._adopt(self.store.read_version(self._uri)):
                    return

    def now(self) -> datetime:
        """The present moment by S3's clock."""
        passed = self.clock.now() - self._known_local()
        return (self._s3_time or self.clock.now()) + max(passed, timedelta(0))

    @property
    def _uri(self) -> S3Uri:
        return self.location / LOCK

    def _known_local(self) -> datetime:
        return self._local_time or self.clock.now()

    def _replace(self, state: str, etag: str) -> bool:
        return self.store.replace(self._uri, self._body(state), etag=etag, content_type=_JSON)

    def _body(self, state: str) -> bytes:
        self._writes += 1  # so that no two versions have the same bytes, hence the same ETag
        content = {
            **_FORMAT.members(),
            "state": state,
            "owner": self.owner,
            "purpose": self.purpose,
            "token": self._token,
            "write": self._writes,
            "lease_s": self.seconds,
        }
        return (json.dumps(content, indent=2) + "\n").encode()

    def _adopt(self, found: StoredObject | None) -> bool:
        """Is this lease ours and held? Then remember its version and what time S3 has."""
        content = _content(found)
        if found is None or content.get("token") != self._token or content.get("state") != "held":
            return False
        self._etag, self._s3_time, self._local_time = found.etag, found.read_at, self.clock.now()
        self._slept_s = 0.0
        return True

    def _require_free(self, found: StoredObject) -> None:
        content = _content(found)
        with suppress(ValueError):  # what is no lease counts as held until it is old
            _FORMAT.check(content, f"The lease {self._uri}")
        if content.get("state") == "released":
            return
        seconds = content.get("lease_s")
        until = found.modified + timedelta(seconds=seconds if isinstance(seconds, (int, float)) else LEASE_S)
        # Both times are whole seconds, cut off: a second more than needed, rather than one less.
        if found.read_at > until + timedelta(seconds=1):
            return
        left = (until - found.read_at).total_seconds() + 1
        raise ScheduleBusyError(
            f"The schedule {self.schedule!r} is being changed by {content.get('owner', 'somebody')} "
            f"({content.get('purpose', 'for an unknown purpose')}), until {until:%Y-%m-%d %H:%M:%S} UTC at most.",
            hint=f"Run the command again when they are done; if they died, in {left:.0f} s.",
        )


@dataclass(frozen=True, slots=True)
class LeasedClock:
    """A clock that renews a lease while somebody sleeps."""

    clock: Clock
    lease: Lease

    def now(self) -> datetime:
        """As the port says."""
        return self.clock.now()

    def sleep(self, seconds: float) -> None:
        """As the port says."""
        self.clock.sleep(seconds)
        self.lease.keep(seconds)


def _content(found: StoredObject | None) -> dict[str, Any]:
    """Read a lease; empty for one that is none, which then counts as held until it is old."""
    try:
        content = json.loads(found.body) if found is not None else {}
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
