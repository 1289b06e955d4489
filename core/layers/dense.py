"""The fully connected layer."""

from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from msgspec.structs import replace

from core.activations import AnyActivation
from core.activations.base import Activation
from core.activations.relu import ReLU
from core.errors import ShapeError
from core.initializers import AnyInitializer
from core.initializers.fitting import Fitting
from core.initializers.zeros import Zeros
from core.layers.base import Layer, Parameter, Shape, flat, mismatch, size_of
from core.layers.flatten import Flatten
from core.spec import meta

if TYPE_CHECKING:
    from core.engine.build import Array, Build, Value
    from core.lowering import Lowering


class Dense(Layer, frozen=True, kw_only=True, tag="dense"):
    """y = f(Wᵀ x + b), with x (inputs,), W (inputs, units), b (units,); of a sequence, each step for itself.

    The bias lies behind the last row of W; where x is followed by a row of ones, both are one product.
    """

    title = "Dense"
    help = "Every unit looks at every input, each through a weight of its own."
    order = 10
    icon = "M3 4h10M3 12h10M3 4l10 8M3 12l10-8"
    each_step: ClassVar[bool] = True

    units: Annotated[
        int, meta("Units", "How many neurons the layer has.", ge=1, le=65_536, log=True, reach=1024)
    ] = 32
    activation: Annotated[AnyActivation, meta("Activation", "What each unit does with its sum.")] = ReLU()
    bias: Annotated[bool, meta("Bias", "Each unit adds a learned number of its own to its sum.")] = True
    initializer: Annotated[
        AnyInitializer, meta("First weights", "How the weights are drawn at the start.")
    ] = Fitting()

    @property
    def summary(self) -> str:
        return f"{self.units} · {self.activation.title}"

    @property
    def final_activation(self) -> Activation:
        return self.activation

    def giving(self, shape: Shape) -> "Dense | None":
        return replace(self, units=shape[-1]) if len(shape) <= 2 else None

    def ending_in(self, activation: Activation) -> "Dense":
        return replace(self, activation=activation)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        if len(shape) > 2:
            raise ShapeError(mismatch(shape, self.title, flat(shape)), (Flatten(),))
        return ((*shape[:-1], self.units),)

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        fan_in = inputs[0][-1]
        initializer = self.initializer.fitted(self.activation)
        weight = Parameter(
            name="weight",
            shape=(fan_in, self.units),
            initializer=initializer,
            fan_in=fan_in,
            fan_out=self.units,
        )
        if not self.bias:
            return (weight,)
        bias = Parameter(
            name="bias",
            shape=(self.units,),
            initializer=Zeros(),
            fan_in=fan_in,
            fan_out=self.units,
            decays=False,
        )
        return (weight, bias)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        return size_of(inputs[0]) * self.units

    def build(self, build: "Build") -> None:
        x = build.input(0)
        y = build.emit_new((*x.shape[:-1], self.units))
        if len(x.shape) == 1:
            self._forward(build, x, y.array)
        else:
            self._forward_steps(build, x.array, y.array)
        dz = build.activate(self.activation, y)
        if dz is not None and len(x.shape) == 1:
            self._backward(build, x, dz)
        elif dz is not None:
            self._backward_steps(build, x.array, dz)

    def _forward_steps(self, build: "Build", x: "Array", z: "Array") -> None:
        rows = z.reshape(-1, self.units)
        build.forward(np.dot, x.reshape(-1, x.shape[-1]), build.parameter("weight"), rows)
        if self.bias:
            build.forward(np.add, rows, build.parameter("bias"), rows)

    def _backward_steps(self, build: "Build", x: "Array", dz: "Array") -> None:
        rows, drows = x.reshape(-1, x.shape[-1]), dz.reshape(-1, self.units)
        if not build.frozen:
            build.backward(np.dot, rows.T, drows, build.gradient("weight"))
            if self.bias:
                build.backward(np.dot, build.constant(1.0, (len(rows),)), drows, build.gradient("bias"))
        dx = build.input_gradient(0)
        if dx is not None:
            build.backward(np.dot, drows, build.parameter("weight").T, dx.reshape(rows.shape))

    def _forward(self, build: "Build", x: "Value", z: "Array") -> None:
        if self.bias and x.ones is not None:
            build.forward(np.dot, build.joined("weight", "bias").T, x.ones, z)
            return
        build.forward(np.dot, build.parameter("weight").T, x.array, z)
        if self.bias:
            build.forward(np.add, z, build.parameter("bias")[:, None], z)

    def _backward(self, build: "Build", x: "Value", dz: "Array") -> None:
        if build.frozen:
            pass
        elif self.bias and x.ones is not None:
            build.backward(np.dot, x.ones, dz.T, build.joined_gradient("weight", "bias"))
        else:
            build.backward(np.dot, x.array, dz.T, build.gradient("weight"))
            if self.bias:
                build.backward(np.dot, dz, build.constant(1.0, (build.batch,)), build.gradient("bias"))
        dx = build.input_gradient(0)
        if dx is None:
            return
        if dx.flags.c_contiguous:
            build.backward(np.dot, build.parameter("weight"), dz, dx)
        elif dx.T.flags.c_contiguous:  # a view of an image: np.dot writes only row by row
            build.backward(np.dot, dz.T, build.parameter("weight").T, dx.T)
        else:  # some rows of such a view
            slope = build.buffer(dx.shape)
            build.backward(np.dot, build.parameter("weight"), dz, slope)
            build.backward(np.copyto, dx, slope)

    def lower(self, lowering: "Lowering") -> None:
        z = lowering.add("MatMul", lowering.input(0), lowering.parameter("weight"))
        if self.bias:
            z = lowering.add("Add", z, lowering.parameter("bias"))
        lowering.emit(self.activation.lower(lowering, z))
