"""A line for spark-submit, as data."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What spark-submit is told; empty parts are left out.

    Attributes:
        program: What submits: `spark-submit`, or the SageMaker container's `smspark-submit`.
        archive: `PLACE#NAME`; it is unpacked as NAME where executors run.
        settings: Spark's, by name.
        app: The Python file that runs.
        arguments: What the file is told.
    """

    program: str = "spark-submit"
    master: str = ""
    deploy_mode: str = ""
    py_files: Sequence[str] = ()
    jars: Sequence[str] = ()
    archive: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    app: str
    arguments: Sequence[str] = ()

    def options(self) -> list[str]:
        """The words before the Python file."""
        named = (
            ("--master", self.master),
            ("--deploy-mode", self.deploy_mode),
            ("--py-files", ",".join(self.py_files)),
            ("--jars", ",".join(self.jars)),
            ("--archives", self.archive),
        )
        words = [word for name, value in named if value for word in (name, value)]
        for name, value in sorted(self.settings.items()):
            words += ["--conf", f"{name}={value}"]
        return words

    def words(self) -> list[str]:
        """All words, the program first."""
        return [self.program, *self.options(), self.app, *self.arguments]

    def text(self) -> str:
        """What a shell takes."""
        return shlex.join(self.words())
