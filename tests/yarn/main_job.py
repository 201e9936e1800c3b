"""The main job on a cluster, by the line that `baselining launch` prints; it publishes what a local run would."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from tests.job.conftest import BIN, BUCKET, CREDENTIALS, ROOT, SCHEDULE, Ended
from tests.yarn.daemons import SPARK, Yarn, java_home

from baselining.kernels.jit import content
from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PATIENCE_S = 400
JARS = [f"local:{jar}" for jar in sorted((ROOT / ".jars").resolve().glob("*.jar"))]
"""They are on every node already, which is this machine."""
KERNELS = str(Path.home() / ".cache" / "baselining" / "numba")
"""YARN gives containers another home than ours; what a node has compiled once is there for every run."""


@dataclass
class MainJob:
    """Re-baselines the emulator's schedule from S3; made anew for each test.

    Attributes:
        folder: The test's own, where the configuration is.
        settings: Spark's.
    """

    emulator: Emulator
    s3: S3Client
    folder: Path
    here: Callable[..., Ended]
    settings: dict[str, Any] = field(default_factory=dict)

    def dataset(self, files: int, rows: int = 40) -> None:
        """CSV files in S3: 32 share a split, so that there is something to merge, and something to lose."""
        for number in range(files):
            lines = (
                f"{i * 7919 % 10_007 / 8},{(i * 31 + number) % 1000 - 500},{i * number % 97}e-3,w{i % (3 + number)},"
                f"{'' if i % 5 == number % 5 else i}"
                for i in range(rows + number % 7)
            )
            body = "\n".join(["price,offset,share,word,gaps", *lines]).encode()
            self.s3.put_object(Bucket=BUCKET, Key=f"training/part-{number:03}.csv", Body=body)

    def config(self, **more: Any) -> Path:
        """The configuration file."""
        file = self.folder / "job.yaml"
        content = {
            "dataset": {"uri": f"s3://{BUCKET}/training/", "format": "csv"},
            "switch": {"schedule": SCHEDULE, "poll_s": 0.05},
            "aws": {"endpoint_url": self.emulator.endpoint_url},
            "launch": {"to": f"s3://{BUCKET}/code", "code": str(self.package()), "jars": JARS},
            "spark": {"settings": self.settings},
            **more,
        }
        file.write_text(yaml.safe_dump(content))
        return file

    def package(self) -> Path:
        """The zip of `make zip`: a copy, since that may be made anew meanwhile."""
        (made,) = (ROOT / "dist").glob("baselining-*.zip")
        mine = self.folder / made.name
        if not mine.exists():
            shutil.copyfile(made, mine)
            copy_compiled_kernels()
        return mine

    def line(self, runtime: str, *options: str, **more: Any) -> list[str]:
        """The line of a runtime, as it is printed; what its driver reads in S3 has been sent."""
        ended = self.here("launch", runtime, "--config", self.config(**more), *options)
        assert ended.code == 0, ended.err
        program, *words = shlex.split(ended.out)
        assert program == "spark-submit"
        return [str(BIN / program), *words]

    def digest(self) -> str:
        """Of the one baseline that is published."""
        found = self.s3.list_objects_v2(Bucket=BUCKET, Prefix=f"baselining/{SCHEDULE}/baselines/")["Contents"]
        (digest,) = {entry["Key"].split("/")[3] for entry in found if entry["Key"].endswith("/manifest.json")}
        return digest

    def digest_of_local_run(self) -> str:
        """The digest that two cores of this process give, without publishing anything."""
        ended = self.here("baseline", "--config", self.config(spark={"master": "local[2]"}), "--plan")
        assert ended.code == 0, ended.err
        return str(yaml.safe_load(ended.out)["publish"]["digest"])


def copy_compiled_kernels() -> None:
    """Have executors find what is compiled for this clone."""
    kept = Path(KERNELS, content())
    if not kept.exists():
        compiled = ROOT / "lib" / "baselining" / "kernels" / "__pycache__"
        shutil.copytree(compiled, kept, ignore=shutil.ignore_patterns("*.pyc"))


def settings_on_yarn(folder: Path, endpoint_url: str) -> dict[str, Any]:
    """Of a YARN on one machine: small containers, nothing uploaded that is there, credentials by variables."""
    variables = {
        **CREDENTIALS,
        "AWS_ENDPOINT_URL": endpoint_url,  # a driver on the cluster reads its configuration there
        "SPARK_LOCAL_IP": "127.0.0.1",
        "NUMBA_CACHE_DIR": KERNELS,
    }
    environment = {
        f"{prefix}.{name}": value
        for prefix in ("spark.executorEnv", "spark.yarn.appMasterEnv")
        for name, value in variables.items()
    }
    return {
        "spark.yarn.stagingDir": folder.as_uri(),
        "spark.yarn.jars": f"local:{SPARK}/jars/*",
        "spark.yarn.am.memory": "512m",
        "spark.yarn.maxAppAttempts": "1",
        "spark.driver.memory": "1g",
        "spark.executor.memory": "1g",
        "spark.executor.instances": "2",
        "spark.ui.enabled": False,
        "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        **environment,
    }


def environment_on_yarn(environment: Mapping[str, str], cluster: Yarn) -> dict[str, str]:
    """Of whoever submits to it."""
    return {
        **environment,
        "HADOOP_CONF_DIR": str(cluster.conf),
        "SPARK_HOME": str(SPARK),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "JAVA_HOME": str(java_home()),
    }


@contextmanager
def submitted(line: list[str], environment: Mapping[str, str], folder: Path) -> Iterator[Submitted]:
    """The line as a process, with both streams in files; it is killed if the block ends before it does."""
    out, err = folder / "submit.out", folder / "submit.err"
    with out.open("w") as stdout, err.open("w") as stderr:
        process = subprocess.Popen(
            line, env=dict(environment), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr
        )
        try:
            yield Submitted(process, out, err)
        finally:
            process.kill()
            process.wait()


@dataclass(frozen=True)
class Submitted:
    """A spark-submit that runs."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    def end(self) -> Ended:
        """How it ended."""
        code = self.process.wait(PATIENCE_S)
        return Ended(code, self.out.read_text(), self.err.read_text())

    def wait_until(self, condition: Callable[[], object], what: str) -> None:
        """Until that is so; fails if the process ends before."""
        until = time.monotonic() + PATIENCE_S
        while not condition():
            assert self.process.poll() is None, f"ended before {what}: {self.err.read_text()[-3000:]}"
            assert time.monotonic() < until, what
            time.sleep(0.02)


def submit(line: list[str], environment: Mapping[str, str], folder: Path) -> Ended:
    """Run the line to its end."""
    with submitted(line, environment, folder) as running:
        return running.end()
