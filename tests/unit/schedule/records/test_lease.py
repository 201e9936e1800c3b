"""One run at a time, by S3's clock alone."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.doubles.memory_monitoring import MemoryClock
from tests.doubles.memory_store import MemoryStore

from baselining.errors import LeaseLostError, NewerReleaseError, ScheduleBusyError, StorageError
from baselining.publication.probe import PROBE, require_conditional_writes
from baselining.schedule.records.lease import Lease, LeasedClock
from baselining.world.encryption import Encryption
from baselining.world.ports import StoredObject
from baselining.world.s3uri import S3Uri

PLACE = S3Uri("models", "baselining/fraud")
LOCK = str(PLACE / "lock.json")


class Machines:
    """One S3, and machines whose clocks may be wrong."""

    def __init__(self) -> None:
        self.s3_clock = MemoryClock()
        self.store = MemoryStore(self.s3_clock.now)

    def lease(self, owner: str, *, wrong_by: timedelta = timedelta(0), seconds: float = 900) -> Lease:
        clock = MemoryClock()
        clock.moment += wrong_by
        return Lease(
            store=self.store,
            clock=clock,
            location=PLACE,
            schedule="fraud",
            purpose="switch",
            seconds=seconds,
            owner=owner,
        )

    def pass_time(self, seconds: float) -> None:
        self.s3_clock.moment += timedelta(seconds=seconds)


def test_who_comes_second_is_told_by_whom_and_until_when_the_schedule_is_held() -> None:
    machines = Machines()
    machines.lease("alice@ci, process 7").acquire()

    with pytest.raises(
        ScheduleBusyError, match=r"alice@ci, process 7 \(switch\), until 2026-11-24 00:15:00 UTC"
    ):
        machines.lease("bob").acquire()


def test_a_released_lease_is_free_and_a_held_one_is_free_when_it_has_expired() -> None:
    machines = Machines()
    first = machines.lease("alice")
    first.acquire()
    first.release()
    machines.lease("bob").acquire()
    machines.pass_time(902)

    machines.lease("carol").acquire()

    assert json.loads(machines.store.objects[LOCK])["owner"] == "carol"


@given(st.floats(-86400, 86400), st.floats(-86400, 86400), st.floats(0, 4000), st.sampled_from([60.0, 900.0]))
def test_a_clock_that_is_wrong_neither_steals_a_lease_nor_waits_for_ever(
    first: float, second: float, passed: float, seconds: float
) -> None:
    machines = Machines()
    machines.lease("alice", wrong_by=timedelta(seconds=first), seconds=seconds).acquire()
    machines.pass_time(passed)
    other = machines.lease("bob", wrong_by=timedelta(seconds=second))

    if passed < seconds:
        with pytest.raises(ScheduleBusyError):
            other.acquire()
    elif passed > seconds + 3:
        other.acquire()


def test_the_old_owner_of_an_expired_lease_learns_that_it_is_lost_and_cannot_release_it() -> None:
    machines = Machines()
    old, new = machines.lease("alice"), machines.lease("bob")
    old.acquire()
    machines.pass_time(1000)
    new.acquire()

    with pytest.raises(LeaseLostError):
        old.renew()
    old.release()

    assert json.loads(machines.store.objects[LOCK])["state"] == "held"
    new.renew()


def test_a_lease_is_renewed_while_its_owner_waits() -> None:
    machines = Machines()
    lease = machines.lease("alice")
    lease.acquire()
    clock = LeasedClock(lease.clock, lease)
    for _ in range(2000):
        machines.pass_time(5)
        clock.sleep(5)

    with pytest.raises(ScheduleBusyError):
        machines.lease("bob").acquire()
    assert not lease.lost


def test_a_local_clock_that_is_set_back_while_waiting_does_not_stop_the_renewals() -> None:
    machines = Machines()
    lease = machines.lease("alice")
    lease.acquire()
    lease.clock.moment -= timedelta(hours=1)  # type: ignore[attr-defined]
    for _ in range(400):
        machines.pass_time(5)
        LeasedClock(lease.clock, lease).sleep(5)

    with pytest.raises(ScheduleBusyError):
        machines.lease("bob").acquire()


def test_a_renewal_that_fails_is_tried_again_and_never_disturbs_who_waits() -> None:
    machines = Machines()
    lease = machines.lease("alice")
    lease.acquire()

    def fail(_number: int, operation: str) -> None:
        raise StorageError(operation)

    machines.store.before_call = fail
    LeasedClock(lease.clock, lease).sleep(300)
    machines.store.before_call = lambda _number, _operation: None
    machines.pass_time(800)
    LeasedClock(lease.clock, lease).sleep(5)
    machines.pass_time(800)

    with pytest.raises(ScheduleBusyError):
        machines.lease("bob").acquire()


@pytest.mark.parametrize("body", [b"", b"not JSON", b"[]", b'{"lease_s": "x"}'])
def test_a_lock_that_is_none_counts_as_held_until_it_is_old(body: bytes) -> None:
    machines = Machines()
    machines.store.create(PLACE / "lock.json", body, content_type="text/plain")
    with pytest.raises(ScheduleBusyError, match="somebody"):
        machines.lease("alice").acquire()
    machines.pass_time(902)

    machines.lease("alice").acquire()


def test_s3_s_time_goes_on_between_two_calls() -> None:
    machines = Machines()
    lease = machines.lease("alice", wrong_by=timedelta(hours=-1))
    lease.acquire()
    lease.clock.sleep(30)

    assert lease.now() == machines.s3_clock.now() + timedelta(seconds=30)


class Careless(MemoryStore):
    """Ignores conditions, as some S3-compatible servers do."""

    honours_create = False
    honours_replace = False

    def create(
        self, uri: S3Uri, body: bytes, *, content_type: str, encryption: Encryption | None = None
    ) -> bool:
        if self.honours_create:
            return super().create(uri, body, content_type=content_type, encryption=encryption)
        self._put(uri, body)
        return True

    def replace(self, uri: S3Uri, body: bytes, *, etag: str, content_type: str) -> bool:
        if self.honours_replace:
            return super().replace(uri, body, etag=etag, content_type=content_type)
        self._put(uri, body)
        return True


@pytest.mark.parametrize(("honours_create", "header"), [(False, "If-None-Match"), (True, "If-Match")])
def test_a_server_that_ignores_conditions_is_refused(honours_create: bool, header: str) -> None:
    store = Careless()
    store.honours_create = honours_create

    with pytest.raises(StorageError, match=header):
        require_conditional_writes(store, PLACE)


def test_the_probe_leaves_one_small_object_and_finds_it_the_next_time() -> None:
    store = MemoryStore()
    require_conditional_writes(store, PLACE)
    objects = dict(store.objects)

    require_conditional_writes(store, PLACE)

    assert store.objects == objects
    assert set(objects) == {str(PLACE / PROBE)}


def test_versions_of_a_lease_never_have_the_same_bytes() -> None:
    machines = Machines()
    lease = machines.lease("alice")
    seen: list[StoredObject | None] = []
    lease.acquire()
    for _ in range(3):
        lease.renew()
        seen.append(machines.store.read_version(PLACE / "lock.json"))

    assert len({found.etag for found in seen if found}) == 3


@pytest.mark.parametrize("state", ["held", "released"])
def test_a_lease_of_a_newer_release_is_left_alone_however_old(state: str) -> None:
    machines = Machines()
    newer = {"format": "baselining-lease", "format_version": 2, "state": state, "tool": {"version": "7.1.0"}}
    machines.store.create(PLACE / "lock.json", json.dumps(newer).encode(), content_type="application/json")
    machines.pass_time(10**6)

    with pytest.raises(NewerReleaseError, match=r"newer release \(7\.1\.0\)"):
        machines.lease("bob").acquire()

    assert json.loads(machines.store.read(PLACE / "lock.json") or b"") == newer
