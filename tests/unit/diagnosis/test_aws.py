from __future__ import annotations

from tests.doubles.memory_store import MemoryStore

from baselining.diagnosis import aws
from baselining.diagnosis.finding import Verdict
from baselining.errors import ConfigError, StorageError
from baselining.world.s3uri import S3Uri

PLACE = S3Uri("bucket", "monitoring")


class Chosen:
    def __init__(self, source: str | Exception) -> None:
        self._source = source

    @property
    def source(self) -> str:
        if isinstance(self._source, Exception):
            raise self._source
        return self._source

    def keys(self) -> None:
        raise AssertionError("nobody needs a key to say where it comes from")


def test_credentials_are_told_by_their_source() -> None:
    assert aws.credentials(Chosen("the role of this machine")).says == "the role of this machine"
    assert aws.credentials(Chosen("none were found")).verdict is Verdict.ODD
    assert aws.credentials(Chosen(ConfigError("no such profile", hint="h"))).verdict is Verdict.WRONG


def test_a_bucket_that_obeys_is_fine_and_keeps_one_object() -> None:
    store = MemoryStore()

    findings = list(aws.storage(store, PLACE)) + list(aws.storage(store, PLACE))

    assert {finding.verdict for finding in findings} == {Verdict.FINE}
    assert list(store.objects) == ["s3://bucket/monitoring/conditional-writes.json"]


def test_a_bucket_that_cannot_be_listed_is_not_written_to() -> None:
    store = MemoryStore()

    def refuse(_number: int, operation: str) -> None:
        raise StorageError("no", hint="Allow it.")

    store.before_call = refuse

    (finding,) = aws.storage(store, PLACE)

    assert (finding.subject, finding.verdict, finding.do) == ("S3", Verdict.WRONG, "Allow it.")
    assert store.objects == {}
