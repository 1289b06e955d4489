"""The initialiser that fits the activation."""

from core.activations.base import Activation
from core.initializers.base import Initializer
from core.initializers.he import He
from core.initializers.xavier import Xavier


class Fitting(Initializer, frozen=True, kw_only=True, tag="fitting"):
    """Xavier or He, whichever the activation asks for."""

    title = "Fits the activation"
    help = "Xavier for tanh and sigmoid, He for ReLU and its relatives."
    order = 1

    def fitted(self, activation: Activation) -> Initializer:
        return He() if activation.initializer == "he" else Xavier()
