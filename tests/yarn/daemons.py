"""A YARN of one ResourceManager and two NodeManagers on this machine, each in a JVM of its own; all end with the block.

`python -m tests.yarn.daemons` (`make yarn`) runs one until Ctrl-C, and says how to submit to it.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pyspark
from tests.yarn.settings import node_manager, resource_manager, write

from baselining.spark.session.java import find_java

SPARK = Path(pyspark.__file__).parent
JARS = Path(__file__).resolve().parents[2] / ".yarn"
NODES = 2
_SHARED = (
    "hadoop-client-api", "hadoop-client-runtime", "slf4j-api", "log4j-", "commons-logging", "snappy-java", "jsr305",
    "jakarta.xml.bind-api", "jaxb-runtime", "activation", "istack-commons-runtime",
)  # fmt: skip
"""PySpark's own jars that the daemons need besides those of `make yarn`."""
_SERVER = "org.apache.hadoop.yarn.server"
_READY_S = 120.0
_GRACE_S = 2.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Yarn:
    """A running cluster.

    Attributes:
        conf: For HADOOP_CONF_DIR.
        folder: Everything that the daemons and containers write.
    """

    conf: Path
    folder: Path

    def is_ready(self) -> bool:
        """Has the ResourceManager both nodes, and does it take applications? By its log."""
        log = (self.folder / "resourcemanager" / "daemon.log").read_text(errors="replace")
        return log.count("from NEW to RUNNING") == NODES and "Transitioned to active state" in log

    def logs(self, stream: str = "stdout") -> str:
        """What all containers of all applications have written to this stream."""
        files = sorted(self.folder.glob(f"node*/logs/application_*/container_*/{stream}"))
        return "".join(file.read_text(errors="replace") for file in files)


@contextmanager
def yarn(folder: Path) -> Iterator[Yarn]:
    """A cluster for as long as the block lasts."""
    shared = resource_manager()
    conf = write(folder / "conf", shared)
    cluster = Yarn(conf, folder)
    with ExitStack() as stack:
        stack.callback(end_what_works_in, folder)  # last: what a killed NodeManager has left
        names = {
            "resourcemanager": {},
            **{f"node{n}": node_manager(folder / f"node{n}") for n in range(NODES)},
        }
        running = [
            stack.enter_context(_daemon(folder / name, {**shared, **settings}))
            for name, settings in names.items()
        ]
        stack.callback(_ask_to_end, running)  # first: all of them at once
        _wait_until_ready(cluster, running)
        yield cluster


@contextmanager
def _daemon(folder: Path, settings: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """One daemon; it is asked to end and, if it does not, killed (a NodeManager can hang)."""
    conf = write(folder / "conf", settings)
    main = "nodemanager.NodeManager" if folder.name.startswith("node") else "resourcemanager.ResourceManager"
    command = [
        *(
            f"{java_home()}/bin/java",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
        ),
        *(
            f"-Dyarn.log.dir={folder}",
            "-Dorg.apache.logging.log4j.level=INFO",
            "-cp",
            _class_path(conf),
            f"{_SERVER}.{main}",
        ),
    ]
    with (folder / "daemon.log").open("wb") as log:
        # A session of its own: a terminal's Ctrl-C is for us alone, who end everything in order.
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, start_new_session=True, preexec_fn=_die_with_parent,
            env={**os.environ, "JAVA_HOME": str(java_home())},
        )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_S)
        process.kill()
        process.wait()


def _ask_to_end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()


def _die_with_parent() -> None:
    """Have the kernel end this process when ours is killed, and nobody is left to end it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def java_home() -> Path:
    """The folder of Java, which containers are told by a variable."""
    home, _ = find_java()
    return Path(home) if home else Path(shutil.which("java") or "").resolve().parents[1]


def _class_path(conf: Path) -> str:
    shared = [str(jar) for jar in sorted((SPARK / "jars").glob("*.jar")) if jar.name.startswith(_SHARED)]
    return ":".join([str(conf), *shared, f"{JARS}/*"])


def _wait_until_ready(cluster: Yarn, running: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + _READY_S
    while not cluster.is_ready():
        ended = any(process.poll() is not None for process in running)
        if ended or time.monotonic() > until:
            logs = "".join(
                log.read_text(errors="replace")[-2000:] for log in cluster.folder.glob("*/daemon.log")
            )
            raise RuntimeError(f"YARN did not start: {logs}")
        time.sleep(0.2)


def end_what_works_in(folder: Path) -> None:
    """Kill every process whose working folder is below this one: containers."""
    for pid in working_in(folder):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def working_in(folder: Path) -> list[int]:
    """Processes whose working folder is below this one."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if Path(os.readlink(process / "cwd")).is_relative_to(folder):
                found.append(int(process.name))
    return found


def _stop(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    """Run a cluster until Ctrl-C."""
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # a shell starts what it leaves in the background deaf to Ctrl-C
        signal.signal(number, _stop)
    with (
        suppress(KeyboardInterrupt),
        tempfile.TemporaryDirectory(prefix="baselining-yarn-") as place,
        yarn(Path(place).resolve()) as cluster,
    ):
        sys.stdout.write(
            f"YARN runs: files are in {cluster.folder}. Ctrl-C ends it.\n"
            f"export HADOOP_CONF_DIR={cluster.conf} SPARK_HOME={SPARK} SPARK_LOCAL_IP=127.0.0.1\n"
            "spark-submit --master yarn --conf spark.yarn.stagingDir=file:///tmp "
            "--conf 'spark.yarn.jars=local:'$SPARK_HOME'/jars/*' …\n"
        )
        sys.stdout.flush()
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
