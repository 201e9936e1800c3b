"""An emulator with a bucket, a schedule and published baselines."""

from __future__ import annotations

from tests.doubles.memory_monitoring import MemoryClock

from baselining.aws.registry import SageMakerRegistry
from baselining.aws.session import Aws
from baselining.publication.plan import plan_publication
from baselining.publication.run import run_publication
from baselining.schedule.live import read_schedule
from baselining.world.locations import Baseline
from baselining.world.ports import World
from baselining.world.s3uri import S3Uri
from baselining_emulator import Emulator

NAME = "fares"
BUCKET = "monitoring"  # where the baseline of the fixtures is
RECORDS = S3Uri(BUCKET, f"baselining/{NAME}")


class Place:
    """An emulator with a bucket, a schedule and published baselines."""

    def __init__(self, emulator: Emulator, aws: Aws) -> None:
        self.emulator = emulator
        self._aws = aws
        self._world = self.another_world()

    def world(self) -> World:
        """Clients that make one attempt per call, so that every fault is seen."""
        return self._world

    def another_world(self) -> World:
        """Clients of their own, which takes a while to make."""
        return World(store=self._aws.store(), monitoring=self._aws.monitoring(), clock=MemoryClock())

    def registry(self) -> SageMakerRegistry:
        return self._aws.registry()

    def publish(self, name: str) -> Baseline:
        files = {"statistics.json": name.encode(), "constraints.json": b"{}"}
        return run_publication(plan_publication(files, RECORDS), self.world().store).baseline

    def live(self) -> Baseline:
        return read_schedule(self.world().monitoring, NAME).baseline
