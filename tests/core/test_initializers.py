"""Initialisers: bounds, spread, right angles, reproducibility."""

import numpy as np
import pytest
from scipy import stats

from core.activations import ACTIVATIONS
from core.activations.base import Activation
from core.initializers import INITIALIZERS
from core.initializers.base import Initializer
from core.initializers.fitting import Fitting
from core.initializers.he import He
from core.initializers.orthogonal import Orthogonal
from core.initializers.uniform import Uniform
from core.initializers.xavier import Xavier
from core.initializers.zeros import Zeros
from core.spec import tag
from tests.core.variants import cases

SHAPES = ((200, 300), (300, 200), (50, 50), (1, 7), (7, 1), (3, 3, 4, 8))


def drawn(initializer: Initializer, shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    fan_in, fan_out = int(np.prod(shape[:-1])), shape[-1]
    fitted = initializer.fitted(ACTIVATIONS[0]())
    return fitted.sample(shape, fan_in, fan_out, np.random.default_rng(seed))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("initializer", cases(INITIALIZERS))
def test_shape_and_determinism(initializer: Initializer, shape: tuple[int, ...]) -> None:
    one, again, other = (drawn(initializer, shape, seed) for seed in (0, 0, 1))
    assert one.shape == shape
    assert np.all(np.isfinite(one))
    assert np.array_equal(one, again)
    assert np.array_equal(one, other) == isinstance(initializer, Zeros)


def test_zeros() -> None:
    assert not np.any(drawn(Zeros(), (200, 300)))


@pytest.mark.parametrize("reach", [0.01, 0.5, 100])
def test_uniform(reach: float) -> None:
    values = drawn(Uniform(reach=reach), (200, 300)).ravel()
    assert np.max(np.abs(values)) <= reach
    assert stats.kstest(values, stats.uniform(-reach, 2 * reach).cdf).pvalue > 0.01


def test_xavier() -> None:
    values, bound = drawn(Xavier(), (200, 300)).ravel(), np.sqrt(6 / 500)
    assert np.max(np.abs(values)) <= bound
    assert stats.kstest(values, stats.uniform(-bound, 2 * bound).cdf).pvalue > 0.01
    assert np.var(values) == pytest.approx(2 / 500, rel=0.02)


def test_he() -> None:
    values = drawn(He(), (200, 300)).ravel()
    assert stats.kstest(values, stats.norm(0, np.sqrt(2 / 200)).cdf).pvalue > 0.01
    assert np.var(values) == pytest.approx(2 / 200, rel=0.02)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_orthogonal(shape: tuple[int, ...], scale: float) -> None:
    matrix = drawn(Orthogonal(scale=scale), shape).reshape(-1, shape[-1])
    short = matrix.T if matrix.shape[0] < matrix.shape[1] else matrix
    np.testing.assert_allclose(short.T @ short, scale**2 * np.eye(short.shape[1]), atol=1e-12)


def test_orthogonal_prefers_no_direction() -> None:
    """Without the correction of signs the first entries of Q are all negative."""
    random = np.random.default_rng(0)
    corners = [Orthogonal().sample((2, 2), 2, 2, random)[0, 0] for _ in range(2_000)]
    angles = np.arccos(corners)  # of a rotation or reflection by a uniform angle
    assert stats.kstest(angles, stats.uniform(0, np.pi).cdf).pvalue > 0.01


@pytest.mark.parametrize("activation", cases(ACTIVATIONS))
def test_fitting_is_what_the_activation_asks_for(activation: Activation) -> None:
    assert tag(Fitting().fitted(activation)) == activation.initializer


@pytest.mark.parametrize("cls", [c for c in INITIALIZERS if c is not Fitting], ids=tag)
def test_others_fit_as_they_are(cls: type[Initializer]) -> None:
    assert all(cls().fitted(function()) == cls() for function in ACTIVATIONS)
