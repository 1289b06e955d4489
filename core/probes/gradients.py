"""The gradients of the last step, as pictures and histograms."""

from typing import TYPE_CHECKING, Annotated

from core.probes.base import Probe
from core.probes.picture import Picture, pictures
from core.spec import meta

if TYPE_CHECKING:
    from core.training.trainer import Trainer


class Gradients(Probe, frozen=True, kw_only=True, tag="gradients"):
    """A picture of the last step's gradient for each parameter of a node, (parameters,).

    It is the gradient that the optimizer was given: with what L1 and L2 add, and clipped.
    """

    title = "Gradients"
    help = "Which way, and how strongly, the last batch pulled at each weight."
    order = 20

    node: Annotated[str, meta("Layer", "Whose gradients; empty: those of all layers.")] = ""

    def measure(self, trainer: "Trainer") -> tuple[Picture, ...] | None:
        if trainer.steps == 0:
            return None
        return pictures(trainer.network, trainer.network.gradients, self.node) or None
