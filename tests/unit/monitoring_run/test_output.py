"""Files of a run appear whole, and nothing of somebody else's is lost."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from tests.doubles.memory_store import MemoryStore

from baselining.errors import ConfigError, ForeignObjectError
from baselining.monitoring_run.output import output_at
from baselining.world.ports import ObjectStore

FILES = {"statistics.json": b"{}", "constraint_violations.json": b"[]", "constraints.json": b"{ }"}


def no_store() -> NoReturn:
    raise AssertionError("S3 was asked")


def stored(store: MemoryStore) -> ObjectStore:
    return store


def test_a_folder_keeps_what_it_held(tmp_path: Path) -> None:
    (tmp_path / "constraint_violations.json").write_bytes(b"by hand")
    output = output_at(str(tmp_path), no_store)

    kept = output.write(FILES)

    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.json")} == FILES
    assert [path.read_bytes() for path in kept] == [b"by hand"]
    assert sorted(output.files(FILES)) == sorted(str(tmp_path / name) for name in FILES)


def test_in_s3_the_violations_come_last_and_nothing_is_replaced() -> None:
    store = MemoryStore()
    output = output_at("s3://bucket/reports/1", lambda: stored(store))

    output.write(FILES)
    output.write(FILES)

    assert [uri.rpartition("/")[2] for uri in map(str, store.objects)][-1] == "constraint_violations.json"
    with pytest.raises(ForeignObjectError, match="nothing was replaced"):
        output.write({**FILES, "statistics.json": b"other"})
    assert set(store.objects.values()) == set(FILES.values())


def test_a_place_that_cannot_be_written_to_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")

    for place in (str(file), "s3://No Bucket/x"):
        with pytest.raises(ConfigError):
            output_at(place, no_store)
