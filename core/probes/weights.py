"""The weights, as pictures and histograms."""

from typing import TYPE_CHECKING, Annotated

from core.probes.base import Probe
from core.probes.picture import Picture, pictures
from core.spec import meta

if TYPE_CHECKING:
    from core.training.trainer import Trainer


class Weights(Probe, frozen=True, kw_only=True, tag="weights"):
    """A picture of each parameter of a node, (parameters,)."""

    title = "Weights"
    help = "What a layer has learned so far."
    order = 10

    node: Annotated[str, meta("Layer", "Whose weights; empty: those of all layers.")] = ""

    def measure(self, trainer: "Trainer") -> tuple[Picture, ...] | None:
        return pictures(trainer.network, trainer.network.parameters, self.node) or None
