"""What flows along a wire: how large its values are, and how far they spread."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.document.graph import End
from core.engine.build import Array
from core.engine.workspace import Workspace
from core.probes.base import Probe, affordable
from core.probes.sending import NOISES, looking_at, send
from core.spec import meta

if TYPE_CHECKING:
    from core.training.trainer import Trainer

MOST_SAMPLES = NOISES


@dataclass(frozen=True, slots=True)
class Carried:
    """Of all values that left an output for some samples: mean, standard deviation, least, most, share of exact zeros.

    ``samples``: how many these were. Steps behind the end of a sequence do not count.
    """

    mean: float
    deviation: float
    least: float
    most: float
    zeros: float
    samples: int


class Flow(Probe, frozen=True, kw_only=True, tag="flow"):
    """What leaves an output for some of the samples that the network is checked with; None where nothing does.

    In an adversarial network, the generator is looked at with noise, the discriminator with samples of the data.
    """

    title = "What flows"
    help = "How large the values are that a wire carries, and how far they spread."
    order = 85

    node: Annotated[str, meta("Layer", "Whose output.")] = ""
    port: Annotated[str, meta("Output", "Which output of it; empty: the first.")] = ""

    def measure(self, trainer: "Trainer") -> Carried | None:
        network = trainer.network
        node = network.drawn.nodes.get(self.node)
        if node is None or not node.spec.outputs or self.port not in ("", *node.spec.outputs):
            return None
        end = End(node.id, self.port or node.spec.outputs[0])
        count = min(MOST_SAMPLES, affordable(network, MOST_SAMPLES), trainer.data.checking.count)
        found = looking_at(trainer, end, count)
        if found is None:
            return None
        workspace, _ = found
        send(trainer, workspace, np.arange(count))
        values = _counting(workspace, end, single=node.spec.single)
        if not values.size:
            return None
        return Carried(
            mean=float(values.mean(dtype=np.float64)),
            deviation=float(values.std(dtype=np.float64)),
            least=float(values.min()),
            most=float(values.max()),
            zeros=1 - float(np.count_nonzero(values)) / values.size,
            samples=count,
        )


def _counting(workspace: Workspace, end: End, *, single: bool) -> Array:
    """The values at an output, without the steps that do not count; single values keep all steps of the samples."""
    values, lengths = workspace.batch_first(end), workspace.values[end].lengths
    if single:
        lengths = workspace.feeds.get("lengths")
    if lengths is None or values.ndim < 3:
        return values
    counting: Array = values[np.arange(values.shape[1]) < lengths[:, None]]
    return counting
