"""Scaled dot-product self-attention with several heads."""

import math
from typing import TYPE_CHECKING, Annotated

import numpy as np
from msgspec.structs import replace

from core.errors import ShapeError
from core.initializers.xavier import Xavier
from core.initializers.zeros import Zeros
from core.layers.attention_kernel import Attention
from core.layers.base import Layer, Parameter, Shape, mismatch, size_of
from core.layers.embedding import Embedding
from core.layers.reshape import Reshape
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering

NEVER = -1e30  # a score that leaves a weight of exactly 0


class SelfAttention(Layer, frozen=True, kw_only=True, tag="self-attention"):
    """y = [head₁ … head_h] W_o + b_o, head = softmax(Q Kᵀ / sqrt(d)) V (Vaswani et al. 2017, section 3.2).

    Q, K and V, each (steps, features), are the columns of x W + b, in this order, and d = features / heads of them make
    a head: what torch.nn.MultiheadAttention computes. In a sequence that ends early no step looks at the
    steps behind the end; these are 0 in the output, and no gradient passes through them.
    """

    title = "Self-attention"
    help = "Every step of a sequence looks at all steps and takes from each as much as fits: a transformer's heart."
    order = 60
    icon = "M3 12.5h.1M8 12.5h.1M13 12.5h.1M8 3.5L3 12M8 3.5v8.5M8 3.5L13 12"

    heads: Annotated[
        int,
        meta(
            "Heads",
            "How many different ways of looking there are; they share the features.",
            ge=1,
            le=32,
            log=True,
        ),
    ] = 4
    causal: Annotated[
        bool, meta("Causal", "No step may look at later ones; for predicting what comes next.")
    ] = False
    bias: Annotated[bool, meta("Bias", "The four products each add a learned number to each value.")] = True

    @property
    def summary(self) -> str:
        return f"{self.heads} head{'' if self.heads == 1 else 's'}" + (" · causal" if self.causal else "")

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        require_sequence(self, shape)
        steps, features = shape
        if features % self.heads:
            fitting = max(h for h in range(1, self.heads) if features % h == 0)
            raise ShapeError(
                mismatch(
                    shape, self.title, f"a multiple of {self.heads} features, for {self.heads} equal heads"
                )
                + f" {fitting} would do.",
                wanted=(steps, -(-features // self.heads) * self.heads),
                instead=(replace(self, heads=fitting),),
            )
        return inputs

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        features = inputs[0][1]
        made = []
        for name, width in (("input", 3 * features), ("output", features)):
            for kind, shape in (("weight", (features, width)), ("bias", (width,)))[: 1 + self.bias]:
                made.append(
                    Parameter(
                        name=f"{name}_{kind}",
                        shape=shape,
                        initializer=Xavier() if kind == "weight" else Zeros(),
                        fan_in=features,
                        fan_out=width,
                        decays=kind == "weight",
                    )
                )
        return tuple(made)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        steps, features = inputs[0]
        return 4 * steps * features**2 + 2 * steps**2 * features

    def memory(self, inputs: tuple[Shape, ...]) -> int:
        steps, features = inputs[0]
        return 4 * steps * (12 * features + 4 * self.heads + 2 * self.heads * steps)

    def build(self, build: "Build") -> None:
        x = build.input(0)
        dx = build.input_gradient(0) if build.training else None
        y = build.emit_new(x.shape)
        kernel = Attention(build, x, self.heads, self.causal, self.bias)
        kernel.forward(y.array)
        if y.gradient is not None:
            kernel.backward(y.gradient, dx)

    def lower(self, lowering: "Lowering") -> None:
        steps, features = lowering.shape_in(0)
        size = features // self.heads
        z = lowering.add("MatMul", lowering.input(0), lowering.parameter("input_weight"))
        if self.bias:
            z = lowering.add("Add", z, lowering.parameter("input_bias"))
        split = lowering.constant(np.array([-1, steps, 3, self.heads, size]))
        z = lowering.add("Reshape", z, split)
        parts = [lowering.add("Gather", z, lowering.constant(np.array(i)), axis=2) for i in range(3)]
        query = lowering.add("Transpose", parts[0], perm=[0, 2, 1, 3])
        key = lowering.add("Transpose", parts[1], perm=[0, 2, 3, 1])
        value = lowering.add("Transpose", parts[2], perm=[0, 2, 1, 3])
        scores = lowering.add("MatMul", query, key)
        scores = lowering.add("Mul", scores, lowering.constant(1 / math.sqrt(size)))
        if self.causal:
            later = np.triu(np.full((steps, steps), NEVER), 1)
            scores = lowering.add("Add", scores, lowering.constant(later))
        mixed = lowering.add("MatMul", lowering.add("Softmax", scores, axis=-1), value)
        mixed = lowering.add("Transpose", mixed, perm=[0, 2, 1, 3])
        mixed = lowering.add("Reshape", mixed, lowering.constant(np.array([-1, steps, features])))
        y = lowering.add("MatMul", mixed, lowering.parameter("output_weight"))
        lowering.emit(lowering.add("Add", y, lowering.parameter("output_bias")) if self.bias else y)


def require_sequence(layer: Layer, shape: Shape) -> None:
    """Refuse what is not (steps, features). A list may be one of tokens or of values, a row of an image may be a step.

    Raises:
        ShapeError: it names the layer.
    """
    if len(shape) != 2:
        steps = (shape[0], size_of(shape[1:]))
        message = mismatch(shape, layer.title, "a sequence: steps × features")
        fixes: tuple[Layer, ...] = (Reshape(shape=steps),)
        raise ShapeError(message, (Embedding(), *fixes) if len(shape) == 1 else fixes)
