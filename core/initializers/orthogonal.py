"""Orthogonal initialisation."""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from core.initializers.base import Initializer
from core.spec import meta


class Orthogonal(Initializer, frozen=True, kw_only=True, tag="orthogonal"):
    """Rows or columns, whichever are fewer, at right angles and of length ``scale`` (Saxe et al. 2014).

    Q of a normal matrix' QR decomposition, with R's diagonal made positive so that Q is uniform (Mezzadri
    2007). Of an array of more axes all but the last are taken as rows.
    """

    title = "Orthogonal"
    help = "Turns values without stretching them, so that they keep their size through many layers."
    order = 30

    scale: Annotated[float, meta("Scale", "What every length is multiplied by.", gt=0, le=100, step=0.1)] = (
        1.0
    )

    def sample(
        self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
    ) -> NDArray[np.float64]:
        columns = shape[-1]
        normal = random.normal(size=(int(np.prod(shape)) // columns, columns))
        wide = len(normal) < columns
        q, r = np.linalg.qr(normal.T if wide else normal)
        q *= self.scale * np.where(np.diagonal(r) < 0, -1.0, 1.0)
        return (q.T if wide else q).reshape(shape)
