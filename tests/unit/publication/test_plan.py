from __future__ import annotations

import itertools
import json

import pytest
from tests.doubles.memory_store import MemoryStore

from baselining.errors import ForeignObjectError, InputError, StorageError
from baselining.publication.manifest import Manifest
from baselining.publication.plan import plan_publication
from baselining.publication.read import read_publication
from baselining.publication.run import run_publication
from baselining.world.s3uri import S3Uri

TO = S3Uri("models", "fraud")
FILES = {"statistics.json": b'{"version": 0.0}', "constraints.json": b'{"features": []}'}


def test_the_plan_puts_the_files_below_their_digest_and_the_manifest_last() -> None:
    plan = plan_publication(FILES, TO)

    base = f"s3://models/fraud/baselines/{plan.digest}"
    assert [planned.uri for planned in plan.objects] == [
        f"{base}/statistics.json",
        f"{base}/constraints.json",
        f"{base}/manifest.json",
    ]


def test_the_plan_depends_on_nothing_but_its_arguments() -> None:
    assert plan_publication(FILES, TO) == plan_publication(dict(reversed(FILES.items())), TO)


def test_the_plan_shows_where_and_how_but_not_the_bytes() -> None:
    shown = plan_publication({**FILES, "constraints.json": b"secret"}, TO).to_json()

    assert {call["condition"] for call in shown["calls"]} == {"If-None-Match: *"}
    assert "secret" not in json.dumps(shown)


@pytest.mark.parametrize("name", ["manifest.json", "../x", "/x", "a//b", "x/", ".hidden", "Ünicode.json", ""])
def test_a_name_that_has_no_place_in_a_baseline_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="cannot hold"):
        plan_publication({**FILES, name: b""}, TO)


@pytest.mark.parametrize("name", ["constraints.json.sha256", "statistics.json.bak", "constraints.json/old"])
def test_a_sibling_that_a_job_would_mount_with_a_document_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="begins with"):
        plan_publication({**FILES, name: b""}, TO)


def test_other_files_may_lie_in_a_subfolder() -> None:
    plan = plan_publication({**FILES, "generated/constraints.json": b"{}"}, TO)

    assert {entry.name for entry in plan.manifest.documents} == {*FILES, "generated/constraints.json"}


def test_there_is_no_baseline_without_constraints() -> None:
    with pytest.raises(InputError, match=r"no constraints\.json"):
        plan_publication({"statistics.json": b"{}"}, TO)


def test_a_location_that_sagemaker_would_refuse_is_refused() -> None:
    with pytest.raises(InputError, match="too long"):
        plan_publication(FILES, S3Uri("models", "x" * 500))


def test_publishing_stores_everything_and_says_what_is_new() -> None:
    store = MemoryStore()
    plan = plan_publication(FILES, TO, facts={"item_count": 3})

    publication = run_publication(plan, store)

    assert store.objects == {planned.uri: planned.body for planned in (plan.probe, *plan.objects)}
    assert publication.is_new
    assert [plan.probe.uri, *(str(uri) for uri in publication.created)] == store.created
    assert store.content_types == {"application/json"}
    assert publication.baseline.constraints == f"{plan.location}/constraints.json"
    assert publication.baseline.statistics == f"{plan.location}/statistics.json"
    assert publication.baseline.digest == plan.digest


def test_publishing_again_finds_everything_there() -> None:
    store = MemoryStore()
    plan = plan_publication(FILES, TO)
    first = run_publication(plan, store)
    stored = dict(store.objects)

    second = run_publication(plan, store)

    assert not second.is_new
    assert second.location == first.location
    assert store.objects == stored


def test_a_later_release_accepts_the_manifest_of_an_earlier_one() -> None:
    store = MemoryStore()
    plan = plan_publication(FILES, TO, facts={"item_count": 3})
    entries = plan.manifest.documents
    earlier = Manifest(digest=plan.digest, documents=entries, facts={}, tool_version="0.0.1").to_bytes()
    store.objects[f"{plan.location}/manifest.json"] = earlier

    run_publication(plan, store)

    assert store.objects[f"{plan.location}/manifest.json"] == earlier


@pytest.mark.parametrize("name", ["statistics.json", "constraints.json", "manifest.json"])
def test_other_bytes_under_our_key_are_neither_overwritten_nor_accepted(name: str) -> None:
    store = MemoryStore()
    plan = plan_publication(FILES, TO)
    store.objects[f"{plan.location}/{name}"] = b"foreign"

    with pytest.raises(ForeignObjectError, match=name):
        run_publication(plan, store)

    assert store.objects[f"{plan.location}/{name}"] == b"foreign"
    assert name == "manifest.json" or f"{plan.location}/manifest.json" not in store.objects


@pytest.mark.parametrize("error", [StorageError("no answer"), KeyboardInterrupt()])
def test_stopped_at_any_call_it_is_either_complete_or_has_no_manifest(error: BaseException) -> None:
    plan = plan_publication(FILES, TO)
    manifest = f"{plan.location}/manifest.json"
    for number in itertools.count(1):
        store = MemoryStore()
        seen = []

        def fail(call: int, operation: str) -> None:
            seen.append(operation)  # noqa: B023
            if call == number:  # noqa: B023
                raise error

        store.before_call = fail
        if number > 8:
            run_publication(plan, store)
            break
        with pytest.raises(type(error)):
            run_publication(plan, store)
        documents = {planned.uri for planned in plan.objects[:-1]}
        assert manifest not in store.objects or documents <= set(store.objects)

        store.before_call = lambda _number, _operation: None
        assert run_publication(plan, store).digest == plan.digest
        assert set(store.objects) == {*documents, manifest, plan.probe.uri}


def test_an_object_that_reads_back_differently_is_an_error() -> None:
    class Corrupting(MemoryStore):
        def read(self, uri: S3Uri) -> bytes | None:
            body = super().read(uri)
            return body and body + b" "

    with pytest.raises(ForeignObjectError):
        run_publication(plan_publication(FILES, TO), Corrupting())


def test_an_object_that_vanishes_is_an_error() -> None:
    class Forgetting(MemoryStore):
        def read(self, uri: S3Uri) -> bytes | None:
            super().read(uri)
            return None

    with pytest.raises(StorageError, match="not there"):
        run_publication(plan_publication(FILES, TO), Forgetting())


def test_what_was_published_reads_back_the_same() -> None:
    store = MemoryStore()
    published = run_publication(plan_publication(FILES, TO, facts={"item_count": 3}), store)

    for uri in (published.location, *(published.location / name for name in (*FILES, "manifest.json"))):
        found = read_publication(store, uri)
        assert found.files == FILES
        assert (found.digest, found.manifest, found.baseline) == (
            published.digest,
            published.manifest,
            published.baseline,
        )


def test_printing_a_publication_shows_no_document() -> None:
    published = run_publication(plan_publication({**FILES, "constraints.json": b"secret"}, TO), MemoryStore())

    assert "secret" not in repr(published) + json.dumps(published.to_json())
