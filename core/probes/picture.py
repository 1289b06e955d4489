"""A parameter made small enough to be copied and drawn thirty times a second."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.engine.bundles import Bundle, bundles
from core.engine.network import Network
from core.layers.base import Parameter, Shape, size_of
from core.probes.base import kept

LONGEST = 128  # entries of an axis that are drawn
MOST_TILES = 64
CHUNK = 16_384  # entries of the histogram at once: new memory for all of them costs more than counting them
BINS = 61  # an odd number: zero has a bin of its own
STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)

Array = NDArray[Any]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One parameter, or what another vector holds in its place.

    ``values`` (rows, columns): as a matrix, the last axis across. Of a longer axis than 128 entries, evenly
    spaced ones are taken (no means: those of weights are all close to zero); ``rows`` and ``columns`` say which.
    ``tiles`` (count, height, width): where the rows are the pixels of an image or a kernel, each shown column as
    an image, averaged over its channels; ``tiled`` says which columns. ``parts``: so many blocks of as many columns
    stand side by side, such as a recurrent layer's gates. ``counts`` (bins,): the histogram of all entries from -reach
    to reach. ``largest``: the largest absolute value.
    """

    node: str
    name: str
    shape: Shape
    values: Array
    rows: Indices
    columns: Indices
    tiles: Array | None
    tiled: Indices
    parts: int
    counts: Indices
    reach: float
    largest: float
    mean: float
    deviation: float

    @property
    def brightest(self) -> float:
        """A round number that no value of the tiles exceeds, for the colours; where there are none, the reach."""
        return self.reach if self.tiles is None else nice_reach(_largest(self.tiles))


def pictures(network: Network, vector: Array, node: str) -> tuple[Picture, ...]:
    """Pictures of what a vector, laid out as the parameters are, holds for a node; of all nodes for ""."""
    return tuple(_picture(network, vector, bundle) for bundle in bundles(network, node))


def _picture(network: Network, vector: Array, bundle: Bundle) -> Picture:
    array = bundle.of(vector)
    flat = array.reshape(-1)
    matrix = array.reshape(-1, array.shape[-1])
    rows, columns = (_spread(extent, LONGEST) for extent in matrix.shape)
    tiled = _spread(matrix.shape[1], MOST_TILES)
    largest = _largest(flat)
    reach = nice_reach(largest)
    mean = float(flat.mean())
    return Picture(
        node=bundle.node,
        name=bundle.parameter.name,
        shape=array.shape,
        values=kept(matrix[np.ix_(rows, columns)]),
        rows=rows,
        columns=columns,
        tiles=_tiles(matrix[:, tiled], _pixels(network, bundle)),
        tiled=tiled,
        parts=_parts(bundle.parameter),
        counts=_histogram(flat, reach),
        reach=reach,
        largest=largest,
        mean=mean,
        deviation=math.sqrt(max(float(flat @ flat) / flat.size - mean * mean, 0.0)),
    )


def _parts(parameter: Parameter) -> int:
    columns, units = parameter.shape[-1], parameter.fan_out
    return columns // units if 0 < units < columns and columns % units == 0 else 1


def _spread(extent: int, most: int) -> Indices:
    return np.linspace(0, extent - 1, min(extent, most)).round().astype(np.intp)


def _largest(flat: Array) -> float:
    largest = max(float(flat.max()), -float(flat.min()))
    return largest if math.isfinite(largest) else float(np.finfo(flat.dtype).max)


def nice_reach(largest: float) -> float:
    """A round number that is not exceeded, so that an axis keeps still while values move; 1 for nothing."""
    if largest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return next(step * power for step in STEPS if step * power >= largest * (1 - 1e-9))


def _histogram(flat: Array, reach: float) -> Indices:
    counts = np.zeros(BINS, np.intp)
    for start in range(0, flat.size, CHUNK):
        places = (flat[start : start + CHUNK] * (BINS / (2 * reach)) + BINS / 2).astype(np.intp)
        counts += np.bincount(places.clip(0, BINS - 1, out=places), minlength=BINS)
    return counts


def _tiles(columns: Array, pixels: Shape | None) -> Array | None:
    """Each column (rows, count) as an image (count, height, width)."""
    if pixels is None or max(pixels[:2]) > LONGEST:
        return None
    return kept(columns.T.reshape(-1, *pixels).mean(axis=3))


def _pixels(network: Network, bundle: Bundle) -> Shape | None:
    """The image (height, width, channels) that the rows of a weight matrix stand for, if they do."""
    shape = bundle.parameter.shape
    if len(shape) == 4:  # a kernel
        return shape[:3]
    return image_before(network, bundle.node) if len(shape) == 2 else None


def image_before(network: Network, node: str) -> Shape | None:
    """The shape of the image that a layer's flat input lists pixel by pixel; None where it does not.

    Layers in between may not learn and have to leave the count of values as it is: they pass them on in order.
    """
    learning = {slot.node for slot in network.slots}
    while True:
        wires = network.graph.into(node)
        if len(wires) != 1 or wires[0].source.node in learning:
            return None
        node = wires[0].source.node
        facts = network.inference.facts[node]
        if len(facts.inputs) != 1 or size_of(facts.inputs[0]) != size_of(facts.outputs[0]):
            return None
        if len(facts.inputs[0]) == 3:
            return facts.inputs[0]
