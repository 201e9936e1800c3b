"""Resolve all jars once into a folder (`make jars`): `python -m baselining.spark.session.resolve FOLDER`."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from baselining.edge.exit import run_guarded
from baselining.spark.session.cache import VARIABLE
from baselining.spark.session.jars import FOLDER_VARIABLE, Need


def resolve(folder: Path) -> int:
    """Let Spark's Ivy fetch the jars, and keep them in `folder`.

    Returns:
        How many jars there are.

    Raises:
        JarsError: If they cannot be resolved.
    """
    from baselining.spark.session.start import SessionSpec, spark_session

    os.environ.pop(FOLDER_VARIABLE, None)  # resolve, rather than take what is there
    os.environ[VARIABLE] = "off"  # whoever wants something kept for the next start makes it afterwards
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as ivy:
        spec = SessionSpec(master="local[1]", needs=frozenset(Need), settings={"spark.jars.ivy": ivy})
        with spark_session(spec):
            pass
        jars = sorted((Path(ivy) / "jars").glob("*.jar"))
        for old in folder.glob("*.jar"):
            old.unlink()
        for jar in jars:
            shutil.move(jar, folder / jar.name)
    return len(jars)


if __name__ == "__main__":
    run_guarded(lambda: print(f"{resolve(Path(sys.argv[1]))} jars in {sys.argv[1]}"))  # noqa: T201 - a command
