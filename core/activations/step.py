"""The threshold unit."""

from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.activations.base import Activation
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering

FLOAT = 1  # onnx.TensorProto.FLOAT


class Step(Activation, frozen=True, kw_only=True, tag="step"):
    """y = 1 where z >= threshold, else 0 (Rosenblatt 1958: fires at "equal to or greater than" it).

    The true slope is 0 everywhere and teaches nothing. The straight-through slope dy/dz = 1 takes its place
    (Bengio et al. 2013); with half the squared error and SGD, Δw = η (t - y) x: the perceptron learning rule.
    """

    title = "Step"
    help = (
        "Fires (1) when the sum reaches the threshold, else stays silent (0). Its slope counts as 1, so that "
        "half squared error with SGD is exactly the perceptron learning rule."
    )
    order = 20

    threshold: Annotated[
        float, meta("Threshold", "The sum at which the neuron begins to fire.", ge=-1000, le=1000, step=0.1)
    ] = 0.0

    @property
    def summary(self) -> str:
        return f"threshold {self.threshold:g}"

    @property
    def formula(self) -> str:
        return f"step(≥ {self.threshold:g})"

    def forward(self, build: "Build", z: "Array", y: "Array", axis: int) -> None:
        build.forward(np.greater_equal, z, build.number(self.threshold), y)

    def backward(self, build: "Build", z: "Array", y: "Array", dy: "Array", axis: int) -> None:
        pass  # dz = dy

    def lower(self, lowering: "Lowering", value: str) -> str:
        threshold = lowering.constant(self.threshold)
        return lowering.add("Cast", lowering.add("GreaterOrEqual", value, threshold), to=FLOAT)
