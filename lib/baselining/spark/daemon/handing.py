"""Handing over what makes a process Spark's daemon: its streams, environment, folder and search path.

The process that has loaded ahead of time (`ahead.py`) listens at an abstract Unix socket, whose name Spark gives to its
daemon in an environment variable.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec

VARIABLE = "BASELINING_LOADED_AHEAD"
"""Names the socket; an environment variable of Spark's daemon."""

_TAKEN = b"\1"
_LENGTH = struct.Struct(">I")
_STREAMS = (0, 1, 2)

_AT_LOADING = (
    "ARROW_",
    "GOTO_",
    "LANG",
    "LC_",
    "LD_",
    "MALLOC_",
    "MKL_",
    "NUMBA_",
    "OMP_",
    "OPENBLAS_",
    "PYTHON",
)
"""How variables begin that Python or a library reads when it is loaded, …"""
_NOT_AT_LOADING = ("PYTHONPATH", "PYTHON_")
"""… and those of them that are handed over, or Spark's own."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a process was started as.

    Attributes:
        environment: Its variables.
        folder: It works in.
        path: It looks for modules in.
        interpreter: That runs it.
        pyspark: Where PySpark is loaded from.
    """

    environment: dict[str, str]
    folder: str
    path: list[str]
    interpreter: str
    pyspark: str | None

    @classmethod
    def mine(cls) -> Role:
        """That of this process."""
        found = find_spec("pyspark")
        return cls(
            environment=dict(os.environ),
            folder=os.getcwd(),
            path=list(sys.path),
            interpreter=sys.executable,
            pyspark=found.origin if found is not None else None,
        )

    def fits(self, other: Role) -> bool:
        """Would a process in the other role have loaded the same, with the same settings?"""
        return (self.interpreter, self.pyspark, at_loading(self.environment)) == (
            other.interpreter,
            other.pyspark,
            at_loading(other.environment),
        )

    def take(self) -> None:
        """Let this process have it."""
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.folder)
        sys.path[:] = self.path


def at_loading(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that change what is loaded, or how."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(_AT_LOADING) and not name.startswith(_NOT_AT_LOADING)
    }


def handed_over() -> bool:
    """Let the process that has loaded ahead be Spark's daemon, and wait until it ends.

    Returns:
        False if there is none, or it was started otherwise than this process.
    """
    name = os.environ.get(VARIABLE)
    if not name:
        return False
    told = json.dumps(asdict(Role.mine())).encode()
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(address(name))
            socket.send_fds(connection, [_LENGTH.pack(len(told))], _STREAMS)
            connection.sendall(told)
            if connection.recv(1) != _TAKEN:
                return False
            connection.recv(1)  # nothing comes until it ends
    except OSError:
        return False
    return True


def taken_over(connection: socket.socket) -> bool:
    """Take the role of the process at the other end, if this one loaded what that would have.

    Raises:
        OSError: If it is gone.
    """
    head, streams, _, _ = socket.recv_fds(connection, _LENGTH.size, len(_STREAMS))
    with connection.makefile("rb") as rest:
        role = Role(**json.loads(rest.read(_LENGTH.unpack(head)[0])))
    if not role.fits(Role.mine()) or peer(connection) != os.getuid():
        return False
    connection.sendall(_TAKEN)
    for stream, mine in zip(streams, _STREAMS, strict=True):
        os.dup2(stream, mine)
        os.close(stream)
    role.take()
    return True


def address(name: str) -> str:
    """Of the socket with this name: an abstract one, which leaves no file behind (unix(7))."""
    return f"\0{name}"


def peer(connection: socket.socket) -> int:
    """The user at the other end: file permissions do not guard an abstract socket."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, uid, _ = struct.unpack("3i", credentials)
    return int(uid)
