"""The weights that lead to a layer's units, as far as they are drawn one by one: the strongest, and kernels."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.document.graph import Node
from core.engine.build import Array
from core.layers.conv2d_transpose import Conv2DTranspose
from core.layers.recurrent import Recurrent
from core.probes.base import kept

MOST_WIRES, MOST_LOOPS = 150, 48

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Strands:
    """Some weights of a layer, the strongest first.

    ``ends`` (count, 2): the numbers of what each leads from and to; ``weights`` (count,). ``total``: how many weights
    of this kind the layer has.
    """

    ends: Indices
    weights: Array
    total: int


def strongest(weights: Array, sources: Indices, targets: Indices, most: int, total: int) -> Strands:
    """The largest of some weights (sources, targets), whatever their sign."""
    sizes = np.abs(weights).reshape(-1)
    count = min(most, sizes.size)
    picked = np.argpartition(sizes, sizes.size - count)[sizes.size - count :]
    picked = picked[np.argsort(-sizes[picked], kind="stable")]
    rows, columns = np.divmod(picked, weights.shape[1])
    ends = np.stack([sources[rows], targets[columns]], axis=1)
    return Strands(kept(ends), kept(weights[rows, columns]), total)


@dataclass(frozen=True, slots=True)
class Led:
    """What leads to the units of a layer, as it lies in its parameters.

    ``into``: one (inputs, units) a direction; ``between``: the same from unit to unit, of the step before.
    """

    into: tuple[Array, ...]
    between: tuple[Array, ...] = ()

    @property
    def inputs(self) -> int:
        return len(self.into[0])

    def wires(self, inputs: Indices, units: Indices) -> Strands:
        """The strongest between some inputs and some units."""
        width, total = self.into[0].shape[1], sum(w.size for w in self.into)
        found = np.empty((len(inputs), len(units)), self.into[0].dtype)
        for direction, weights in enumerate(self.into):
            mine = units // width == direction
            found[:, mine] = weights[np.ix_(inputs, units[mine] % width)]
        return strongest(found, inputs, units, MOST_WIRES, total)

    def loops(self, units: Indices) -> Strands | None:
        """The strongest among some units, of one direction each."""
        if not self.between:
            return None
        width, total = len(self.between[0]), sum(w.size for w in self.between)
        found = np.zeros((len(units), len(units)), self.between[0].dtype)
        for direction, weights in enumerate(self.between):
            mine = units // width == direction
            own = units[mine] % width
            found[np.ix_(mine, mine)] = weights[np.ix_(own, own)]
        return strongest(found, units, units, MOST_LOOPS, total)


def led(node: Node, parameters: dict[str, Array], units: int) -> Led | None:
    """What leads to so many units of a node; None where no weight belongs to an input and a unit.

    Of a layer with gates, the weights of the candidate: of what a unit would write if its gates let it.
    """
    spec = node.spec
    if isinstance(spec, Recurrent):
        suffixes, candidate = spec.suffixes(spec.layers - 1), slice((spec.gates - 1) * spec.units, None)
        into, between = (
            tuple(parameters[f"{name}_weight{suffix}"][:, candidate] for suffix in suffixes)
            for name in ("input", "recurrent")
        )
        return Led(into, between)
    weight = parameters.get("weight")
    if weight is None or weight.ndim != 2 or weight.shape[1] != units or spec.takes_tokens:
        return None
    return Led((weight,))


def kernels(node: Node, parameters: dict[str, Array], units: Indices) -> NDArray[Any] | None:
    """The kernels of some maps (maps, height, width), averaged over their channels; None where there are none."""
    weight = parameters.get("weight")
    if weight is None or weight.ndim < 3:
        return None
    if isinstance(node.spec, Conv2DTranspose):
        weight = weight.swapaxes(-1, -2)
    means = weight[..., units].mean(axis=-2)
    return kept(np.moveaxis(np.atleast_3d(means) if means.ndim > 2 else means[None], -1, 0))
