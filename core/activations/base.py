"""What an activation is: y = f(z) and, for the gradient, dz = dy · f'(z), each a few NumPy calls."""

from typing import TYPE_CHECKING, ClassVar

from core.phrases import in_sentence
from core.spec import Spec

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering


class Activation(Spec, frozen=True, kw_only=True):
    """Base of all activations.

    ``needs_input``: the derivative is computed from z, so that z and y must be two arrays; otherwise y may
    overwrite z.
    ``initializer``: tag of the initialiser that suits weights in front of it.
    """

    needs_input: ClassVar[bool] = False
    elementwise: ClassVar[bool] = True  # each value for itself
    initializer: ClassVar[str] = "xavier"

    @property
    def formula(self) -> str:
        """What stands for it where a sum is written out: ``tanh``, ``step(≥ 0.5)``."""
        return in_sentence(self.title)

    def forward(self, build: "Build", z: "Array", y: "Array", axis: int) -> None:
        """Add the calls for y = f(z). ``y`` may be ``z``. ``axis`` is the features' axis of both."""
        raise NotImplementedError

    def backward(self, build: "Build", z: "Array", y: "Array", dy: "Array", axis: int) -> None:
        """Add the calls that turn ``dy`` = ∂L/∂y into ∂L/∂z, in place."""
        raise NotImplementedError

    def lower(self, lowering: "Lowering", value: str) -> str:
        """Append the ONNX operators that apply f to the tensor named ``value``; return the result's name."""
        raise NotImplementedError
