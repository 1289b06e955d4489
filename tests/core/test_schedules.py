"""Schedules against torch's."""

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from core.schedules import SCHEDULES
from core.schedules.base import Schedule
from core.schedules.constant import Constant
from core.schedules.cosine import Cosine
from core.schedules.plateau import Plateau
from core.schedules.step_decay import StepDecay
from core.schedules.warm_up import WarmUp
from core.spec import tag
from tests.core.variants import cases


def torch_rates(make: Callable[[torch.optim.Optimizer], Any], epochs: int) -> list[float]:
    """The learning rate of each epoch that a torch scheduler makes of 1."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, rates = make(optimizer), []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def our_rates(schedule: Schedule, epochs: int, asked: int | None = None) -> list[float]:
    return [schedule.factor(float(epoch), asked or epochs, {}) for epoch in range(epochs)]


@pytest.mark.parametrize(("every", "ratio"), [(1, 0.9), (3, 0.5), (40, 0.1), (5, 1.0)])
def test_steps(every: int, ratio: float) -> None:
    wanted = torch_rates(lambda o: lr_scheduler.StepLR(o, every, ratio), 30)
    assert our_rates(StepDecay(every=every, ratio=ratio), 30) == pytest.approx(wanted, rel=1e-12)


def test_a_step_lasts_through_its_last_epoch() -> None:
    schedule = StepDecay(every=10, ratio=0.5)
    assert [schedule.factor(epoch, 30, {}) for epoch in (9.99, 10.0, 19.99, 20.0)] == [1.0, 0.5, 0.5, 0.25]


@pytest.mark.parametrize("floor", [0.0, 0.2, 1.0])
def test_cosine(floor: float) -> None:
    wanted = torch_rates(lambda o: lr_scheduler.CosineAnnealingLR(o, 30, floor), 31)
    assert our_rates(Cosine(floor=floor), 31, asked=30) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_cosine_stays_at_its_floor() -> None:
    assert Cosine(floor=0.25).factor(45.5, 30, {}) == 0.25


@pytest.mark.parametrize(("length", "start"), [(5, 0.1), (1, 0.5), (12, 1e-3)])
def test_warm_up_then_constant(length: int, start: float) -> None:
    wanted = torch_rates(lambda o: lr_scheduler.LinearLR(o, start, 1.0, length), 20)
    assert our_rates(WarmUp(length=length, start=start), 20) == pytest.approx(wanted, rel=1e-9)


def test_warm_up_then_cosine() -> None:
    first = torch_rates(lambda o: lr_scheduler.LinearLR(o, 0.1, 1.0, 5), 5)
    rest = torch_rates(lambda o: lr_scheduler.CosineAnnealingLR(o, 25), 26)
    found = our_rates(WarmUp(length=5, start=0.1, then="cosine"), 31, asked=30)
    assert found == pytest.approx(first + rest, rel=1e-9, abs=1e-12)


def test_a_warm_up_longer_than_the_run_never_ends_in_a_cosine() -> None:
    schedule = WarmUp(length=10, start=0.0, then="cosine")
    assert our_rates(schedule, 10) == pytest.approx([epoch / 10 for epoch in range(10)])
    assert schedule.factor(10.0, 10, {}) == 1.0


@pytest.mark.parametrize("patience", [0, 2, 5])
@pytest.mark.parametrize("threshold", [0.0, 1e-4, 0.05])
@pytest.mark.parametrize("floor", [0.0, 0.1])
def test_plateau(patience: int, threshold: float, floor: float) -> None:
    losses = 2 + np.cumsum(np.random.default_rng(patience).normal(-0.005, 0.05, 80))
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    reference = lr_scheduler.ReduceLROnPlateau(
        optimizer, factor=0.5, patience=patience, threshold=threshold, min_lr=floor, eps=0.0
    )
    schedule = Plateau(ratio=0.5, patience=patience, threshold=threshold, floor=floor)
    memory: dict[str, Any] = {}
    for loss in losses:
        reference.step(float(loss))
        schedule.watch(float(loss), memory)
        assert schedule.factor(0.0, 80, memory) == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-12)
    assert schedule.factor(0.0, 80, memory) < 1


def test_a_loss_that_is_not_finite_is_never_the_best() -> None:
    schedule, memory = Plateau(ratio=0.5, patience=1), {}
    for loss in (math.nan, math.inf, 1.0, math.nan, 2.0):
        schedule.watch(loss, memory)
        json.dumps(memory, allow_nan=False)
    assert memory["best"] == 1.0
    assert schedule.factor(5.0, 5, memory) == 0.25


def test_constant() -> None:
    assert our_rates(Constant(), 10) == [1.0] * 10


@pytest.mark.parametrize("schedule", cases(SCHEDULES))
def test_every_schedule_gives_a_share(schedule: Schedule) -> None:
    memory: dict[str, Any] = {}
    for step in range(60):
        assert 0 <= schedule.factor(step / 4, 10, memory) <= 1
        if step % 4 == 3:
            schedule.watch(1.0, memory)


@pytest.mark.parametrize("cls", SCHEDULES, ids=tag)
def test_what_a_schedule_remembers_survives_json(cls: type[Schedule]) -> None:
    losses = [1.0, 0.9, 0.95, 0.96, 0.97, 0.98, 0.99, 1.0, 1.01, 1.02]
    straight: dict[str, Any] = {}
    saved: dict[str, Any] = {}
    for epoch, loss in enumerate(losses):
        assert cls().factor(epoch, 10, straight) == cls().factor(epoch, 10, saved)
        cls().watch(loss, straight)
        cls().watch(loss, saved)
        saved = json.loads(json.dumps(saved))
    assert saved == straight
