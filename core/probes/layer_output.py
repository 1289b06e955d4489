"""What a layer makes of one sample."""

from typing import TYPE_CHECKING, Annotated

from core.document.graph import End
from core.engine.build import Array, Mode
from core.probes.base import Probe, kept
from core.spec import meta

if TYPE_CHECKING:
    from core.training.trainer import Trainer


class LayerOutput(Probe, frozen=True, kw_only=True, tag="layer-output"):
    """The output of one layer for one sample, in the layer's output shape; None where there is no such output."""

    title = "Layer output"
    help = "What a layer makes of one sample."
    order = 80

    node: Annotated[str, meta("Layer", "Whose output.")] = ""
    sample: Annotated[int, meta("Sample", "Which sample, among those shown first.", ge=0)] = 0

    def measure(self, trainer: "Trainer") -> Array | None:
        network, part = trainer.network, trainer.data.checking
        node = network.graph.nodes.get(self.node)
        if node is None or not node.spec.outputs or node not in network.nodes:
            return None
        raw = part.raw(part.count)[self.sample % part.count]
        workspace = network.workspace(1, Mode.INFERENCE)
        workspace.samples[...] = raw[:, None] if part.flat else raw
        workspace.forward()
        value = workspace.values[End(node.id, node.spec.outputs[0])]
        return kept(value.array[:, 0] if len(value.shape) == 1 else value.array[0])
