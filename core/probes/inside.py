"""Inside a layer: its units and what they say of one sample, and the strongest of the weights that lead to them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray

from core.document.graph import End, Graph, Node
from core.engine.build import Array
from core.engine.network import Network
from core.engine.workspace import Workspace
from core.layers.base import Shape, size_of
from core.probes.base import Probe, kept
from core.probes.picture import image_before
from core.probes.sending import NOISES, looking_at, send
from core.probes.strands import Indices, Led, Strands, kernels, led
from core.spec import meta

if TYPE_CHECKING:
    from core.training.trainer import Trainer

MOST = 24  # units, and inputs, that are shown one by one
MOST_SEARCHED = 4_096  # inputs of a picture whose weights are looked through
LONGEST = 64  # pixels of a map's side, and steps, that come along
WIDEST_PICTURE = 128


@dataclass(frozen=True, slots=True, eq=False)
class Fed:
    """What goes into a layer: ``numbers`` of the inputs shown, of ``count``, and their ``values`` where they are known.

    ``pixels``: the image that the inputs list pixel by pixel; ``picture`` (height, width) is that image, and none of
    the inputs is shown by itself.
    """

    numbers: Indices
    values: Array | None
    count: int
    pixels: Shape | None = None
    picture: Array | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Interior:
    """What is inside a layer, for one sample: number ``sample`` of ``samples``, or of noises where it is ``made``.

    ``units``: the numbers of those shown, of ``count``; ``names``: of all, where they stand for classes. ``values`` of
    them: (units,), or (units, steps) at the steps numbered ``steps``, or maps (units, height, width), of which every so
    many pixels came along (``spacing``). ``step``: which step they and the inputs are of, where that is one of several.
    ``wires`` and ``loops``: the strongest weights from inputs to units,
    and from units to units of the step before. ``kernels`` (units, height, width): what each map is made with.
    """

    units: Indices
    count: int
    values: Array
    names: tuple[str, ...]
    fed: Fed | None
    wires: Strands | None
    loops: Strands | None
    kernels: Array | None
    steps: Indices
    spacing: int
    step: int | None
    sample: int
    samples: int
    made: bool


class Inside(Probe, frozen=True, kw_only=True, tag="inside"):
    """The inside of one layer for one sample; None where nothing is computed there.

    Of what has no output, what arrives is shown. In an adversarial network, the generator's layers are looked at with
    noise, another for each number of a sample, the discriminator's with a sample of the data.
    """

    title = "Inside a layer"
    help = "The units of a layer, their values, and the strongest weights that lead to them."
    order = 82

    node: Annotated[str, meta("Layer", "Which layer is looked into.")] = ""
    sample: Annotated[int, meta("Sample", "Which of those that the network is checked with.", ge=0)] = 0

    def measure(self, trainer: "Trainer") -> Interior | None:
        network = trainer.network
        node = network.graph.nodes.get(self.node)
        end = None if node is None else _seen(network.graph, node)
        found = None if end is None else looking_at(trainer, end, 1)
        if node is None or end is None or found is None:
            return None
        workspace, made = found
        samples = min(trainer.data.checking.count, NOISES) if made else trainer.data.checking.count
        sample = self.sample % samples
        send(trainer, workspace, np.array([sample]))
        output, step = workspace.batch_first(end)[0], _last_step(workspace, end)
        units, parameters = _spread(output.shape[-1], MOST), network.arrays(node.id).parameters
        leading = led(node, parameters, output.shape[-1])
        one_step = output.ndim == 4 or (leading is not None and output.ndim == 2)
        output = output[step] if one_step else output
        fed = None if leading is None else _fed(network, workspace, node, leading)
        return Interior(
            units=kept(units),
            count=output.shape[-1],
            values=_values(output, units),
            names=_names(trainer, end, output.shape[-1]),
            fed=fed,
            wires=None if leading is None or fed is None else leading.wires(_searched(fed), units),
            loops=None if leading is None else leading.loops(units),
            kernels=kernels(node, parameters, units),
            steps=kept(_spread(len(output), LONGEST) if output.ndim == 2 else np.empty(0, np.intp)),
            spacing=_spacing(output),
            step=step if one_step else None,
            sample=sample,
            samples=samples,
            made=made,
        )


def _seen(graph: Graph, node: Node) -> End | None:
    """The output of a node; of one without, what arrives there first."""
    if node.spec.outputs:
        return End(node.id, node.spec.outputs[0])
    into = graph.into(node.id)
    return into[0].source if into else None


def _last_step(workspace: Workspace, end: End) -> int:
    """The last step of the sample that counts; 0 for what has no steps."""
    value = workspace.values[end]
    if len(value.shape) not in (2, 4):
        return 0
    return value.shape[0] - 1 if value.lengths is None else int(value.lengths[0]) - 1


def _values(output: Array, units: Indices) -> Array:
    """What the units say: one number each, at each step, or a map."""
    if output.ndim == 1:
        return kept(output[units])
    if output.ndim == 2:
        return kept(output[np.ix_(_spread(len(output), LONGEST), units)].T)
    spacing = _spacing(output)
    return kept(output[::spacing, ::spacing, units].transpose(2, 0, 1))


def _spacing(output: Array) -> int:
    return -(-max(output.shape[:2]) // LONGEST) if output.ndim == 3 else 1


def _fed(network: Network, workspace: Workspace, node: Node, leading: Led) -> Fed:
    source = network.graph.into(node.id)[0].source
    values = None
    if source in workspace.values:
        arrived, step = workspace.batch_first(source)[0], _last_step(workspace, source)
        values = arrived[step] if arrived.ndim == 2 else arrived
        values = values if values.shape == (leading.inputs,) else None
    pixels = image_before(network, node.id)
    if values is not None and pixels is not None and _is_picture(pixels, leading.inputs):
        picture = kept(values.reshape(pixels).mean(axis=2))
        return Fed(kept(np.empty(0, np.intp)), None, leading.inputs, pixels, picture)
    numbers = _spread(leading.inputs, MOST)
    return Fed(kept(numbers), None if values is None else kept(values[numbers]), leading.inputs)


def _is_picture(pixels: Shape, inputs: int) -> bool:
    """Whether so many inputs are an image that can be looked at; they may be only a row of one."""
    return size_of(pixels) == inputs and 1 < min(pixels[:2]) <= max(pixels[:2]) <= WIDEST_PICTURE


def _searched(fed: Fed) -> Indices:
    """The inputs among which the strongest wires are looked for."""
    return fed.numbers if fed.picture is None else _spread(fed.count, MOST_SEARCHED)


def _names(trainer: "Trainer", end: End, count: int) -> tuple[str, ...]:
    names = trainer.data.info.class_names
    return names if end == trainer.network.output_source and count == len(names) else ()


def _spread(extent: int, most: int) -> NDArray[np.intp]:
    return np.linspace(0, extent - 1, min(extent, most)).round().astype(np.intp)
