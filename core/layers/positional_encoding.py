"""Tells the steps of a sequence apart."""

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np

from core.initializers.uniform import Uniform
from core.layers.base import Layer, Parameter, Shape, size_of
from core.layers.self_attention import require_sequence
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build
    from core.lowering import Lowering

LONGEST_WAVE = 10_000.0  # by 2π, in steps


class PositionalEncoding(Layer, frozen=True, kw_only=True, tag="positional-encoding"):
    """y = x + P with P (steps, features) the same for all samples (Vaswani et al. 2017, section 3.5).

    Sinusoidal: P[t, 2i] = sin(t / 10000^(2i / features)), P[t, 2i + 1] = cos of the same. Learned: a parameter.
    """

    title = "Positional encoding"
    help = "Adds to each step a pattern that tells its place: attention alone does not see what comes first."
    order = 70
    icon = "M2 8c1.5-6 3-6 4.5 0s3 6 4.5 0c.8-3 1.6-4.5 2.5-4.5M2 13.5h12"

    kind: Annotated[
        Literal["sinusoidal", "learned"],
        meta("Pattern", "Sine waves of growing length, or numbers that are learned."),
    ] = "sinusoidal"

    @property
    def summary(self) -> str:
        return self.kind

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        require_sequence(self, inputs[0])
        return inputs

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        if self.kind == "sinusoidal":
            return ()
        small = Uniform(reach=0.05)
        return (
            Parameter(name="pattern", shape=inputs[0], initializer=small, fan_in=1, fan_out=1, decays=False),
        )

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return size_of(inputs[0])

    def build(self, build: "Build") -> None:
        x = build.input(0)
        dx = build.input_gradient(0) if build.training else None
        y = build.emit_new(x.shape, dx)  # both gradients are the same
        learned = self.kind == "learned"
        pattern = build.parameter("pattern") if learned else waves(x.shape).astype(build.dtype)
        build.forward(np.add, x.array, pattern, y.array)
        if y.gradient is not None and learned and not build.frozen:
            ones, slopes = build.constant(1.0, (build.batch,)), y.gradient.reshape(build.batch, -1)
            build.backward(np.dot, ones, slopes, build.gradient("pattern").reshape(-1))

    def lower(self, lowering: "Lowering") -> None:
        shape = lowering.shape_in(0)
        learned = self.kind == "learned"
        pattern = lowering.parameter("pattern") if learned else lowering.constant(waves(shape))
        lowering.emit(lowering.add("Add", lowering.input(0), pattern))


def waves(shape: Shape) -> "Array":
    """The sinusoidal pattern, (steps, features)."""
    steps, features = shape
    even = np.arange(0, features, 2)
    angles = np.arange(steps)[:, None] / LONGEST_WAVE ** (even / features)
    pattern = np.empty(shape)
    pattern[:, 0::2] = np.sin(angles)
    pattern[:, 1::2] = np.cos(angles[:, : features // 2])
    return pattern
