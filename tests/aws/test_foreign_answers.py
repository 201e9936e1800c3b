"""Proxies, login pages and broken servers in front of AWS: their status is told, never their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from tests.aws.connected import MODELS
from tests.doubles.memory_monitoring import MemoryClock

from baselining.aws.monitoring import SageMakerMonitoring
from baselining.aws.registry import SageMakerRegistry
from baselining.aws.s3 import S3ObjectStore
from baselining.aws.session import Aws, AwsOptions
from baselining.errors import BaseliningError, MonitoringError, StorageError, UnknownOutcomeError
from baselining.world.s3uri import S3Uri

PAGES = [
    b"<html><body>Sign in at corp.example</body></html>",
    b"<!DOCTYPE html>\n<html><head><title>Sign in</title>",
    b"upstream connect error: Sign in",
    b'<?xml version="1.0"?><Error><Code>Slow',
    b'{"__type": "Thrott',
]
NOT_TO_BE_SHOWN = ("Sign in", "<", "Thrott", "Slow")
PLACE = S3Uri("models", "x")
PACKAGE = "arn:aws:sagemaker:eu-west-1:123456789012:model-package/fraud/1"


class Door:
    """A server that answers everything with one status and one page, and clients that take it for AWS."""

    def __init__(self, endpoint: str) -> None:
        self.status, self.page, self.endpoint = 200, b"", endpoint
        aws = Aws(AwsOptions(region="eu-west-1", endpoint_url=endpoint, attempts=1), clock=MemoryClock())
        aws._session._session.register_component("data_loader", MODELS)
        self.store: S3ObjectStore = aws.store()
        self.monitoring: SageMakerMonitoring = aws.monitoring()
        self.registry: SageMakerRegistry = aws.registry()

    def error_of(self, call: Callable[[Door], object], status: int, page: bytes) -> BaseliningError:
        self.status, self.page = status, page
        with pytest.raises(BaseliningError) as caught:
            call(self)
        return caught.value


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(found.status)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(found.page)))
            self.end_headers()
            self.wfile.write(found.page)

        do_GET = do_PUT = do_POST = answer  # noqa: N815 - the server's names

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, pytest.MonkeyPatch.context() as patch:
        Thread(target=server.serve_forever, daemon=True).start()
        patch.setenv("AWS_ACCESS_KEY_ID", "test-key")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test-secret")
        found = Door(f"http://127.0.0.1:{server.server_address[1]}")
        yield found
        server.shutdown()


READS: dict[str, Callable[[Door], object]] = {
    "describe": lambda door: door.monitoring.describe_schedule("fraud"),
    "list": lambda door: door.monitoring.list_schedules(),
    "metadata": lambda door: door.registry.metadata(PACKAGE),
    "list objects": lambda door: door.store.list_below(PLACE),
}
CHANGES: dict[str, Callable[[Door], object]] = {
    "update": lambda door: door.monitoring.update_schedule("fraud", {"MonitoringType": "DataQuality"}),
    "note": lambda door: door.registry.set_metadata(PACKAGE, {"a": "b"}),
}


@pytest.mark.parametrize("status", [200, 302, 403, 407, 500, 502])
@pytest.mark.parametrize("call", READS)
def test_a_page_instead_of_an_answer_is_named_by_its_status_and_where_it_came_from(
    call: str, status: int, door: Door
) -> None:
    told = (
        500 if (call, status) == ("list objects", 200) else status
    )  # botocore's own name for no XML after a 200
    for page in PAGES:
        error = door.error_of(READS[call], status, page)

        # botocore itself makes a 500 of a 200 of S3 without XML, because S3 tells some errors late.
        told = {status, 500} if (call, status) == ("list objects", 200) else {status}
        assert any(f"{each} from {door.endpoint}" in error.message for each in told)
        assert isinstance(error, StorageError if call == "list objects" else MonitoringError)
        assert not [word for word in NOT_TO_BE_SHOWN if word in str(error)]
        assert "proxy" in error.hint


@pytest.mark.parametrize(("status", "is_unknown"), [(200, True), (403, False), (502, True)])
@pytest.mark.parametrize("call", CHANGES)
def test_whether_a_change_took_effect_is_unknown_unless_it_was_refused(
    call: str, status: int, is_unknown: bool, door: Door
) -> None:
    error = door.error_of(CHANGES[call], status, PAGES[0])

    assert f"{status} from {door.endpoint}" in error.message
    assert isinstance(error, UnknownOutcomeError) == is_unknown
    assert not [word for word in NOT_TO_BE_SHOWN if word in str(error)]


@pytest.mark.parametrize("status", [403, 500])
def test_an_object_is_neither_read_from_a_page_nor_stored_into_one(status: int, door: Door) -> None:
    for call in (
        lambda door: door.store.read(PLACE),
        lambda door: door.store.create(PLACE, b"{}", content_type="x"),
    ):
        error = door.error_of(call, status, PAGES[0])

        assert f"{status} from {door.endpoint}" in error.message
