"""Long short-term memory."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from core.engine.kernels.recurrent import bind
from core.engine.kernels.recurrent_lstm import LSTMRun
from core.initializers.base import Initializer
from core.layers.recurrent import GateConstants, Recurrent
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class LSTM(Recurrent, frozen=True, kw_only=True, tag="lstm"):
    """o, i, f = σ(Uᵀ h + Wᵀ x + b), g = tanh(...), c' = f ∘ c + i ∘ g, h' = o ∘ tanh c'; no peepholes.

    The columns of U, W and b: output gate, input gate, forget gate, candidate (Hochreiter and Schmidhuber 1997, the
    forget gate of Gers et al. 2000).
    """

    title = "LSTM"
    help = (
        "Reads a sequence step by step and learns with gates what to keep, what to forget and what to tell."
    )
    order = 30
    icon = "M2.5 4h11M2.5 12h11M5 4v8M8 4v8M11 4v8"
    gates: ClassVar[int] = 4
    states_kept: ClassVar[tuple[str, ...]] = LSTMRun.memories

    forget_bias: Annotated[
        float,
        meta(
            "Forget gate starts at",
            "The forget gate's first bias: 1 keeps the memory open, so that long spans are learned sooner.",
            ge=-10,
            le=10,
            step=0.5,
            advanced=True,
        ),
    ] = 1.0

    def biases(self) -> tuple[tuple[str, int, Initializer], ...]:
        return (("bias", self.gates, GateConstants(values=(0.0, 0.0, self.forget_bias, 0.0))),)

    def build(self, build: "Build") -> None:
        bind(build, self, LSTMRun)

    def lower(self, lowering: "Lowering") -> None:
        self.lower_as(lowering, "LSTM", (1, 0, 2, 3))  # ONNX: i, o, f, c
