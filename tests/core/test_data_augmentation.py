"""Random changes to training images."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.augmentation import AUGMENTATIONS
from core.data.augmentation.base import Augmentation
from core.data.augmentation.flip import Flip
from core.data.augmentation.grain import Grain
from core.data.augmentation.rotate import Rotate
from core.data.augmentation.shift import Shift
from tests.core.variants import cases

SHAPES = [(5, 8, 8, 1), (3, 7, 12, 3), (1, 1, 1, 1), (4, 1, 9, 2)]


def images(shape: tuple[int, ...], kind: str = "uint8") -> NDArray[Any]:
    random = np.random.default_rng(1)
    return random.integers(0, 256, shape).astype(kind)


@pytest.mark.parametrize("augmentation", cases(AUGMENTATIONS))
@pytest.mark.parametrize("kind", ["uint8", "float32"])
@pytest.mark.parametrize("shape", SHAPES)
def test_shape_type_and_range_stay(augmentation: Augmentation, kind: str, shape: tuple[int, ...]) -> None:
    before = images(shape, kind)
    after = before.copy()
    augmentation.apply(after, np.random.default_rng(2))
    assert after.shape == before.shape
    assert after.dtype == before.dtype
    assert after.min() >= before.min()
    assert after.max() <= before.max()
    again = before.copy()
    augmentation.apply(again, np.random.default_rng(2))
    np.testing.assert_array_equal(after, again)


@pytest.mark.parametrize("cls", AUGMENTATIONS, ids=lambda cls: cls.title)
def test_each_image_is_changed_on_its_own(cls: type[Augmentation]) -> None:
    batch = np.repeat(images((1, 16, 16, 1)), 40, axis=0)
    cls().apply(batch, np.random.default_rng(1))
    assert len(np.unique(batch, axis=0)) > 1


@pytest.mark.parametrize(
    "augmentation", [Shift(most=0.0), Rotate(most=0.0), Grain(strength=0.0)], ids=lambda a: a.title
)
@pytest.mark.parametrize("kind", ["uint8", "float32"])
def test_none_at_all(augmentation: Augmentation, kind: str) -> None:
    before = images((6, 9, 7, 2), kind)
    after = before.copy()
    augmentation.apply(after, np.random.default_rng(1))
    np.testing.assert_array_equal(before, after)


def test_shift_moves_by_whole_pixels_and_repeats_the_border() -> None:
    before = images((50, 10, 20, 2))
    after = before.copy()
    Shift(most=0.2).apply(after, np.random.default_rng(1))
    padded = np.pad(before, ((0, 0), (2, 2), (4, 4), (0, 0)), mode="edge")
    found = set()
    for old, new in zip(padded, after, strict=True):
        places = [
            (2 - y, 4 - x)
            for y in range(5)
            for x in range(9)
            if np.array_equal(old[y : y + 10, x : x + 20], new)
        ]
        assert places
        found.add(places[0])
    assert {y for y, _ in found} == set(range(-2, 3))
    assert {x for _, x in found} == set(range(-4, 5))


@pytest.mark.parametrize(
    ("direction", "axes"),
    [("left and right", [(), (1,)]), ("up and down", [(), (0,)]), ("both", [(), (0,), (1,), (0, 1)])],
)
def test_flip_mirrors_about_every_second(direction: str, axes: list[tuple[int, ...]]) -> None:
    before = images((400, 4, 5, 3))
    after = before.copy()
    Flip(direction=direction).apply(after, np.random.default_rng(1))  # type: ignore[arg-type]
    counts = [
        sum(np.array_equal(np.flip(old, axis), new) for old, new in zip(before, after, strict=True))
        for axis in axes
    ]
    assert sum(counts) == 400
    assert min(counts) > 400 / len(axes) * 0.7


def test_rotation_keeps_the_middle_and_its_size() -> None:
    y, x = np.mgrid[:33, :33] - 16.0
    disc = (255 * (np.hypot(x, y) < 10)).astype(np.float32)[None, :, :, None]
    turned = disc.copy()
    Rotate(most=180).apply(turned, np.random.default_rng(1))
    assert np.abs(turned - disc).mean() < 6  # only its rim, where pixels are mixed
    assert turned.sum() == pytest.approx(disc.sum(), rel=0.01)


def test_rotation_turns_by_up_to_the_angle() -> None:
    y, x = np.mgrid[:65, :65] - 32.0
    spot = np.exp(-((x - 20) ** 2 + y**2) / 8)
    batch = np.repeat(spot.astype(np.float32)[None, :, :, None], 200, axis=0)
    Rotate(most=30).apply(batch, np.random.default_rng(1))
    weight = batch.sum(axis=(1, 2, 3))
    across = (batch[..., 0] * x).sum(axis=(1, 2)) / weight
    down = (batch[..., 0] * y).sum(axis=(1, 2)) / weight
    np.testing.assert_allclose(np.hypot(across, down), 20, atol=0.1)
    angles = np.rad2deg(np.arctan2(down, across))
    assert np.abs(angles).max() <= 30.1
    assert angles.min() < -25
    assert angles.max() > 25


def test_grain_has_the_strength_asked_for() -> None:
    batch = np.full((20, 40, 40, 1), 100, np.uint8)
    batch[:, 0, 0], batch[:, 0, 1] = 0, 200
    Grain(strength=0.05).apply(batch, np.random.default_rng(1))
    noise = batch[:, 1:].astype(float) - 100
    assert noise.std() == pytest.approx(10, rel=0.02)
    assert noise.mean() == pytest.approx(0, abs=0.3)
