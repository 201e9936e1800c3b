"""The IAM policies of `conf/iam`, filled in for the tests, and what they allow."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "conf" / "iam"
POLICIES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
KMS_KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
ROLE = "arn:aws:iam::123456789012:role/monitoring"
FILLED_IN = {
    "LAUNCHED": "launched",
    "JOB-LOGS": "logs",
    "JOB-ROLE": "arn:aws:iam::123456789012:role/job",
    "CLUSTER": "j-*",
    "APPLICATION": "00*",
    "LIVE-PREFIX": "live",
    "RECORDS": "records",
    "REPORTS": "reports",
    "PREFIX": "fraud",
    "BUCKET": "models",
    "SCHEDULE": "fraud-quality",
    "PACKAGE-GROUP": "fraud",
    "REGION": "us-east-1",
    "ACCOUNT": "123456789012",
    "MONITORING-ROLE": ROLE,
    "KMS-KEY": KMS_KEY,
}


@dataclass(frozen=True)
class Grant:
    """One action that one statement allows."""

    sid: str
    action: str
    resources: tuple[str, ...]

    def allows(self, action: str, resource: str) -> bool:
        return self.action == action and any(fnmatchcase(resource, pattern) for pattern in self.resources)


def statements(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    for placeholder, value in FILLED_IN.items():
        text = text.replace(placeholder, value)
    found: list[dict[str, Any]] = json.loads(text)["Statement"]
    return found


def grants(*names: str) -> list[Grant]:
    return [
        Grant(
            sid=f"{name}/{statement['Sid']}", action=action, resources=tuple(_listed(statement["Resource"]))
        )
        for name in names
        for statement in statements(name)
        for action in _listed(statement["Action"])
    ]


def s3_statements(*names: str) -> list[dict[str, Any]]:
    """Those about S3, which an S3 server can enforce."""
    return [
        statement
        for name in names
        for statement in statements(name)
        if all(action.startswith("s3:") for action in _listed(statement["Action"]))
    ]


def without(policy: list[dict[str, Any]], sid: str) -> list[dict[str, Any]]:
    return [statement for statement in policy if statement["Sid"] != sid]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
