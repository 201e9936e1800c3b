"""No gap: every slot is analysed once, with the old baseline or the new one, whenever the switch comes."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.doubles.hourly_world import HOUR, Analysis, HourlyMonitoring, SimulatedClock, put
from tests.doubles.memory_store import MemoryStore
from tests.doubles.schedules import NAME, NEW, OLD, WORLDS

from baselining.schedule.operations import Terms, roll_back, switch_schedule
from baselining.schedule.switch.run import Switched
from baselining.schedule.switch.watch import Budgets
from baselining.world.ports import World
from baselining.world.s3uri import S3Uri

SLOTS = 60
TERMS = Terms(budgets=Budgets(settle_s=3600, apply_s=300, poll_s=15))
MOMENTS = st.floats(0, 50 * HOUR)
CHOICES = (st.sampled_from(sorted(WORLDS)), st.integers(0, 2**32), st.booleans())


def constraints(name: str) -> bytes:
    return b'{"features": [], "of": "%s"}' % name.encode()


class Simulation:
    def __init__(self, style: str, seed: int, pending_gets_new: bool) -> None:
        self.clock = SimulatedClock()
        self.store = MemoryStore(self.clock.now)
        for name, baseline in (("old", OLD), ("new", NEW)):
            put(self.store, baseline.statistics, f"{name} statistics".encode())
            put(self.store, baseline.constraints, constraints(name))
        self.monitoring = HourlyMonitoring(
            style, self.store, self.clock, slots=SLOTS, seed=seed, pending_gets_new=pending_gets_new
        )

    @property
    def world(self) -> World:
        return World(store=self.store, monitoring=self.monitoring, clock=self.clock)

    def until(self, seconds: float) -> None:
        self.clock.until(self.clock.start + timedelta(seconds=seconds))

    def end(self) -> list[Analysis]:
        self.until((SLOTS + 2) * HOUR)
        return self.monitoring.analysed


def which(analysis: Analysis) -> str:
    """`old` or `new`; anything else is a mixture."""
    files = (analysis.statistics, analysis.constraints)
    return {
        (b"old statistics", constraints("old")): "old",
        (b"new statistics", constraints("new")): "new",
    }.get(files, f"mixture {files}")


def is_without_gap(analysed: list[Analysis]) -> bool:
    return [analysis.slot for analysis in analysed] == list(range(SLOTS))


@given(MOMENTS, *CHOICES)
def test_every_slot_is_analysed_once_with_the_old_or_the_new_baseline_whenever_the_switch_comes(
    moment: float, style: str, seed: int, pending_gets_new: bool
) -> None:
    simulation = Simulation(style, seed, pending_gets_new)
    simulation.until(moment)

    switched = switch_schedule(simulation.world, NAME, NEW, TERMS)
    ended = (simulation.clock.now() - simulation.clock.start).total_seconds()

    analysed = simulation.end()
    assert isinstance(switched, Switched)
    assert is_without_gap(analysed)
    used = [which(analysis) for analysis in analysed]
    first_new = used.index("new")
    assert used == ["old"] * first_new + ["new"] * (SLOTS - first_new), "old, then new, never back"
    assert moment / HOUR - 1 <= first_new <= ended / HOUR + 1


@given(MOMENTS, st.floats(0, 5 * HOUR), *CHOICES)
def test_every_slot_is_analysed_once_also_when_the_switch_is_rolled_back(
    moment: float, later: float, style: str, seed: int, pending_gets_new: bool
) -> None:
    simulation = Simulation(style, seed, pending_gets_new)
    simulation.until(moment)
    switch_schedule(simulation.world, NAME, NEW, TERMS)
    simulation.clock.sleep(later)

    roll_back(simulation.world, NAME, TERMS)

    analysed = simulation.end()
    assert is_without_gap(analysed)
    used = "".join({"old": "o", "new": "n"}.get(which(analysis), "?") for analysis in analysed)
    assert used.strip("o") == "n" * used.count("n"), "old, then perhaps new, then old"


def test_the_simulation_sees_a_schedule_that_is_deleted_and_created_again() -> None:
    simulation = Simulation("inline", seed=1, pending_gets_new=True)
    simulation.until(10 * HOUR - 60)
    deleted = simulation.monitoring.schedules.pop(NAME)
    simulation.until(11 * HOUR - 60)
    simulation.monitoring.schedules[NAME] = deleted

    assert not is_without_gap(simulation.end())


def test_the_simulation_sees_files_that_are_overwritten_in_place() -> None:
    mixed = []
    for second in range(0, 1300, 2):
        simulation = Simulation("inline", seed=1, pending_gets_new=True)
        simulation.until(10 * HOUR + second)
        for uri, body in ((OLD.statistics, b"new statistics"), (OLD.constraints, constraints("new"))):
            simulation.store.delete(S3Uri.parse(str(uri)))
            put(simulation.store, uri, body)
        simulation.until(11 * HOUR)
        mixed += [which(each) for each in simulation.monitoring.analysed if "mixture" in which(each)]

    assert mixed
