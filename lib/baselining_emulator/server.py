"""moto behind the front door, on a socket.

The only importer of moto and werkzeug; imported when an emulator starts.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import ThreadedWSGIServer
from werkzeug.test import Client

from baselining.errors import SetupError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@cache
def moto_application() -> WSGIApplication:
    """What `moto_server` serves. One per process, as its state is, and because it takes a while to route."""
    application: WSGIApplication = DomainDispatcherApplication(create_backend_app)
    return application


def reset_moto(application: WSGIApplication) -> None:
    """Empty every moto backend. They belong to the process, not to the application."""
    response = Client(application).post("/moto-api/reset")
    response.close()


class _QuietHandler(MotoRequestHandler):
    """Says nothing about requests that went well; tracebacks still reach the `werkzeug` logger."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The call log has it."""


class _Server(ThreadedWSGIServer):
    """Knows its open connections, so that closing it ends every thread."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, listening: socket.socket, application: WSGIApplication) -> None:
        host, port = listening.getsockname()[:2]
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__(host, port, application, handler=_QuietHandler, fd=listening.fileno())

    def process_request(self, request: Any, client_address: Any) -> None:
        """Note a connection before its thread starts."""
        with self._connections_lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that is done."""
        with self._connections_lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection still open."""
        with self._connections_lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class ServerThread:
    """A server on a socket of its own, in a thread of its own."""

    def __init__(self, host: str, port: int, application: WSGIApplication) -> None:
        try:
            listening = socket.create_server((host, port))
        except OSError as error:
            raise _cannot_listen(host, port, error) from error
        with listening:
            self._server = _Server(listening, application)
            self._server.socket.listen(128)
        self._thread = threading.Thread(target=self._serve, name="baselining-emulator")

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, port = self._server.server_address[:2]
        return str(host), int(port)

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()

    def stop(self, release: Callable[[], None]) -> None:
        """Stop accepting, let go of whatever waits by calling `release`, end every connection and thread."""
        self._server.shutdown()
        release()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.02)


def _cannot_listen(host: str, port: int, error: OSError) -> SetupError:
    if error.errno == errno.EADDRINUSE:
        return SetupError(
            f"The port {port} of {host} is in use: another program listens there.",
            hint="End that program, or choose another port: --port, 0 for any free one.",
        )
    if error.errno == errno.EACCES:
        return SetupError(
            f"This user may not listen on the port {port}.",
            hint="Choose one above 1023: --port, 0 for any free one.",
        )
    return SetupError(
        f"Cannot listen on {host!r}, which is no address of this machine.",
        hint="--host 127.0.0.1, for instance.",
    )
