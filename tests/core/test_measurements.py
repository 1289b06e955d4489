"""Measuring: nothing twice, nothing stale at rest, and never more than its share of the time."""

import itertools

import pytest

from core.probes.base import Probe
from core.training.mailbox import Mailbox
from core.training.measurements import SHARE, Measurements
from core.training.snapshot import Snapshot
from core.training.speed import SHORTEST, Speed
from core.training.trainer import Trainer
from tests.core.examples import gate


class Clock:
    """A time that the test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Numbered(Probe, frozen=True, kw_only=True, tag="numbered"):
    """Each measurement is an object of its own."""

    name: str = ""

    def measure(self, trainer: Trainer) -> object:
        return None if self.name == "absent" else object()


class OfData(Numbered, frozen=True, kw_only=True, tag="of-data"):
    static = True


@pytest.fixture
def trainer() -> Trainer:
    return Trainer(gate())


def advance(trainer: Trainer, steps: int = 1) -> None:
    for _ in itertools.islice(trainer.run(), steps):
        pass


def test_nothing_is_measured_twice_without_a_step(trainer: Trainer) -> None:
    measurements, probes = Measurements(), frozenset({Numbered()})
    first = measurements.of(probes, trainer, resting=True)
    assert measurements.of(probes, trainer, resting=True)[Numbered()] is first[Numbered()]
    advance(trainer)
    assert measurements.of(probes, trainer, resting=True)[Numbered()] is not first[Numbered()]


def test_an_edit_makes_everything_stale(trainer: Trainer) -> None:
    measurements, probes = Measurements(), frozenset({Numbered(), OfData()})
    first = measurements.of(probes, trainer, resting=True)
    advance(trainer)
    second = measurements.of(probes, trainer, resting=True)
    assert second[OfData()] is first[OfData()]
    measurements.forget()
    assert measurements.of(probes, trainer, resting=True)[OfData()] is not first[OfData()]


def test_what_does_not_apply_is_left_out(trainer: Trainer) -> None:
    absent = Numbered(name="absent")
    assert set(Measurements().of(frozenset({absent, Numbered()}), trainer, resting=True)) == {Numbered()}


def test_measuring_keeps_to_its_share_of_the_time(trainer: Trainer) -> None:
    clock, work = Clock(), Clock()
    probes = frozenset({Numbered(), Numbered(name="other")})

    class Slow(Measurements):
        def _take(self, probe: Probe, trainer: Trainer):  # type: ignore[no-untyped-def]
            start, taken = work.now, super()._take(probe, trainer)
            assert work.now == start
            return type(taken)(taken.value, taken.step, taken.moment, 0.003)

    measurements = Slow(clock, work)
    first = measurements.of(probes, trainer, resting=False)
    due = 0.003 * len(probes) / SHARE
    for moment, fresh in ((0.99 * due, False), (1.01 * due, True)):
        advance(trainer)
        clock.now = moment
        now = measurements.of(probes, trainer, resting=False)
        assert (now[Numbered()] is not first[Numbered()]) is fresh


def test_at_rest_everything_is_up_to_date_at_any_cost(trainer: Trainer) -> None:
    work = Clock()

    class Dear(Numbered, frozen=True, kw_only=True, tag="dear"):
        def measure(self, trainer: Trainer) -> object:
            work.now += 10.0
            return object()

    measurements, probes = Measurements(Clock(), work), frozenset({Dear()})
    first = measurements.of(probes, trainer, resting=False)
    advance(trainer)
    assert measurements.of(probes, trainer, resting=False)[Dear()] is first[Dear()]
    assert measurements.of(probes, trainer, resting=True)[Dear()] is not first[Dear()]


def test_speed_is_a_mean_that_can_be_read() -> None:
    clock = Clock()
    speed = Speed(clock)
    assert speed.steps_per_second(0) == 0
    clock.now = 0.9 * SHORTEST
    assert speed.steps_per_second(1_000) == 0
    clock.now = 2 * SHORTEST
    assert speed.steps_per_second(100) == pytest.approx(100 / (2 * SHORTEST))
    clock.now = 2.5 * SHORTEST
    assert speed.steps_per_second(10_000) == pytest.approx(100 / (2 * SHORTEST))


def test_speed_begins_anew_after_a_reset() -> None:
    clock = Clock()
    speed = Speed(clock)
    clock.now = 1.0
    speed.steps_per_second(500)
    clock.now = 2.0
    assert speed.steps_per_second(0) == 0
    clock.now = 3.0
    assert speed.steps_per_second(70) == pytest.approx(70)


def test_the_mailbox_keeps_the_newest_alone() -> None:
    mailbox = Mailbox()
    for step in range(3):
        mailbox.put(Snapshot(state="running", steps=step))
    newest = mailbox.take()
    assert newest is not None
    assert newest.steps == 2
    assert mailbox.take() is None


def test_a_wish_stands_until_it_is_met() -> None:
    mailbox = Mailbox()
    mailbox.put(Snapshot(state="ready"))
    assert not mailbox.wanted
    mailbox.want(frozenset({Numbered()}))
    assert mailbox.wanted
    assert mailbox.probes() == {Numbered()}
    mailbox.put(Snapshot(state="ready"))
    assert not mailbox.wanted
