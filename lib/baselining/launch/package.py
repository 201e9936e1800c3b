"""What is sent to where the job runs: folders in S3 that are named after the digest of their files.

The same files have the same place, whoever sends them and when, so sending them again changes nothing; other files have
another place, so a run that is under way never sees its code change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from baselining import __version__
from baselining.errors import ConfigError
from baselining.launch.archive import check_archive
from baselining.launch.section import LaunchSection
from baselining.world.digests import digest_of, sha256
from baselining.world.planned import PlannedObject
from baselining.world.s3uri import S3Uri, is_s3

APP = '''"""The main job for spark-submit: the whole line, from a training set to a switched schedule.

spark-submit --py-files dist/baselining-X.zip jobs/baseline.py --config FILE [--plan]
"""

from __future__ import annotations

import sys

from baselining.cli import main

if __name__ == "__main__":
    main(["baseline", *sys.argv[1:]])
'''
"""The file `jobs/baseline.py`: an installed package does not have it."""
APP_NAME = "baseline.py"
CONFIG_NAME = "job.yaml"
_TYPES = {".json": "application/json", ".zip": "application/zip", ".gz": "application/gzip"}


@dataclass(frozen=True, slots=True)
class Folder:
    """Files that belong together.

    Attributes:
        kind: What they are; the folder above the digest.
        files: Their bytes by name.
    """

    kind: str
    files: Mapping[str, bytes]

    def at(self, to: S3Uri) -> S3Uri:
        """Where the folder is, given where everything goes."""
        return to / self.kind / digest_of(self.files)

    def objects(self, to: S3Uri) -> list[PlannedObject]:
        """What is created for it."""
        place = self.at(to)
        return [
            PlannedObject(
                uri=str(place / name),
                body=body,
                size_bytes=len(body),
                sha256=sha256(body),
                content_type=_TYPES.get(Path(name).suffix, "application/octet-stream"),
            )
            for name, body in sorted(self.files.items())
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that the job needs: files to be sent, or places where it is already (`s3://`, a path there).

    Attributes:
        folder: What is to be sent; None if nothing is.
        there: Places of what is not sent.
    """

    folder: Folder | None = None
    there: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Does the job need none?"""
        return self.folder is None and not self.there

    def places(self, to: S3Uri) -> list[str]:
        """Where the job finds it, file by file."""
        sent = (
            []
            if self.folder is None
            else [str(self.folder.at(to) / name) for name in sorted(self.folder.files)]
        )
        return [*sent, *self.there]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """All that the job needs."""

    config: Part
    code: Part
    jars: Part
    archive: Part
    app: Part = field(default_factory=lambda: Part(folder=Folder("app", {APP_NAME: APP.encode()})))

    def objects(self, to: S3Uri, *more: Folder) -> list[PlannedObject]:
        """Everything that is created below `to`, in the order in which it is sent."""
        parts = (self.app, self.code, self.jars, self.archive, self.config)
        folders = [part.folder for part in parts if part.folder is not None]
        return [one for folder in (*folders, *more) for one in folder.objects(to)]


def read_package(section: LaunchSection, config: Path, *, has_image: bool = False) -> Package:
    """Read what is to be sent.

    Args:
        section: Names it.
        config: The configuration file of the job.
        has_image: The code is in the image: it need not be there as a zip.

    Raises:
        ConfigError: If a file is missing, or is a wheel.
    """
    body = _read(config, "The configuration file")
    code = section.code
    if code is None and not has_image:
        code = f"dist/baselining-{__version__}.zip"
    return Package(
        config=Part(folder=Folder("config", {CONFIG_NAME: body})),
        code=_part("code", [code] if code else [], "--code"),
        jars=_part("jars", section.jars, "--jar"),
        archive=_part("archive", [section.archive] if section.archive else [], "--archive"),
    )


def _part(kind: str, named: Sequence[str], option: str) -> Part:
    local = [name for name in named if not is_s3(name) and not name.startswith(("/usr/", "local:"))]
    there = tuple(name for name in named if name not in local)
    for name in named:
        _check_kind(name, kind, option)
    files = {Path(name).name: _read(Path(name), option) for name in local}
    for body in files.values() if kind == "archive" else ():
        check_archive(body, option)
    if len(files) < len(local):
        raise ConfigError(f"{option} names two files of the same name; they would be one in the run.")
    return Part(folder=Folder(kind, files) if files else None, there=there)


def _check_kind(name: str, kind: str, option: str) -> None:
    if kind == "code" and name.endswith(".whl"):
        raise ConfigError(
            f"{option} names a wheel, and Spark's executors do not import from files of that name.",
            hint="Give it as a zip, which is what `make zip` makes: cp X.whl X.zip.",
        )
    wanted = {"code": ".zip", "jars": ".jar", "archive": ".tar.gz"}[kind]
    if not name.endswith(wanted):
        raise ConfigError(f"{option} expects a file *{wanted}, found {name!r}.")


def _read(file: Path, what: str) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        hint = "Make it: make zip." if file.name == f"baselining-{__version__}.zip" else ""
        raise ConfigError(f"{what}: there is no file {file}.", hint=hint) from None
    except OSError as problem:
        raise ConfigError(f"{what}: cannot read {file}: {type(problem).__name__}.") from None
