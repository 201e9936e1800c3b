from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from tests.doubles.memory_store import MemoryStore

from baselining.publication.contents import digests_in, read_contents
from baselining.publication.plan import plan_publication
from baselining.publication.run import run_publication
from baselining.publication.run_record import record_run
from baselining.world.s3uri import S3Uri

FILES = {"statistics.json": b"{}", "constraints.json": b"{}", "generated/constraints.json": b"{}"}
START = datetime(2026, 11, 1, tzinfo=timezone.utc)
DIGEST = "0123456789abcdef" * 4


class Stored:
    """A publication, in an S3 whose clock is set by hand."""

    def __init__(self) -> None:
        self.now = START
        self.store = MemoryStore(lambda: self.now)
        self.publication = run_publication(plan_publication(FILES, S3Uri("models", "p")), self.store)

    def record(self, number: int) -> S3Uri:
        return record_run(self.store, self.publication, {}, at=self.now, run=UUID(int=number))

    def put(self, name: str) -> S3Uri:
        self.store.create(self.publication.location / name, b"x", content_type="x")
        return self.publication.location / name


def test_what_the_manifest_lists_and_records_of_runs_are_ours_and_the_rest_is_not() -> None:
    stored = Stored()
    run = stored.record(1)
    others = [
        stored.put(name) for name in ("notes.md", "constraints.json.bak", "runs/x.json", "runs/a/b.json")
    ]

    found = read_contents(stored.store, stored.publication.location)

    assert found is not None
    place = stored.publication.location
    assert set(found.ours) == {run, place / "manifest.json", *(place / name for name in FILES)}
    assert found.ours[-1] == place / "manifest.json"
    assert set(found.others) == set(others)
    assert found.digest == stored.publication.digest


def test_its_age_is_that_of_the_last_run_that_published_it() -> None:
    stored = Stored()
    stored.now += timedelta(days=3)
    stored.record(1)
    stored.now += timedelta(days=2)
    stored.put("notes.md")

    found = read_contents(stored.store, stored.publication.location)

    assert found is not None
    assert found.age == timedelta(days=2)


@pytest.mark.parametrize("name", ["p", "baselines", "f" * 64])
def test_another_place_holds_no_baseline_of_ours(name: str) -> None:
    stored = Stored()
    place = S3Uri("models", name)
    manifest = stored.store.read(stored.publication.location / "manifest.json")
    stored.store.create(place / "manifest.json", manifest or b"", content_type="x")

    assert read_contents(stored.store, place) is None


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (f"s3://models/p/baselines/{DIGEST}", {DIGEST}),
        ({"a": [{"b": f"https://h/p%2Fbaselines%2F{DIGEST}%2Fc.json?versionId=1"}]}, {DIGEST}),
        ([DIGEST, "e" * 64], {DIGEST, "e" * 64}),
        (f"{DIGEST}0", set()),
        ({DIGEST: None, "b": 1, "c": ["x", {}]}, set()),
        (None, set()),
    ],
)
def test_digests_are_found_in_any_spelling_around_them(value: Any, named: set[str]) -> None:
    assert digests_in(value) == named
