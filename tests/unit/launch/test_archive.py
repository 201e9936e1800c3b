from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from baselining.errors import ConfigError
from baselining.launch.archive import check_archive
from baselining.launch.package import read_package
from baselining.launch.section import LaunchSection


def packed(*names: str) -> bytes:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w:gz") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name))
    return body.getvalue()


@pytest.mark.parametrize("name", ["lib/python3.10/site-packages/a.py", "./lib/python3.12/os.py"])
def test_a_python_that_executors_can_use_is_sent(name: str) -> None:
    check_archive(packed("bin/python", name), "--archive")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (packed("lib/python3.9/os.py"), "of Python 3.9, and 3.10 to 3.12"),
        (packed("lib/python3.13/os.py"), "of Python 3.13"),
        (packed("data/lib/python3.11/os.py"), "holds no Python"),
        (packed(), "holds no Python"),
        (b"PK\x03\x04", "no .tar.gz"),
        (packed("bin/python", "lib/python3.11/os.py")[:40], "no .tar.gz, or is damaged"),
    ],
    ids=["old", "new", "elsewhere", "empty", "a zip", "cut off"],  # the bytes hold the time
)
def test_anything_else_is_refused_before_it_is_sent(tmp_path: Path, body: bytes, says: str) -> None:
    (tmp_path / "env.tar.gz").write_bytes(body)
    (tmp_path / "job.yaml").touch()
    section = LaunchSection(code="s3://b/x.zip", archive=str(tmp_path / "env.tar.gz"))

    with pytest.raises(ConfigError) as caught:
        read_package(section, tmp_path / "job.yaml")

    assert says in caught.value.message
    assert "make bundle" in caught.value.hint
