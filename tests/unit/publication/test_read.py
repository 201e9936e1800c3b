from __future__ import annotations

from typing import get_args

import pytest
from tests.doubles.memory_store import MemoryStore

from baselining.errors import DocumentError, InputError
from baselining.publication.plan import plan_publication
from baselining.publication.read import read_publication, require_files
from baselining.publication.run import run_publication
from baselining.world.digests import digest_of
from baselining.world.locations import Baseline
from baselining.world.ports import MonitoringType
from baselining.world.s3uri import S3Uri

KINDS = get_args(MonitoringType)
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
        read_publication(store_with(*there), BARE, kind="DataQuality")


def test_constraints_alone_are_enough_where_there_are_no_statistics() -> None:
    store = MemoryStore()
    store.objects[str(BARE / "constraints.json")] = b'{"regression_constraints": {}}'

    found = read_publication(store, BARE, kind="ModelQuality")

    assert found.statistics is None
    assert found.baseline.statistics is None


def test_clarify_s_analysis_file_can_be_named_directly() -> None:
    found = read_publication(store_with("analysis.json"), BARE / "analysis.json", kind="ModelBias")

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


KIND_OF_DOCUMENT: dict[bytes, set[MonitoringType]] = {
    b'{"features": [], "monitoring_config": {}}': {"DataQuality"},
    b'{"version": 0.0, "regression_constraints": {}}': {"ModelQuality"},
    b'{"version": 0.0, "binary_classification_constraints": {}}': {"ModelQuality"},
    b'\xef\xbb\xbf{"multiclass_classification_constraints": {}}': {"ModelQuality"},
    b'{"pre_training_bias_metrics": {}, "version": "1.0"}': {"ModelBias"},
    b'{"post_training_bias_metrics": {}, "explanations": {}}': {"ModelBias", "ModelExplainability"},
    b'{"of": "somebody\'s own container"}': set(KINDS),
}


@pytest.mark.parametrize("document", KIND_OF_DOCUMENT)
@pytest.mark.parametrize("kind", KINDS)
def test_a_baseline_is_only_for_schedules_that_monitor_what_it_says(
    document: bytes, kind: MonitoringType
) -> None:
    store = store_with("statistics.json")
    store.objects[str(BARE / "constraints.json")] = document
    live = Baseline(constraints=str(BARE / "constraints.json"), statistics=str(BARE / "statistics.json"))

    for check in (
        lambda: read_publication(store, BARE, kind=kind),
        lambda: require_files(store, live, kind),
    ):
        if kind in KIND_OF_DOCUMENT[document]:
            check()
        else:
            with pytest.raises(InputError, match=f"one for {kind} is needed here"):
                check()


@pytest.mark.parametrize("body", [b"", b"no JSON", b"[]", b"\xff"])
def test_constraints_that_are_no_json_object_are_refused(body: bytes) -> None:
    store = store_with("statistics.json")
    store.objects[str(BARE / "constraints.json")] = body

    with pytest.raises(DocumentError, match="is not"):
        read_publication(store, BARE, kind="DataQuality")


def test_files_are_looked_for_wherever_they_are_and_a_place_that_is_not_understood_is_left_alone() -> None:
    store = store_with(*FILES)
    at = f"https://s3.amazonaws.com/{BARE.bucket}/{BARE.key}"

    require_files(
        store, Baseline(constraints=f"{at}/constraints.json", statistics="https://host/s"), "DataQuality"
    )
    with pytest.raises(InputError, match=r"s3://models/by-hand/gone\.json does not exist"):
        require_files(
            store,
            Baseline(constraints=f"{at}/constraints.json", statistics=f"{at}/gone.json"),
            "DataQuality",
        )
