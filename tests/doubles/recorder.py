"""A world whose changes are remembered as plans print them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.account import RECORDS, Account

from baselining.world.encryption import Encryption
from baselining.world.monitoring_types import TYPE_NAMES
from baselining.world.planned import PlannedCall, PlannedObject
from baselining.world.ports import Json, MonitoringType, World
from baselining.world.s3uri import S3Uri


@dataclass
class Recorder:
    """Changes in order; those of lease and history only by their place."""

    of: Account
    calls: list[dict[str, Any]] = field(default_factory=list)
    records: set[str] = field(default_factory=set)

    @property
    def world(self) -> World:
        store: Any = _Store(self)
        monitoring: Any = _Monitoring(self)
        return World(store=store, monitoring=monitoring, clock=self.of.clock)

    def wrote(self, uri: S3Uri, call: dict[str, Any]) -> None:
        """The lease, the history and the probe have names and contents of their own in each run."""
        inside = str(uri).removeprefix(f"{RECORDS}/")
        if inside in ("lock.json", "conditional-writes.json") or inside.startswith("history/"):
            self.records.add(f"{RECORDS}/")
        if not (inside == "lock.json" or inside.startswith("history/")):
            self.calls.append(call)


@dataclass
class _Store:
    recorder: Recorder

    def __getattr__(self, name: str) -> Any:
        return getattr(self.recorder.of.store, name)

    def create(
        self, uri: S3Uri, body: bytes, *, content_type: str, encryption: Encryption | None = None
    ) -> bool:
        planned = PlannedObject.of(uri, body, encryption=encryption)
        created = self.recorder.of.store.create(uri, body, content_type=content_type, encryption=encryption)
        if created:
            self.recorder.wrote(uri, planned.to_json())
        return created

    def delete(self, uri: S3Uri) -> None:
        self.recorder.wrote(uri, {"call": "s3:DeleteObject", "uri": str(uri)})
        self.recorder.of.store.delete(uri)


@dataclass
class _Monitoring:
    recorder: Recorder

    def __getattr__(self, name: str) -> Any:
        return getattr(self.recorder.of.monitoring, name)

    def _note(self, operation: str, **arguments: Any) -> None:
        self.recorder.calls.append(PlannedCall(operation=operation, arguments=arguments).to_json())

    def update_schedule(self, name: str, config: Json) -> None:
        self._note("UpdateMonitoringSchedule", MonitoringScheduleName=name, MonitoringScheduleConfig=config)
        self.recorder.of.monitoring.update_schedule(name, config)

    def stop_schedule(self, name: str) -> None:
        self._note("StopMonitoringSchedule", MonitoringScheduleName=name)
        self.recorder.of.monitoring.stop_schedule(name)

    def create_definition(self, kind: MonitoringType, name: str, body: Json, tags: Mapping[str, str]) -> bool:
        listed = [{"Key": key, "Value": value} for key, value in sorted(tags.items())]
        self._note(f"Create{TYPE_NAMES[kind].definition}", JobDefinitionName=name, **body, Tags=listed)
        return self.recorder.of.monitoring.create_definition(kind, name, body, tags)

    def delete_definition(self, kind: MonitoringType, name: str) -> None:
        self._note(f"Delete{TYPE_NAMES[kind].definition}", JobDefinitionName=name)
        self.recorder.of.monitoring.delete_definition(kind, name)
