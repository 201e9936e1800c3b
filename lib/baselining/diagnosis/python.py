"""Python and the packages that Spark's workers and the driver need, by their versions; nothing large is loaded."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from baselining import __version__
from baselining.diagnosis.finding import Finding, fine, odd, wrong

_OLDEST, _NEWEST = (3, 10), (3, 12)
"""The package needs 3.10; PySpark 3.5 is not made for Pythons after 3.12 (its package's classifiers, and distutils)."""
NEEDED = {
    "boto3": ("1.42", ""),
    "numba": ("0.61", ""),
    "numpy": ("1.26", "2.5"),
    "pandas": ("2.2", "3"),
    "pyarrow": ("15", ""),
    "pydantic": ("2.10", ""),
    "PyYAML": ("6", ""),
    "pyspark": ("3.5", "3.6"),
}
"""Per package the oldest version, and the first that is too new; as `pyproject.toml` has them."""
_BROUGHT_BY_SPARK = "pyspark"
_MODULES = {"PyYAML": "yaml"}
"""What is imported, where that is not the package's name."""


def version_of(package: str) -> str | None:
    """The installed version; None if there is none, or it came without its metadata, as on a cluster."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def findings(installed: Callable[[str], str | None] = version_of) -> Iterator[Finding]:
    """Python, the packages, and where compiled kernels are kept."""
    yield fine("baselining", f"{__version__}, from {_home()}")
    yield _python(sys.version_info[:2])
    for package, (oldest, too_new) in NEEDED.items():
        yield _package(package, installed(package), oldest, too_new)
    yield _kernels()


def _python(found: tuple[int, int]) -> Finding:
    text = ".".join(map(str, found))
    if _OLDEST <= found <= _NEWEST:
        return fine("Python", f"{text}, {sys.executable}")
    return wrong(
        "Python", f"{text}, and 3.10, 3.11 or 3.12 is needed", "Use one of them, also for executors."
    )


def _package(name: str, found: str | None, oldest: str, too_new: str) -> Finding:
    wanted = f">={oldest}" + (f",<{too_new}" if too_new else "")
    if found is None and importlib.util.find_spec(_MODULES.get(name, name)) is not None:
        return odd(
            name,
            "there, but nothing says which version (a zip, or a cluster's own)",
            f"It has to be {wanted}.",
        )
    if found is None and name == _BROUGHT_BY_SPARK:
        return odd(
            name,
            "not installed here; a cluster brings its own",
            "Elsewhere: pip install 'baselining[local]'.",
        )
    if found is None:
        return wrong(
            name, f"not installed, {wanted} is needed", "pip install baselining, or use the image or archive."
        )
    numbers = _numbers(found)
    if numbers < _numbers(oldest) or (too_new and numbers >= _numbers(too_new)):
        return wrong(name, f"{found}, and {wanted} is needed", f"pip install '{name}{wanted}'.")
    return fine(name, found)


def _numbers(version: str) -> tuple[int, ...]:
    """The release's numbers, without what follows them (`3.5.6-amzn-1`)."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(part) for part in found[0].split(".")] if found else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _home() -> str:
    home = Path(__file__).parents[2]
    return f"{home} (a zip)" if zipfile.is_zipfile(home) else str(home)


def _kernels() -> Finding:
    """Numba keeps machine code in NUMBA_CACHE_DIR, else beside the source, else below the user's cache folder."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    folder = Path(named) if named else Path(__file__).parents[1] / "kernels"
    if named and not os.access(folder, os.W_OK):
        return odd(
            "kernels",
            f"NUMBA_CACHE_DIR {folder} is not writable: kernels that are compiled there are not used (10 s a start)",
            "Make it writable for this user: chmod -R a+rwX.",
        )
    if not os.access(folder, os.W_OK):
        return odd(
            "kernels",
            "kept below the user's cache folder",
            "In an image, set NUMBA_CACHE_DIR to a folder of its own.",
        )
    compiled = any(folder.rglob("*.nbi")) or any((folder / "__pycache__").glob("*.nbi"))
    return fine("kernels", f"{'compiled' if compiled else 'compiled at the first run'}, in {folder}")
