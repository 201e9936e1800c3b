from __future__ import annotations

import pytest
from tests.doubles.memory_store import MemoryStore

from baselining.errors import DocumentError, InputError
from baselining.publication.plan import plan_publication
from baselining.publication.read import read_publication
from baselining.publication.run import run_publication
from baselining.world.digests import digest_of
from baselining.world.s3uri import S3Uri

BARE = S3Uri("models", "by-hand")
FILES = {"statistics.json": b'{"version": 0.0}', "constraints.json": b'{"features": []}'}


def store_with(*names: str) -> MemoryStore:
    store = MemoryStore()
    for name in names:
        store.objects[str(BARE / name)] = FILES.get(name, b"{}")
    return store


def test_a_pair_that_something_else_left_is_accepted_without_manifest() -> None:
    found = read_publication(store_with(*FILES), BARE)

    assert found.manifest is None
    assert found.files == FILES
    assert found.digest == digest_of(FILES)


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ((), r"constraints\.json and statistics\.json"),
        (("constraints.json",), r": statistics\.json not"),
        (("statistics.json",), r": constraints\.json not"),
    ],
)
def test_half_a_baseline_is_none(there: tuple[str, ...], missing: str) -> None:
    with pytest.raises(InputError, match=missing):
        read_publication(store_with(*there), BARE)


def test_constraints_alone_are_enough_where_there_are_no_statistics() -> None:
    found = read_publication(store_with("constraints.json"), BARE, needs_statistics=False)

    assert found.statistics is None
    assert found.baseline.statistics is None


def test_clarify_s_analysis_file_can_be_named_directly() -> None:
    found = read_publication(store_with("analysis.json"), BARE / "analysis.json", needs_statistics=False)

    assert str(found.constraints) == "s3://models/by-hand/analysis.json"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda objects, key: objects.update({key("constraints.json"): b"{}"}), "not the published file"),
        (lambda objects, key: objects.pop(key("statistics.json")), "which is not there"),
        (lambda objects, key: objects.update({key("manifest.json"): b"{}"}), "damaged"),
        (
            lambda objects, key: objects.update(
                {key("manifest.json"): objects[key("manifest.json")].replace(b'"digest": "', b'"digest": "0')}
            ),
            "contradicts itself",
        ),
    ],
)
def test_a_publication_that_was_tampered_with_is_refused(change, message) -> None:  # type: ignore[no-untyped-def]
    store = MemoryStore()
    published = run_publication(plan_publication(FILES, BARE), store)
    change(store.objects, lambda name: f"{published.location}/{name}")

    with pytest.raises(DocumentError, match=message):
        read_publication(store, published.location)
