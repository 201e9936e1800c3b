"""The command that Spark's scripts end in, seen once and run directly from then on.

`bin/spark-submit` starts a JVM only to print the command of the JVM that does the work (`spark-class`,
`org.apache.spark.launcher.Main`), and becomes that one. What it became is what Linux says of the process. It is used
again only while everything that decides it is the same (`kept.py`).
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

JAVA_OPTIONS = "spark.driver.extraJavaOptions"
"""The setting with the options of the JVM that Spark is started in."""

_MAIN = "org.apache.spark.deploy.SparkSubmit"
_OF_ONE_START = frozenset({"_", "OLDPWD", "PWD", "SHLVL", "_PYSPARK_DRIVER_CONN_INFO_PATH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A command in two parts, between which our Java options stand.

    Attributes:
        before: Java, its class path and memory.
        after: Further options, and the class.
        environment: What Spark's scripts set.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    environment: Mapping[str, str]

    def command(self, first: Sequence[str], options: str, words: Sequence[str]) -> list[str]:
        """What to run.

        Args:
            first: Java options that stand before all others.
            options: As the setting `JAVA_OPTIONS` has them.
            words: For spark-submit.
        """
        java, *before = self.before
        return [java, *first, *before, *shlex.split(options), *self.after, *words]

    def java(self, *options: str) -> list[str]:
        """The same JVM with the same class path and options, and with `options` first, but without a class."""
        java, *before = self.before
        return [java, *options, *before, *self.after[:-1]]

    def to_bytes(self) -> bytes:
        """For a file."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Launch | None:
        """What `to_bytes` wrote; None if it is anything else."""
        try:
            found = json.loads(content)
            launch = cls(
                before=tuple(found["before"]), after=tuple(found["after"]), environment=found["environment"]
            )
            texts = [*launch.before, *launch.after, *launch.environment, *launch.environment.values()]
        except (ValueError, LookupError, TypeError, AttributeError):
            return None
        is_whole = bool(launch.before) and launch.after[-1:] == (_MAIN,)
        return launch if is_whole and all(isinstance(text, str) for text in texts) else None


def seen(pid: int, options: str, environment: Mapping[str, str]) -> Launch | None:
    """What this process, begun as spark-submit, has become.

    Args:
        options: Our Java options in it, as the setting `JAVA_OPTIONS` has them.
        environment: What spark-submit was given.

    Returns:
        None if that cannot be told: on other systems than Linux, or where it is not as expected.
    """
    try:
        words = _texts(Path(f"/proc/{pid}/cmdline"))
        variables = dict(text.split("=", 1) for text in _texts(Path(f"/proc/{pid}/environ")) if "=" in text)
    except (OSError, UnicodeDecodeError):
        return None
    ours = shlex.split(options)
    command = words[: words.index(_MAIN) + 1] if _MAIN in words else []
    for start in range(len(command) - len(ours) if ours else 0):
        if command[start : start + len(ours)] == ours:
            added = {
                name: value
                for name, value in variables.items()
                if environment.get(name) != value and name not in _OF_ONE_START
            }
            return Launch(
                before=tuple(command[:start]), after=tuple(command[start + len(ours) :]), environment=added
            )
    return None


def _texts(file: Path) -> list[str]:
    return file.read_bytes().decode().split("\0")[:-1]
