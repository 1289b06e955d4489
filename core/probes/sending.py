"""Sending samples through a network to see what comes out somewhere in the middle of it."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.engine.build import Mode, Turn
from core.engine.workspace import Workspace

if TYPE_CHECKING:
    from core.training.trainer import Trainer

NOISES = 64  # that a generator can be looked at with


def looking_at(trainer: "Trainer", node: str, batch: int) -> tuple[Workspace, bool]:
    """A workspace that computes a node, and whether it starts from noise.

    In an adversarial network the generator starts from noise, the discriminator from samples of the data.
    """
    network = trainer.network
    judges = network.players is not None and node not in network.players.generator
    workspace = network.workspace(batch, Mode.INFERENCE, Turn.JUDGE if judges else None)
    return workspace, network.entry in workspace.values


def send(trainer: "Trainer", workspace: Workspace, indices: NDArray[np.intp]) -> None:
    """Compute these of the samples that the network is checked with, or these of ``NOISES`` noises."""
    network = trainer.network
    trainer.data.checking.fill(indices, workspace.feeds)
    if network.entry is not None and network.entry in workspace.values:
        workspace.values[network.entry].array[:] = trainer.method.examples(trainer, NOISES)[indices].T
    workspace.forward()
