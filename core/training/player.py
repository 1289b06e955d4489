"""A part of the parameters, and the optimizer that moves it."""

import numpy as np

from core.document.recipe import TrainingRecipe
from core.engine.build import Array
from core.engine.network import Network
from core.optimizers.base import CHUNK, Optimizer, Updater
from core.optimizers.regularise import add_penalty_gradient, clip_norm


class Player:
    """Moves the parameters of ``span`` along their gradients.

    ``slots``: the optimizer's vectors by name, each as long as all parameters; a player works on its part.
    """

    def __init__(
        self, name: str, span: slice, optimizer: Optimizer, network: Network, slots: dict[str, Array]
    ) -> None:
        self.name = name
        self.parameters, self.gradients = network.parameters[span], network.gradients[span]
        self.decays = network.decays[span]
        own = {slot: slots[slot][span] for slot in optimizer.slots}
        self.updater: Updater = optimizer.updater(self.parameters, self.gradients, own, self.decays)
        self._scratch = np.empty(min(CHUNK, self.parameters.size), network.dtype)

    def step(self, recipe: TrainingRecipe, learning_rate: float) -> None:
        """Change the parameters once: penalties, clipped gradient, update."""
        if recipe.l1 or recipe.l2:
            add_penalty_gradient(
                self.parameters, self.gradients, self.decays, recipe.l1, recipe.l2, self._scratch
            )
        if recipe.clip_norm is not None:
            clip_norm(self.gradients, recipe.clip_norm)
        self.updater.step(learning_rate)
