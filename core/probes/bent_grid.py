"""How the generator bends the plane of its noise."""

from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.engine.build import Array
from core.probes.base import Probe, kept
from core.probes.opinion import imitated
from core.spec import meta
from core.training.adversarial import Adversarial

if TYPE_CHECKING:
    from core.training.trainer import Trainer

REACH = 2.0  # of the grid; most noise lies within


class BentGrid(Probe, frozen=True, kw_only=True, tag="bent-grid"):
    """Where the generator puts an even grid of noise, (lines, lines, 2): as a sheet of rubber is laid over the data.

    None unless two numbers of noise become a point of the plane, and where the generator is told a class too.
    After Kahng, Thorat, Chau, Viégas and Wattenberg 2019: GAN Lab.
    """

    title = "Bent grid"
    help = "Where the generator puts an even grid of noise."
    order = 92

    lines: Annotated[int, meta("Lines", "So many each way.", ge=2, le=100)] = 17

    def measure(self, trainer: "Trainer") -> Array | None:
        method = trainer.method
        if not isinstance(method, Adversarial) or imitated(trainer.document.data.source) is None:
            return None
        if method.conditional or trainer.network.entry is None or trainer.network.entry_shape() != (2,):
            return None
        along = np.linspace(-REACH, REACH, self.lines)
        noise = np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)
        return kept(method.made(trainer, noise, None)).reshape(self.lines, self.lines, 2)
