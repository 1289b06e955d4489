"""How like the data generated samples are, and how unlike each other."""

import numpy as np

from core.data.base import Bounds
from core.engine.build import Array

CELLS = 30  # on each side of the grid that points are counted in (Kahng et al. 2018, GAN Lab)


def divergences(real: Array, generated: Array, bounds: Bounds, cells: int = CELLS) -> tuple[float, float]:
    """Kullback-Leibler and Jensen-Shannon divergence of generated from real points, (count, 2) each, in bits.

    Points are counted in ``cells`` by ``cells`` squares of ``bounds``; those outside count for the nearest one. For the
    first, half a point is added to each square, so that an empty one does not make it infinite. The second lies in
    0 ... 1; two draws of 10,000 points each from the same source are about 0.01 apart.
    """
    p, q = (_counts(points, bounds, cells) for points in (real, generated))
    smooth_p, smooth_q = ((c + 0.5) / (c + 0.5).sum() for c in (p, q))
    p, q = p / p.sum(), q / q.sum()
    middle = (p + q) / 2
    return _divergence(smooth_p, smooth_q), (_divergence(p, middle) + _divergence(q, middle)) / 2


def _counts(points: Array, bounds: Bounds, cells: int) -> Array:
    (low1, high1), (low2, high2) = bounds
    scaled = (np.asarray(points, np.float64) - (low1, low2)) / (high1 - low1, high2 - low2)
    index = np.clip(np.nan_to_num(scaled * cells), 0, cells - 1).astype(np.intp)
    return np.bincount(index[:, 0] * cells + index[:, 1], minlength=cells * cells).astype(np.float64)


def _divergence(p: Array, q: Array) -> float:
    some = p > 0
    return float(np.sum(p[some] * np.log2(p[some] / q[some])))


def diversity(real: Array, generated: Array) -> float:
    """The mean distance between two generated samples, as a share of that between two real ones.

    Both (count, features). About 1 where generated samples are as varied as real ones; it falls towards 0 when they
    become alike (mode collapse).
    """
    spread = _mean_distance(real)
    return _mean_distance(generated) / spread if spread else 0.0


def _mean_distance(samples: Array) -> float:
    """Over pairs of one sample and another half the list away: as good as over all pairs, and cheap."""
    x = np.asarray(samples, np.float64).reshape(len(samples), -1)
    shifts = range(1, min(len(x), 9))
    return float(
        np.mean([np.linalg.norm(x - np.roll(x, shift, 0), axis=1).mean() for shift in shifts] or [0.0])
    )
