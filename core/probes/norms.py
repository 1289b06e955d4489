"""How large weights, gradients and updates are, layer by layer."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.engine.build import Array
from core.engine.bundles import bundles
from core.probes.base import Probe
from core.spec import meta

if TYPE_CHECKING:
    from core.training.trainer import Trainer


@dataclass(frozen=True, slots=True)
class Norm:
    """Root mean squares over one parameter's entries; NaN where there was no step to look at.

    ``update``: of what the last step added to the parameter.
    """

    node: str
    name: str
    weight: float
    gradient: float
    update: float


class Norms(Probe, frozen=True, kw_only=True, tag="norms"):
    """A ``Norm`` for each parameter of a node. Updates are seen from the first step after it was asked for."""

    title = "Sizes"
    help = "How large weights are, and how large the steps that change them."
    order = 30

    node: Annotated[str, meta("Layer", "Of which layer; empty: of all.")] = ""

    def measure(self, trainer: "Trainer") -> tuple[Norm, ...] | None:
        network, previous = trainer.network, trainer.previous
        if previous is None:
            trainer.previous = network.parameters.copy()
        return tuple(
            Norm(
                bundle.node,
                bundle.parameter.name,
                _rms(bundle.of(network.parameters)),
                _rms(bundle.of(network.gradients)) if trainer.steps else math.nan,
                math.nan if previous is None else _rms(bundle.of(network.parameters) - bundle.of(previous)),
            )
            for bundle in bundles(network, self.node)
        )


def _rms(values: Array) -> float:
    flat = values.ravel()
    return math.sqrt(float(np.dot(flat, flat)) / flat.size)
