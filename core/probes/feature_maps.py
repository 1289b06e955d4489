"""What a layer makes of one sample: its feature maps, its hidden states, its units."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo
from core.data.prepare import Part
from core.document.graph import End
from core.engine.build import Array
from core.engine.workspace import Workspace
from core.layers.base import Shape
from core.probes.base import Probe, kept
from core.probes.sending import NOISES, looking_at, send
from core.spec import meta
from core.training.evaluate import named_classes

if TYPE_CHECKING:
    from core.training.trainer import Trainer

MOST_MAPS = 64
LONGEST = 128  # pixels of a map's side, and units of a list, that come along
MOST_STEPS = 400

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A layer's output for one sample.

    ``values``: maps (maps, height, width), hidden states (units, steps), or units (units,). ``units``: which channels
    or units these are; ``spacing``: every so many rows and columns of a map came along. ``shape``: of all of it.
    ``sample``: the sample, raw, or None where there is none; it is number ``index`` of ``count``, and stands at
    ``place`` in the data set. ``length``: how many steps of it count. ``truth`` and ``says``: its class and what it is
    called, or empty. ``names``: of the units, where they stand for classes.
    """

    info: DataInfo
    shape: Shape
    values: Array
    units: Indices
    spacing: int
    index: int
    count: int
    place: int
    sample: Array | None
    length: int | None
    truth: str
    says: str
    names: tuple[str, ...]


class FeatureMaps(Probe, frozen=True, kw_only=True, tag="feature-maps"):
    """The output of one layer for one sample; None where there is no such output.

    In an adversarial network, the generator's layers are shown for noise, another for each number of a sample, the
    discriminator's for a sample of the data.
    """

    title = "What a layer sees"
    help = "What a layer makes of one sample."
    order = 80

    node: Annotated[str, meta("Layer", "Whose output.")] = ""
    sample: Annotated[int, meta("Sample", "Which of those that the network is checked with.", ge=0)] = 0

    def measure(self, trainer: "Trainer") -> Seen | None:
        network, part, info = trainer.network, trainer.data.checking, trainer.data.info
        node = network.graph.nodes.get(self.node)
        if node is None or not node.spec.outputs:
            return None
        end = End(node.id, node.spec.outputs[0])
        found = looking_at(trainer, end, 1)
        if found is None:
            return None
        workspace, made = found
        count = min(part.count, NOISES) if made else part.count
        index = self.sample % count
        send(trainer, workspace, np.array([index]))
        shape, output = workspace.values[end].shape, workspace.batch_first(end)[0]
        values, units, spacing = _small_enough(output)
        truth, says = _verdict(trainer, workspace, part, index)
        names = (
            info.class_names if end == network.output_source and shape[-1] == len(info.class_names) else ()
        )
        return Seen(
            info=info,
            shape=shape,
            values=values,
            units=units,
            spacing=spacing,
            index=index,
            count=count,
            place=int(part.indices[index]),
            sample=None if made else kept(part.samples[:, index] if part.flat else part.samples[index]),
            length=None if part.lengths is None else int(part.lengths[index]),
            truth=truth,
            says=says,
            names=names,
        )


def _small_enough(output: Array) -> tuple[Array, Indices, int]:
    """What of an output comes along, its channels or units first."""
    if output.ndim == 1:
        units = _spread(len(output), LONGEST)
        return kept(output[units]), units, 1
    if output.ndim == 2:
        steps, units = _spread(len(output), MOST_STEPS), _spread(output.shape[1], LONGEST)
        return kept(output[np.ix_(steps, units)].T), units, 1
    if output.ndim == 4:  # each step's channels, one step behind the other
        output = output.transpose(1, 2, 0, 3).reshape(*output.shape[1:3], -1)
    units, spacing = _spread(output.shape[2], MOST_MAPS), -(-max(output.shape[:2]) // LONGEST)
    return kept(output[::spacing, ::spacing, units].transpose(2, 0, 1)), units, spacing


def _spread(extent: int, most: int) -> Indices:
    return np.linspace(0, extent - 1, min(extent, most)).round().astype(np.intp)


def _verdict(trainer: "Trainer", workspace: Workspace, part: Part, index: int) -> tuple[str, str]:
    """The class of a sample, and the one it is called, where it has one."""
    names = trainer.data.info.class_names
    if part.labels is None or part.labels.ndim > 1 or trainer.network.end.fed[:1] != ("target",):
        return "", ""
    answer = workspace.answer()
    return names[int(part.labels[index])], names[int(named_classes(answer, trainer.data.encoding)[0])]
