from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.launch.jobs import TO, package, sent

from baselining import __version__
from baselining.errors import ConfigError
from baselining.launch.package import APP, read_package
from baselining.launch.section import LaunchSection

ROOT = Path(__file__).resolve().parents[3]


def test_the_file_that_runs_is_the_one_of_this_repository() -> None:
    assert (ROOT / "jobs" / "baseline.py").read_text(encoding="utf-8") == APP


def test_the_same_files_have_the_same_place_and_others_another() -> None:
    one, two, other = (sent("code", a__zip=body) for body in (b"x", b"x", b"y"))

    assert one.places(TO) == two.places(TO) != other.places(TO)


def test_everything_is_created_under_the_digest_of_its_folder() -> None:
    objects = package(jars=sent("jars", b__jar=b"2", a__jar=b"1")).objects(TO)

    assert [one.uri.split("/")[4] for one in objects] == ["app", "code", "jars", "jars", "config"]
    assert len({one.uri.split("/")[5] for one in objects if "/jars/" in one.uri}) == 1
    assert all(len(one.uri.split("/")[5]) == 64 for one in objects)


def files(folder: Path, *names: str) -> list[str]:
    for name in names:
        (folder / name).write_bytes(name.encode())
    return [str(folder / name) for name in names]


def test_local_files_are_sent_and_places_elsewhere_are_named(tmp_path: Path) -> None:
    config, code, jar = files(tmp_path, "my.yaml", "b.zip", "a.jar")
    section = LaunchSection(code=code, jars=[jar, "s3://jars/x.jar", "/usr/lib/y.jar"])

    read = read_package(section, Path(config))

    assert [place.rpartition("/")[2] for place in read.jars.places(TO)] == ["a.jar", "x.jar", "y.jar"]
    assert read.jars.there == ("s3://jars/x.jar", "/usr/lib/y.jar")
    assert read.config.places(TO)[0].endswith("/job.yaml")
    assert read.archive.is_empty


@pytest.mark.parametrize(
    ("section", "message", "hint"),
    [
        ({}, f"there is no file dist/baselining-{__version__}.zip", "make zip"),
        ({"code": "x.whl"}, "a wheel", "make zip"),
        ({"code": "x.tar"}, "expects a file *.zip", ""),
        ({"code": "s3://b/x.zip", "archive": "env.zip"}, "expects a file *.tar.gz", ""),
        ({"code": "s3://b/x.zip", "jars": ["no/a.jar"]}, "there is no file no/a.jar", ""),
    ],
)
def test_what_cannot_be_sent_is_refused_before_anything_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    section: dict[str, str | list[str]],
    message: str,
    hint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (config,) = files(tmp_path, "my.yaml")

    with pytest.raises(ConfigError) as caught:
        read_package(LaunchSection.model_validate(section), Path(config))

    assert message in caught.value.message
    assert hint in caught.value.hint


def test_two_jars_of_one_name_would_be_one_and_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (config, jar), (same,) = files(tmp_path, "my.yaml", "a.jar"), files(tmp_path / "other", "a.jar")

    with pytest.raises(ConfigError, match="two files of the same name"):
        read_package(LaunchSection(code="s3://b/x.zip", jars=[jar, same]), Path(config))
