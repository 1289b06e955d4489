"""The gated recurrent unit."""

from typing import TYPE_CHECKING, Any, ClassVar

from numpy.typing import NDArray

from core.engine.kernels.recurrent import bind
from core.engine.kernels.recurrent_gru import GRURun
from core.initializers.base import Initializer
from core.initializers.zeros import Zeros
from core.layers.recurrent import Recurrent

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class GRU(Recurrent, frozen=True, kw_only=True, tag="gru"):
    """r, z = σ(Uᵀ h + Wᵀ x + b), n = tanh(Wᵀ x + b + r ∘ (Uᵀ h + b')), h' = (1 - z) ∘ n + z ∘ h.

    The columns of U, W and b: reset gate, update gate, candidate. Cho et al. 2014, with the reset gate behind the
    product, as torch and ONNX (``linear_before_reset``) have it.
    """

    title = "GRU"
    help = "Like an LSTM with fewer gates: learns what to keep of its state and what to write anew."
    order = 20
    icon = "M2.5 8h11M5 8V4h6v4M8 8v4.5"
    gates: ClassVar[int] = 3

    def biases(self) -> tuple[tuple[str, int, Initializer], ...]:
        return (("bias", 3, Zeros()), ("recurrent_bias", 1, Zeros()))

    def build(self, build: "Build") -> None:
        bind(build, self, GRURun)

    def lower(self, lowering: "Lowering") -> None:
        self.lower_as(lowering, "GRU", (1, 0, 2), linear_before_reset=1)  # ONNX: z, r, h

    def _onnx_bias(self, lowering: "Lowering", suffix: str, order: tuple[int, ...]) -> NDArray[Any]:
        both = Recurrent._onnx_bias(self, lowering, suffix, order)
        if self.bias:
            both[-self.units :] = lowering.values("recurrent_bias" + suffix)
        return both
