"""One emulator from start to stop: the parts put together. Imported only once moto is wanted."""

from __future__ import annotations

import threading

from baselining_emulator.admin import Admin
from baselining_emulator.calls import CallLog
from baselining_emulator.fault_book import FaultBook
from baselining_emulator.front import Front
from baselining_emulator.monitoring import Monitoring
from baselining_emulator.server import ServerThread, moto_application, reset_moto
from baselining_emulator.settings import Settings


class Running:
    """Serves from construction until `stop`.

    Raises:
        SetupError: If the port cannot be had.
    """

    def __init__(self, host: str, port: int, settings: Settings, faults: FaultBook, calls: CallLog) -> None:
        self.monitoring = Monitoring(settings, faults)
        self._faults = faults
        self._calls = calls
        self._moto = moto_application()
        self._stopping = threading.Event()
        front = Front(
            moto=self._moto,
            monitoring=self.monitoring,
            faults=faults,
            calls=calls,
            admin=Admin(monitoring=self.monitoring, faults=faults, calls=calls, reset=self.reset),
            stopping=self._stopping,
            honours_conditional_writes=settings.honours_conditional_writes,
        )
        self._server = ServerThread(host, port, front)
        self.reset()
        self._server.start()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return self._server.address

    def reset(self) -> None:
        """As if just started."""
        reset_moto(self._moto)
        self.monitoring.clear()
        self._faults.clear()
        self._calls.clear()

    def stop(self) -> None:
        """Leave no thread and no socket behind, nor anything in moto's memory."""
        self._server.stop(release=self._stopping.set)
        reset_moto(self._moto)
