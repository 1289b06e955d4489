"""Optimizers, penalties and clipping against torch, in float64, step by step."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from core.optimizers import OPTIMIZERS
from core.optimizers.adamw import AdamW
from core.optimizers.base import CHUNK, Optimizer, Updater
from core.optimizers.regularise import add_penalty_gradient, clip_norm
from core.optimizers.sgd import SGD
from core.spec import tag
from tests.core.variants import cases

WEIGHTS, BIASES = CHUNK + 100, 31  # more than one chunk, and a ragged end
STEPS = 20

REFERENCES: dict[str, Callable[[Any, Any], torch.optim.Optimizer]] = {
    "sgd": lambda f, groups: torch.optim.SGD(groups),
    "momentum": lambda f, groups: torch.optim.SGD(groups, momentum=f.momentum),
    "nesterov": lambda f, groups: torch.optim.SGD(groups, momentum=f.momentum, nesterov=f.momentum > 0),
    "rmsprop": lambda f, groups: torch.optim.RMSprop(groups, alpha=f.alpha, eps=f.epsilon),
    "adagrad": lambda f, groups: torch.optim.Adagrad(groups, eps=f.epsilon),
    "adam": lambda f, groups: torch.optim.Adam(groups, betas=(f.beta1, f.beta2), eps=f.epsilon),
    "adamw": lambda f, groups: torch.optim.AdamW(groups, betas=(f.beta1, f.beta2), eps=f.epsilon),
}


def vectors(dtype: Any = np.float64) -> tuple[np.ndarray, np.ndarray]:
    """Parameters, weights before biases, and where decay acts."""
    parameters = np.random.default_rng(0).normal(size=WEIGHTS + BIASES).astype(dtype)
    return parameters, np.arange(WEIGHTS + BIASES) < WEIGHTS


def bound(optimizer: Optimizer, parameters: np.ndarray, gradients: np.ndarray, decays: np.ndarray) -> Updater:
    slots = {name: np.zeros_like(parameters) for name in optimizer.slots}
    return optimizer.updater(parameters, gradients, slots, decays)


def in_torch(parameters: np.ndarray, weight_decay: float = 0.0) -> list[dict[str, Any]]:
    """The same parameters in two groups, the first of which decays."""
    both = [torch.tensor(part, requires_grad=True) for part in np.split(parameters, [WEIGHTS])]
    return [
        {"params": [both[0]], "weight_decay": weight_decay},
        {"params": [both[1]], "weight_decay": 0.0},
    ]


def joined(groups: list[dict[str, Any]], attribute: str = "data") -> np.ndarray:
    return np.concatenate([getattr(group["params"][0], attribute).numpy() for group in groups])


def set_gradients(groups: list[dict[str, Any]], gradients: np.ndarray) -> None:
    for group, part in zip(groups, np.split(gradients, [WEIGHTS]), strict=True):
        group["params"][0].grad = torch.tensor(part)


@pytest.mark.parametrize("cls", OPTIMIZERS, ids=tag)
def test_every_optimizer_has_an_outside_reference(cls: type[Optimizer]) -> None:
    assert tag(cls) in REFERENCES, "say here what it is in torch"


@pytest.mark.parametrize("optimizer", cases(OPTIMIZERS))
def test_steps_agree_with_torch(optimizer: Optimizer) -> None:
    parameters, decays = vectors()
    gradients, random = np.empty_like(parameters), np.random.default_rng(1)
    groups = in_torch(parameters, getattr(optimizer, "weight_decay", 0.0))
    updater, reference = (
        bound(optimizer, parameters, gradients, decays),
        REFERENCES[tag(optimizer)](optimizer, groups),
    )
    for step in range(STEPS):
        rate = 0.01 / (1 + step)
        gradients[...] = random.normal(size=gradients.size) * 10.0 ** random.integers(-4, 2)
        set_gradients(groups, gradients)
        updater.step(rate)
        for group in reference.param_groups:
            group["lr"] = rate
        reference.step()
        np.testing.assert_allclose(parameters, joined(groups), rtol=1e-9, atol=1e-12)
    assert updater.steps == STEPS


@pytest.mark.parametrize("cls", OPTIMIZERS, ids=tag)
def test_a_restored_optimizer_goes_on_to_the_bit(cls: type[Optimizer]) -> None:
    random, ends = np.random.default_rng(2), []
    gradients = random.normal(size=(6, WEIGHTS + BIASES)).astype(np.float32)
    for interrupted in (False, True):
        parameters, decays = vectors(np.float32)
        gradient, slots = np.empty_like(parameters), {n: np.zeros_like(parameters) for n in cls.slots}
        updater = cls().updater(parameters, gradient, slots, decays)
        for step, row in enumerate(gradients):
            if interrupted and step == 3:
                slots = {name: slot.copy() for name, slot in slots.items()}
                done, updater = updater.steps, cls().updater(parameters, gradient, slots, decays)
                updater.steps = done
            gradient[...] = row
            updater.step(0.01)
        ends.append(parameters)
    assert np.array_equal(*ends)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("cls", OPTIMIZERS, ids=tag)
def test_a_step_allocates_nothing(cls: type[Optimizer], dtype: Any) -> None:
    parameters, decays = vectors(dtype)
    updater = bound(cls(), parameters, np.ones_like(parameters), decays)
    updater.step(0.01)
    tracemalloc.start()
    try:
        updater.step(0.01)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000


@pytest.mark.parametrize("cls", OPTIMIZERS, ids=tag)
def test_a_zero_gradient_moves_no_bias(cls: type[Optimizer]) -> None:
    parameters, decays = vectors(np.float32)
    before = parameters.copy()
    updater = bound(cls(), parameters, np.zeros_like(parameters), decays)
    for _ in range(3):
        updater.step(0.1)
    assert np.array_equal(parameters[WEIGHTS:], before[WEIGHTS:])


@pytest.mark.parametrize("size", [0, 1, 25])
@pytest.mark.parametrize("cls", OPTIMIZERS, ids=tag)
def test_any_number_of_parameters(cls: type[Optimizer], size: int) -> None:
    parameters = np.ones(size)
    bound(cls(), parameters, np.ones(size), np.ones(size, bool)).step(0.1)
    assert np.all(parameters < 1)


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.1), (0.05, 0.0), (0.05, 0.1), (0.0, 0.0)])
def test_penalties_agree_with_torch(l1: float, l2: float) -> None:
    parameters, decays = vectors()
    gradients = np.random.default_rng(4).normal(size=parameters.size)
    weights = torch.tensor(parameters, requires_grad=True)
    decaying = weights[:WEIGHTS]
    (
        weights @ torch.tensor(gradients) + l1 * decaying.abs().sum() + 0.5 * l2 * (decaying**2).sum()
    ).backward()
    add_penalty_gradient(parameters, gradients, decays, l1, l2, np.empty(CHUNK))
    np.testing.assert_allclose(gradients, weights.grad.numpy(), rtol=1e-12, atol=1e-14)


def test_l2_with_sgd_is_weight_decay_of_torch() -> None:
    parameters, decays = vectors()
    gradients, groups = np.empty_like(parameters), in_torch(parameters, 0.1)
    updater, reference = bound(SGD(), parameters, gradients, decays), torch.optim.SGD(groups, lr=0.05)
    for step in range(5):
        gradients[...] = np.random.default_rng(step).normal(size=gradients.size)
        set_gradients(groups, gradients)
        add_penalty_gradient(parameters, gradients, decays, 0.0, 0.1, np.empty_like(parameters))
        updater.step(0.05)
        reference.step()
    np.testing.assert_allclose(parameters, joined(groups), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("limit", [1e-3, 1.0, 250.0, 1e6])
def test_clipping_agrees_with_torch(limit: float) -> None:
    gradients = np.random.default_rng(5).normal(size=WEIGHTS + BIASES)
    groups = in_torch(gradients)
    set_gradients(groups, gradients)
    wanted = torch.nn.utils.clip_grad_norm_([group["params"][0] for group in groups], limit)
    assert clip_norm(gradients, limit) == pytest.approx(float(wanted), rel=1e-12)
    np.testing.assert_allclose(gradients, joined(groups, "grad"), rtol=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_clipping_leaves_what_is_not_finite(bad: float) -> None:
    gradients = np.array([1.0, bad, 3.0])
    assert not np.isfinite(clip_norm(gradients, 1.0))
    np.testing.assert_array_equal(gradients, [1.0, bad, 3.0])


def test_only_what_decays_shrinks() -> None:
    """Weights and biases in turn, as layers lay them out."""
    decays = np.repeat([True, False, True, True, False], [5, 2, 4, 3, 1])
    parameters = np.ones(decays.size)
    bound(AdamW(weight_decay=0.5), parameters, np.zeros_like(parameters), decays).step(0.1)
    np.testing.assert_allclose(parameters, np.where(decays, 0.95, 1.0), rtol=1e-15)
