"""How kernels are compiled: once per machine, kept on disk, without the interpreter lock.

Numba keeps machine code beside the source, or in `NUMBA_CACHE_DIR`. A package shipped to executors inside a zip has
no such place of its own, so one below the user's cache folder is named before numba is imported. In such a place the
code is kept by the content of the kernels, not by where they lie: YARN has the zip in another folder for each executor,
and in an image a zip that is sent along finds what was compiled for the installed package.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

Args = ParamSpec("Args")
Result = TypeVar("Result")


def _cache_folder() -> str:
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = home / "baselining" / "numba"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # containers may have no home, or none they can write to
        return str(Path(tempfile.gettempdir()) / f"baselining-numba-{os.getuid()}")
    return str(folder)


if not Path(__file__).exists() or not os.access(Path(__file__).parent, os.W_OK):
    os.environ.setdefault("NUMBA_CACHE_DIR", _cache_folder())

import numba  # noqa: E402 - reads NUMBA_CACHE_DIR when imported
from numba.core import caching, event  # noqa: E402 - likewise
from numba.core.registry import cpu_target  # noqa: E402 - likewise
from numba.core.runtime.nrt import rtsys  # noqa: E402 - likewise


class _Installed(caching.UserProvidedCacheLocator):
    """Where machine code of kernels in a folder is kept, if NUMBA_CACHE_DIR is set."""

    def __init__(self, function: Callable[..., object], file: str) -> None:
        super().__init__(function, file)  # type: ignore[no-untyped-call]
        self._cache_path = _place()

    @classmethod
    def from_function(cls, function: Callable[..., object], file: str) -> Any:
        """For kernels only; any other place is numba's to choose."""
        is_ours = os.path.dirname(file) == os.path.dirname(__file__)
        return super().from_function(function, file) if is_ours else None  # type: ignore[no-untyped-call]


class _InZip(caching.ZipCacheLocator):
    """Where machine code of kernels in a zip is kept."""

    def __init__(self, function: Callable[..., object], file: str) -> None:
        super().__init__(function, file)  # type: ignore[no-untyped-call]
        self._cache_path = _place()

    @classmethod
    def from_function(cls, function: Callable[..., object], file: str) -> Any:
        """For kernels only."""
        is_ours = os.path.dirname(file) == os.path.dirname(__file__)
        return cls(function, file) if is_ours and not os.path.exists(file) else None


def _place() -> str:
    return str(Path(os.environ["NUMBA_CACHE_DIR"], content()))


@cache
def content() -> str:
    """A digest of all kernels' source, because loops call loops: numba looks at one file only."""
    sources = {
        file.name: file.read_bytes() for file in files(__package__).iterdir() if file.name.endswith(".py")
    }
    return hashlib.sha256(b"".join(body for _, body in sorted(sources.items()))).hexdigest()[:16]


caching.CacheImpl._locator_classes[:0] = [_Installed, _InZip]

kernel: Callable[[Callable[Args, Result]], Callable[Args, Result]] = numba.njit(cache=True, nogil=True)
"""Compile a loop. No fast-math: the order of floating-point operations is part of the result."""

loop: Callable[[Callable[Args, Result]], Callable[Args, Result]] = numba.njit(  # type: ignore[call-overload]
    cache=True, nogil=True, _nrt=False, forceinline=True
)
"""`kernel`, of what makes no arrays, so that numba need not count who refers to one.

Where loops call loops for each cell, it would count several times for each, atomically: half of the time went there.
"""

part: Callable[[Callable[Args, Result]], Callable[Args, Result]] = numba.njit(  # type: ignore[call-overload]
    cache=True, nogil=True, _nrt=False
)
"""`loop`, of what is called for a line rather than for each cell: to inline it would take longer to compile only."""

inlined: Callable[[Callable[Args, Result]], Callable[Args, Result]] = numba.njit(
    cache=True, nogil=True, forceinline=True
)
"""Compile a function into every loop that calls it: for few nanoseconds' work, a call costs more than that."""


class _GettingReadyLate(event.Listener):
    """Lets numba get ready to compile only when it compiles.

    Numba gets ready before it loads a kernel that is compiled already, which takes four times as long as loading all of
    them. Until something is compiled, it does no more than what kernels call, which they do not run without. As soon
    as numba says that it compiles (numba.core.event), it gets ready as ever: that is the first thing it does then.
    """

    def __init__(self) -> None:
        self._context = cpu_target.target_context
        self._context.refresh = partial(rtsys.initialize, self._context)
        event.register("numba:compile", self)  # type: ignore[no-untyped-call]

    def on_start(self, _event: event.Event) -> None:
        self._context.__dict__.pop("refresh", None)

    def on_end(self, _event: event.Event) -> None:
        return


_GettingReadyLate()


class NotCompiledError(Exception):
    """A kernel that is not compiled yet was called where nothing may be compiled."""


class _Refusing(event.Listener):
    def on_start(self, _event: event.Event) -> NoReturn:
        raise NotCompiledError

    def on_end(self, _event: event.Event) -> None:
        return


@contextmanager
def compiling_nothing() -> Iterator[None]:
    """Let kernels that have to be compiled raise NotCompiledError inside; those that are on disk are loaded."""
    with event.install_listener("numba:compile", _Refusing()):
        yield
