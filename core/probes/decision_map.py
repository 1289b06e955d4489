"""What the network says everywhere on the plane."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.data.base import Bounds, Source
from core.document.graph import End
from core.engine.build import Array, Mode
from core.engine.network import Network
from core.probes.base import Probe, kept
from core.spec import meta

if TYPE_CHECKING:
    from core.training.trainer import Trainer

MOST_UNITS = 32


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """``outputs`` (outputs, resolution, resolution): rows from low to high x2, columns from low to high x1."""

    bounds: Bounds
    outputs: Array


class DecisionMap(Probe, frozen=True, kw_only=True, tag="decision-map"):
    """The answers of the network, or of one layer's units, on a grid over the plane that the data lies in.

    None for data of more inputs, for layers whose output is not a list of values, and where nothing is answered.
    """

    title = "Decision map"
    help = "What the network says at every point of the plane."
    order = 40

    node: Annotated[str, meta("Layer", "Whose units; empty: the network's answer.")] = ""
    resolution: Annotated[int, meta("Resolution", "Points on each side.", ge=2, le=256)] = 64

    def measure(self, trainer: "Trainer") -> Plane | None:
        network, source = trainer.network, trainer.document.data.source
        bounds, end = source.bounds, self._end(network)
        if bounds is None or end is None or network.players is not None:
            return None
        points = grid(source, self.resolution)
        workspace = network.workspace(len(points), Mode.INFERENCE)
        value = workspace.values.get(end)
        if value is None or len(value.shape) != 1:
            return None
        workspace.samples[...] = points.T
        workspace.forward()
        side = self.resolution
        return Plane(bounds, kept(value.array[:MOST_UNITS]).reshape(-1, side, side))

    def _end(self, network: Network) -> End | None:
        if not self.node:
            return network.output_source
        node = network.drawn.nodes.get(self.node)
        return End(node.id, node.spec.outputs[0]) if node is not None and node.spec.outputs else None


@lru_cache(maxsize=8)
def grid(source: Source, resolution: int) -> Array:
    """Raw samples (resolution², features), row by row from the lower left."""
    assert source.bounds is not None
    x1, x2 = (np.linspace(low, high, resolution) for low, high in source.bounds)
    return source.features(np.stack([np.tile(x1, resolution), np.repeat(x2, resolution)], axis=1))
