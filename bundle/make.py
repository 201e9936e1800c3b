"""What `make bundle` leaves out of an archive of Python, and the list of jars beside it.

An archive is unpacked on every node before the first task, file by file (13,600 files took 50 s each, 5,775 far less),
so what no run needs is removed: tests, headers, caches, installers, and PySpark, of which a cluster has its own.

    python -m bundle.make trim ENVIRONMENT
    python -m bundle.make jars FOLDER > dist/jars.txt
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

OF_THE_CLUSTER = ("pyspark", "py4j")
"""Spark sends its own to every process; a second one on the path would be another version some day."""
INSTALLERS = ("pip", "wheel", "venv_pack")
NOT_RUN = ("__pycache__", "tests", "testing", "include", "benchmarks")
NEEDED = ("numpy/testing", "numpy/_core/tests", "numba/testing", "pandas/_testing")
"""Imported by their own packages, whatever their names say (numpy/__init__.py, numba/__init__.py)."""
_SUFFIXES = (".pyc", ".pyx", ".pxd", ".h", ".hpp", ".c", ".cpp", ".a", ".lib")


def packages_of(environment: Path) -> Path:
    """Where the environment keeps packages."""
    (found,) = environment.glob("lib/python3.*/site-packages")
    return found


def unneeded(packages: Path) -> Iterator[Path]:
    """Folders and files that no run needs, the larger before what they hold."""
    for name in (*OF_THE_CLUSTER, *INSTALLERS):
        yield from packages.glob(name)
        yield from packages.glob(f"{name}-*.dist-info")
    for path in sorted(packages.rglob("*")):
        below = path.relative_to(packages).as_posix()
        if any(below == needed or below.startswith(f"{needed}/") for needed in NEEDED):
            continue
        if (path.is_dir() and path.name in NOT_RUN) or path.suffix in _SUFFIXES:
            yield path


def trim(environment: Path) -> tuple[int, int]:
    """Remove it.

    Returns:
        How many files were there, and how many are left.
    """
    packages = packages_of(environment)
    before = sum(path.is_file() for path in packages.rglob("*"))
    for path in list(unneeded(packages)):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return before, sum(path.is_file() for path in packages.rglob("*"))


def jar_lines(folder: Path) -> list[str]:
    """Each jar with its digest, as `sha256sum --check` reads it."""
    return [
        f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}" for jar in sorted(folder.glob("*.jar"))
    ]


def main(words: list[str]) -> None:
    """Do what the words say."""
    what, place = words[0], Path(words[1])
    if what == "trim":
        before, after = trim(place)
        sys.stderr.write(f"{before} files, {after} of them needed\n")
    else:
        sys.stdout.write("\n".join(jar_lines(place)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
