"""An archive of Python, looked into before it is sent: one that no executor could use costs a run to find out."""

from __future__ import annotations

import io
import re
import tarfile
import zlib

from baselining.errors import ConfigError

_LIBRARY = re.compile(r"(?:\./)?lib/python3\.(?P<minor>\d+)/")
_OLDEST, _NEWEST = 10, 12
_MOST_MEMBERS = 5000
"""So many are looked at: `venv-pack` writes the library among the first."""
_HINT = "make bundle CLUSTER_PYTHON=PYTHON makes one; its minor version has to be on every node."


def check_archive(body: bytes, option: str) -> None:
    """See that it is a packed Python of a version that this package runs on.

    Raises:
        ConfigError: If it is not.
    """
    try:
        minor = _minor_version(body)
    except (tarfile.TarError, OSError, EOFError, zlib.error):
        raise ConfigError(f"{option} is no .tar.gz, or is damaged.", hint=_HINT) from None
    if minor is None:
        raise ConfigError(f"{option} holds no Python: there is no lib/python3.x in it.", hint=_HINT)
    if not _OLDEST <= minor <= _NEWEST:
        raise ConfigError(
            f"{option} is of Python 3.{minor}, and 3.{_OLDEST} to 3.{_NEWEST} are needed.", hint=_HINT
        )


def _minor_version(body: bytes) -> int | None:
    with tarfile.open(fileobj=io.BytesIO(body), mode="r|gz") as archive:
        for number, member in enumerate(archive):
            if found := _LIBRARY.match(member.name):
                return int(found["minor"])
            if number == _MOST_MEMBERS:
                return None
    return None
