"""A complete job to launch."""

from __future__ import annotations

from typing import Any

from baselining.launch.job import Job
from baselining.launch.package import Folder, Package, Part
from baselining.launch.section import LaunchSection
from baselining.world.s3uri import S3Uri

TO = S3Uri("code", "launch")
ROLE = "arn:aws:iam::123456789012:role/job"
IMAGE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/baselining:1"


def sent(kind: str, **files: bytes) -> Part:
    return Part(folder=Folder(kind, {name.replace("__", "."): body for name, body in files.items()}))


def package(**changed: Part) -> Package:
    parts = {
        "config": sent("config", job__yaml=b"dataset: {uri: s3://b/d.csv}\n"),
        "code": sent("code", baselining__zip=b"zip"),
        "jars": Part(),
        "archive": Part(),
    }
    return Package(**(parts | changed))


def job(*, section: dict[str, Any] | None = None, **changed: Any) -> Job:
    given = {"role": ROLE, "cluster": "j-1ABC", "application": "00app", "image": IMAGE} | (section or {})
    settings = {"section": LaunchSection(**given), "package": package(), "config": "job.yaml", "to": TO}
    return Job(**(settings | changed))
