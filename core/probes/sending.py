"""Sending samples through a network to see what comes out somewhere in the middle of it."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.document.graph import End
from core.engine.build import Mode, Turn
from core.engine.workspace import Workspace

if TYPE_CHECKING:
    from core.training.trainer import Trainer

NOISES = 64  # that a generator can be looked at with


def looking_at(trainer: "Trainer", end: End, batch: int) -> tuple[Workspace, bool] | None:
    """A workspace that computes what leaves an output, and whether it starts from noise; None where none does.

    In an adversarial network the generator starts from noise, the discriminator from samples of the data.
    """
    network = trainer.network
    for turn in (None,) if network.players is None else (None, Turn.JUDGE):
        workspace = network.workspace(batch, Mode.INFERENCE, turn)
        if end in workspace.values:
            return workspace, network.entry in workspace.values
    return None


def send(trainer: "Trainer", workspace: Workspace, indices: NDArray[np.intp]) -> None:
    """Compute these of the samples that the network is checked with, or these of ``NOISES`` noises."""
    network = trainer.network
    trainer.data.checking.fill(indices, workspace.feeds)
    if network.entry is not None and network.entry in workspace.values:
        workspace.values[network.entry].array[:] = trainer.method.examples(trainer, NOISES)[indices].T
    workspace.forward()
