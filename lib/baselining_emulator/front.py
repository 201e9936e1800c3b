"""The entry of every request: it is logged, struck by its fault if there is one, and answered here or by moto."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from baselining_emulator.admin import Admin
from baselining_emulator.calls import Call, CallLog
from baselining_emulator.fault_book import FaultBook
from baselining_emulator.faults import CallFault
from baselining_emulator.jobs.rest import read_call as read_rest_call
from baselining_emulator.messages import Answer, Request, ask
from baselining_emulator.monitoring import Monitoring
from baselining_emulator.refusals import RefusedCallError
from baselining_emulator.s3 import checksum_mismatch, error_answer, other_owner, read_call

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_JSON = "application/x-amz-json-1.1"
_TARGETS = {"SageMaker": "sagemaker", "ElasticMapReduce": "emr"}
"""The first word of the header `x-amz-target`, and the service that it means."""
_REST = "emr-serverless"


class Front:
    """A WSGI application around moto's."""

    def __init__(
        self,
        *,
        moto: WSGIApplication,
        monitoring: Monitoring,
        faults: FaultBook,
        calls: CallLog,
        admin: Admin,
        stopping: threading.Event,
        honours_conditional_writes: bool = True,
    ) -> None:
        self._moto = moto
        self._monitoring = monitoring
        self._faults = faults
        self._calls = calls
        self._admin = admin
        self._stopping = stopping
        self._honours_conditional_writes = honours_conditional_writes

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request.read(environ)
        if request.path.startswith("/_emulator/"):
            return self._admin.answer(request).send(start_response)
        target, _, operation = request.headers.get("x-amz-target", "").partition(".")
        if target in _TARGETS:
            answer = self._json(request, environ, _TARGETS[target], operation)
        elif request.service == _REST:
            answer = self._rest(request, environ)
        elif request.service in ("", "s3") and not request.path.startswith("/moto-api"):
            answer = self._s3(request, environ)
        else:
            answer = ask(self._moto, environ)
        return answer.send(start_response)

    def _json(self, request: Request, environ: WSGIEnvironment, service: str, operation: str) -> Answer:
        try:
            arguments = json.loads(request.body or b"{}")
        except ValueError:
            return _json_error("SerializationException", "The body is not JSON.", status=400)
        return self._service(request, environ, service, operation, arguments)

    def _rest(self, request: Request, environ: WSGIEnvironment) -> Answer:
        try:
            call = read_rest_call(request)
        except ValueError:
            return _json_error("SerializationException", "The body is not JSON.", status=400)
        if call is None:
            return ask(self._moto, environ)
        return self._service(request, environ, _REST, *call)

    def _service(
        self,
        request: Request,
        environ: WSGIEnvironment,
        service: str,
        operation: str,
        arguments: dict[str, Any],
    ) -> Answer:
        self._calls.add(
            Call(
                service=service,
                operation=operation,
                region=request.region,
                method=request.method,
                path=request.path,
                arguments=arguments,
                signer=request.signer,
            )
        )

        def do() -> Answer:
            try:
                document = self._monitoring.answer(operation, arguments, request.region, service)
                if document is None:
                    return ask(self._moto, environ)
            except RefusedCallError as refused:
                return _json_error(refused.code, refused.message, status=refused.status)
            except (
                NotImplementedError
            ):  # moto has no such operation, and would make it a 500 that boto3 retries
                message = f"The emulator does not have {operation}."
                return _json_error("UnknownOperationException", message, status=400)
            return Answer.of_json(document, content_type=_JSON)

        fault = self._faults.strike_call(operation)
        if fault is not None and fault.effect == "error":
            message = fault.message.replace("{operation}", operation)
            return _json_error(fault.code, message, status=fault.status)
        return self._under(fault, do, environ)

    def _s3(self, request: Request, environ: WSGIEnvironment) -> Answer:
        call = read_call(request)
        self._calls.add(
            Call(
                service="s3",
                operation=call.operation,
                region=request.region,
                method=request.method,
                path=request.path,
                arguments={},
                signer=request.signer,
            )
        )
        fault = self._faults.strike_call(call.operation, bucket=call.bucket)
        if fault is not None and fault.effect == "error":
            return error_answer(request, fault.code, fault.message, status=fault.status)
        if not self._honours_conditional_writes and request.method in ("PUT", "POST"):
            environ.pop("HTTP_IF_NONE_MATCH", None)
            environ.pop("HTTP_IF_MATCH", None)

        def do() -> Answer:
            return other_owner(request) or checksum_mismatch(request, call) or ask(self._moto, environ)

        return self._under(fault, do, environ)

    def _under(self, fault: CallFault | None, do: Callable[[], Answer], environ: WSGIEnvironment) -> Answer:
        """Carry the request out, but drop or delay the answer if the fault says so."""
        if fault is not None and fault.effect == "drop_before":
            _drop(environ)
        answer = do()
        if fault is not None and fault.effect == "drop_after":
            _drop(environ)
        if fault is not None and fault.effect == "delay":
            self._stopping.wait(fault.seconds)
        return answer


def _drop(environ: WSGIEnvironment) -> None:
    """Close the connection without a byte of answer; to the server it looks as if the client had left."""
    connection: socket.socket = environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError


def _json_error(code: str, message: str, *, status: int) -> Answer:
    document: dict[str, Any] = {"__type": code, "message": message}
    answer = Answer.of_json(document, status=status, content_type=_JSON)
    return replace(answer, headers=(*answer.headers, ("x-amzn-errortype", code)))  # where REST has it
