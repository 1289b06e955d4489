"""The two-dimensional data sets, against formulas by hand."""

import numpy as np
import pytest

from core.data.plane import Points
from core.data.sources import SOURCES
from core.data.sources.circle import Circle
from core.data.sources.many_gaussians import ManyGaussians
from core.data.sources.quadrants import Quadrants
from core.data.sources.slope import Slope
from core.data.sources.spiral import Spiral
from core.data.sources.two_gaussians import TwoGaussians
from core.data.sources.two_moons import TwoMoons
from core.errors import DataError

POINTS = [source for source in SOURCES if issubclass(source, Points)]
NAMED = {"ids": lambda source: source.__struct_config__.tag}


def test_features_by_hand() -> None:
    source = Circle(x1_squared=True, x2_squared=True, product=True, sin_x1=True, sin_x2=True)
    assert source.info().feature_names == ("x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂")
    found = source.features(np.array([[0.0, 0.0], [np.pi / 2, -3.0]]))
    expected = [np.pi / 2, -3.0, np.pi**2 / 4, 9.0, -1.5 * np.pi, 1.0, -0.1411200080598672]
    np.testing.assert_array_equal(found[0], np.zeros(7))
    np.testing.assert_allclose(found[1], expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("x1", 2),
        ("x2", 3),
        ("x1_squared", 4),
        ("x2_squared", 9),
        ("product", 6),
        ("sin_x1", 0.909297),
        ("sin_x2", 0.141120),
    ],
)
def test_each_feature_has_its_own_switch(field: str, value: float) -> None:
    source = Spiral(**{"x1": False, "x2": False, field: True})
    assert source.info().sample_shape == (1,)
    np.testing.assert_allclose(source.features(np.array([[2.0, 3.0]])), [[value]], rtol=1e-5)


def test_no_feature_is_refused() -> None:
    with pytest.raises(
        DataError, match=r"Spiral gives the network nothing to see: switch on at least one input"
    ):
        Spiral(x1=False, x2=False).info()


@pytest.mark.parametrize("cls", POINTS, **NAMED)
@pytest.mark.parametrize("points", [4, 5, 501])
def test_as_many_points_as_asked_for(cls: type[Points], points: int) -> None:
    data = cls(points=points).load(1)
    assert len(data.samples) == points
    if data.labels is not None and cls is not Quadrants:
        assert abs(np.sum(data.labels == 0) - np.sum(data.labels == 1)) <= 1


@pytest.mark.parametrize("cls", [c for c in POINTS if c is not Spiral], **NAMED)
def test_another_seed_draws_other_points(cls: type[Points]) -> None:
    assert not np.array_equal(cls().load(1).samples, cls().load(2).samples)


def test_circle() -> None:
    data = Circle(points=2_000).load(1)
    distance = np.hypot(*data.samples.T)
    np.testing.assert_array_equal(data.labels, distance < 2.5)
    assert not ((distance > 2.5) & (distance < 3.5)).any()
    assert distance.max() <= 5


def test_quadrants() -> None:
    data = Quadrants(points=2_000).load(1)
    x1, x2 = data.samples.T
    np.testing.assert_array_equal(data.labels, (x1 > 0) == (x2 > 0))
    assert np.abs(data.samples).min() >= 0.3


@pytest.mark.parametrize("cls", [Circle, Quadrants, Slope, ManyGaussians], **NAMED)
def test_noise_changes_answers_close_by(cls: type[Points]) -> None:
    clean, noisy = cls(points=2_000).load(1), cls(points=2_000, noise=0.2).load(1)
    np.testing.assert_array_equal(clean.samples, noisy.samples)
    before, after = (d.values if d.labels is None else d.labels for d in (clean, noisy))
    assert before is not None
    assert after is not None
    changed = before != after
    assert changed.mean() > 0.02
    if clean.labels is not None:
        assert changed.mean() < 0.3


@pytest.mark.parametrize("cls", [Spiral, TwoMoons], **NAMED)
def test_more_noise_moves_the_same_points_further(cls: type[Points]) -> None:
    none, some, more = (cls(noise=noise).positions(1) for noise in (0.0, 0.1, 0.2))
    np.testing.assert_allclose(more - none, 2 * (some - none), atol=1e-5)
    assert np.abs(some - none).max() > 0.05


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.5, 4.0)])
def test_two_gaussians(noise: float, variance: float) -> None:
    data = TwoGaussians(points=20_000, noise=noise).load(1)
    for label, centre in ((0, -2), (1, 2)):
        cloud = data.samples[data.labels == label]
        # 10,000 samples: the mean is within 4 σ/100, the variance within 4 σ² sqrt(2)/100
        np.testing.assert_allclose(cloud.mean(axis=0), [centre, centre], atol=0.04 * np.sqrt(variance))
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.057)


def test_spiral_arms_mirror_each_other() -> None:
    data = Spiral(points=500).load(1)
    assert data.labels is not None
    first, second = data.samples[data.labels == 0], data.samples[data.labels == 1]
    np.testing.assert_allclose(first, -second, atol=1e-5)
    radius = np.hypot(*first.T)
    np.testing.assert_allclose(radius, np.arange(250) / 250 * 5, atol=1e-5)
    turns = np.unwrap(np.arctan2(first[1:, 0], first[1:, 1])) / (2 * np.pi)
    assert abs(turns[-1] - turns[0]) == pytest.approx(1.75, abs=0.02)


def test_moons_are_half_circles() -> None:
    data = TwoMoons(points=1_000).load(1)
    x, y = (data.samples * 0.3 + np.array([0.5, 0.25])).T  # radius 1, the upper one around the origin
    assert data.labels is not None
    upper, lower = data.labels == 0, data.labels == 1
    np.testing.assert_allclose(np.hypot(x[upper], y[upper]), 1, atol=1e-5)
    np.testing.assert_allclose(np.hypot(x[lower] - 1, y[lower] - 0.5), 1, atol=1e-5)
    assert (y[upper] > -1e-5).all()
    assert (y[lower] < 0.5 + 1e-5).all()


def test_slope() -> None:
    data = Slope().load(1)
    assert data.values is not None
    np.testing.assert_allclose(data.values[:, 0], data.samples.sum(axis=1) / 10, atol=1e-6)


def test_hills_and_valleys() -> None:
    bumps = [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)]
    data = ManyGaussians().load(1)
    assert data.values is not None
    heights = np.zeros(len(data.samples))
    for x, y, sign in bumps:  # of several bumps the highest counts
        height = np.clip(1 - np.hypot(data.samples[:, 0] - x, data.samples[:, 1] - y) / 2, 0, 1)
        heights = np.where(height > np.abs(heights), sign * height, heights)
    np.testing.assert_allclose(data.values[:, 0], heights, atol=1e-5)
    assert data.values.max() > 0.8
    assert data.values.min() < -0.8
