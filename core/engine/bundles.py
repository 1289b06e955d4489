"""What nodes have learned, as arrays to look at: a layer's parameters, a neuron's weights side by side."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.engine.build import Array
from core.engine.network import Network
from core.initializers.zeros import Zeros
from core.layers.base import Parameter


@dataclass(frozen=True, slots=True)
class Bundle:
    """Learned numbers of one node. ``places``: where they lie in a vector laid out as the parameters are."""

    node: str
    parameter: Parameter
    places: slice | NDArray[np.intp]

    def of(self, vector: Array) -> Array:
        """What the vector holds for them, in the parameter's shape."""
        return vector[self.places].reshape(self.parameter.shape)


def bundles(network: Network, node: str) -> list[Bundle]:
    """What a node learns; for "" what all do, with the weights of all neurons that are computed together as one."""
    layers = [s for s in network.slots if s.owner not in network.blocks and node in ("", s.node)]
    found = [Bundle(s.node, s.parameter, s.span) for s in layers]
    if not node:
        return found + [b for group in network.blocks for b in _of_group(network, group)]
    return found or _of_neuron(network, node)


def _of_group(network: Network, group: str) -> list[Bundle]:
    slots = network.owned(group)
    return [
        _bundle(group, name, [s.start for s in slots if s.parameter.name == name])
        for name in ("weight", "bias")
        if any(s.parameter.name == name for s in slots)
    ]


def _of_neuron(network: Network, node: str) -> list[Bundle]:
    weights = [f"{wire.id}/weight" for wire in network.drawn.wires.values() if wire.target.node == node]
    named = {"weight": weights, "bias": [f"{node}/bias"]}
    places = {n: [network.slot(k).start for k in keys if network.has(k)] for n, keys in named.items()}
    return [_bundle(node, name, starts) for name, starts in places.items() if starts]


def _bundle(node: str, name: str, starts: list[int]) -> Bundle:
    parameter = Parameter(
        name=name,
        shape=(len(starts),),
        initializer=Zeros(),
        fan_in=len(starts),
        fan_out=1,
        decays=name == "weight",
    )
    return Bundle(node, parameter, np.array(starts, np.intp))
