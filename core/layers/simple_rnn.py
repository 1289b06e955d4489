"""The simple recurrent layer."""

from typing import TYPE_CHECKING, Annotated, Literal

from core.activations.base import Activation
from core.activations.relu import ReLU
from core.activations.tanh import Tanh
from core.engine.kernels.recurrent import bind
from core.engine.kernels.recurrent_simple import SimpleRun
from core.layers.recurrent import Recurrent
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class SimpleRNN(Recurrent, frozen=True, kw_only=True, tag="simple-rnn"):
    """h_{t+1} = f(Uᵀ h_t + Wᵀ x_t + b), with x_t (features,), h (units,) (Elman 1990)."""

    title = "Simple RNN"
    help = "Reads a sequence step by step; each unit sees the input and what all of them said a step before."
    order = 10
    icon = "M5 6h6v5H5zM8 13.5V11M8 6V2.5M11 8.5h2.5v-4h-11v4H5"

    function: Annotated[
        Literal["tanh", "relu"], meta("Activation", "What each unit does with its sum; tanh is steadier.")
    ] = "tanh"

    @property
    def rectifies(self) -> bool:
        return self.function == "relu"

    @property
    def squashes(self) -> Activation:
        return ReLU() if self.rectifies else Tanh()

    def build(self, build: "Build") -> None:
        bind(build, self, SimpleRun)

    def lower(self, lowering: "Lowering") -> None:
        names = ["Relu" if self.rectifies else "Tanh"] * self.directions
        self.lower_as(lowering, "RNN", (0,), activations=names)
