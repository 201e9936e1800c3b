"""Which values people want not to be published in clear, by the names or patterns of columns, and with which key."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from baselining.errors import ConfigError
from baselining.personal_data.treat import Treatment

_SHORTEST_KEY = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """As they were given; patterns are those of file names: `*`, `?`, `[ab]`.

    Attributes:
        least_cells, dropped, hashed: As those of `Treatment`, by pattern.
        key: For hashes; never shown.
    """

    least_cells: Mapping[str, int] = field(default_factory=dict)
    dropped: Sequence[str] = ()
    hashed: Sequence[str] = ()
    key: bytes = field(default=b"", repr=False)

    def of(self, columns: Sequence[str]) -> Treatment:
        """What that means for these columns.

        Raises:
            ConfigError: If a pattern means none of them, for then its values would be published in clear; or if a
                column is both dropped and hashed.
        """
        dropped = {name for pattern in self.dropped for name in _named(pattern, columns, "drop_values")}
        hashed = {name for pattern in self.hashed for name in _named(pattern, columns, "hash_values")}
        for name in sorted(dropped & hashed):
            raise ConfigError(
                f"profile.drop_values and profile.hash_values contradict one another: both mean the column {name!r}."
            )
        least = {
            name: least
            for pattern, least in self.least_cells.items()
            for name in _named(pattern, columns, "least_cells")
        }
        return Treatment(
            least_cells=least, dropped=frozenset(dropped), hashed=frozenset(hashed), key=self.key
        )


def _named(pattern: str, columns: Iterable[str], key: str) -> list[str]:
    columns = list(columns)
    found = [name for name in columns if name == pattern or fnmatchcase(name, pattern)]
    if not found:
        near = difflib.get_close_matches(pattern, columns, n=1)
        raise ConfigError(
            f"profile.{key}: {pattern!r} means no column of the dataset.",
            hint=f"Did you mean {near[0]!r}?" if near else "Correct it, or leave it out.",
        )
    return found


def read_key(variable: str | None, file: str | None) -> bytes:
    """The key, of an environment variable or of a file; blanks around it are none of it. It is never shown.

    Raises:
        ConfigError: If neither or both are named, or it is not there, or too short to be secret.
    """
    if (variable is None) == (file is None):
        raise ConfigError(
            "Hashed values need a key, of one place: profile.hash_key_env (a variable) or profile.hash_key_file."
        )
    if variable is not None:
        where, found = f"The variable {variable}", os.environ.get(variable, "").encode()
    else:
        where = f"The file {file}"
        try:
            found = Path(str(file)).read_bytes()
        except OSError as problem:
            raise ConfigError(f"{where} with the key cannot be read: {problem.strerror}.") from None
    key = found.strip()
    if len(key) < _SHORTEST_KEY:
        raise ConfigError(
            f"{where} should hold a key of at least {_SHORTEST_KEY} bytes, and holds fewer.",
            hint="Make one: openssl rand -hex 32",
        )
    return key
