"""Points for a generator to imitate."""

import numpy as np
import pytest

from core.data.base import Dataset
from core.data.sources.points_to_imitate import DRAWN, Pattern, PointsToImitate


def points(pattern: Pattern) -> Dataset:
    return PointsToImitate(pattern=pattern).load(1)


@pytest.mark.parametrize("pattern", DRAWN)
def test_points_between_0_and_1_without_an_answer(pattern: Pattern) -> None:
    data = points(pattern)
    assert data.samples.shape == (10_000, 2)
    assert 0 < data.samples.min() < data.samples.max() < 1
    assert data.labels is None
    assert data.values is None
    assert not data.info.class_names
    assert not data.info.value_names


def test_line() -> None:
    x, y = points("line").samples.T
    slope, start = np.polyfit(x, y, 1)
    assert slope == pytest.approx(0.5, abs=0.02)
    assert np.std(y - slope * x - start) < 0.02


def test_ring() -> None:
    radius = np.hypot(*(points("ring").samples - 0.5).T)
    assert radius.mean() == pytest.approx(0.3, abs=0.002)
    assert radius.std() == pytest.approx(0.02, rel=0.05)


@pytest.mark.parametrize(("pattern", "parts"), [("two clouds", 2), ("three blobs", 3), ("grid of nine", 9)])
def test_parts_are_equal_and_apart(pattern: Pattern, parts: int) -> None:
    samples = points(pattern).samples
    centres = np.unique(np.round(samples[:500], 1), axis=0)
    distances = np.linalg.norm(samples[:, None] - centres, axis=2)
    close = centres[np.bincount(distances.argmin(axis=1), minlength=len(centres)).argsort()[::-1]]
    chosen: list[np.ndarray] = []
    for centre in close:  # the fullest places that are apart
        if all(np.linalg.norm(centre - other) > 0.25 for other in chosen):
            chosen.append(centre)
    assert len(chosen) >= parts
    counts = np.bincount(np.linalg.norm(samples[:, None] - chosen[:parts], axis=2).argmin(axis=1))
    np.testing.assert_allclose(counts / len(samples), 1 / parts, atol=0.03)
