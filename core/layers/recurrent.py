"""What all recurrent layers are alike in."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from core.activations.base import Activation
from core.activations.tanh import Tanh
from core.errors import ShapeError
from core.initializers import AnyInitializer
from core.initializers.base import Initializer
from core.initializers.fitting import Fitting
from core.initializers.orthogonal import Orthogonal
from core.initializers.zeros import Zeros
from core.layers.base import Category, Layer, Parameter, Shape, mismatch, size_of
from core.layers.embedding import Embedding
from core.layers.reshape import Reshape
from core.spec import meta

if TYPE_CHECKING:
    from core.lowering import Lowering

S = TypeVar("S", bound="Recurrent")
BACK = "_back"


class GateByGate(Initializer, frozen=True, kw_only=True, tag="gate-by-gate"):
    """Each gate's weights drawn as if the gate stood alone. Not offered in forms: layers put it around the choice."""

    inner: AnyInitializer
    gates: int

    def sample(
        self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
    ) -> NDArray[np.float64]:
        single = (*shape[:-1], shape[-1] // self.gates)
        parts = [self.inner.sample(single, fan_in, fan_out, random) for _ in range(self.gates)]
        return np.concatenate(parts, axis=-1)


class GateConstants(Initializer, frozen=True, kw_only=True, tag="gate-constants"):
    """One number a gate. Not offered in forms."""

    values: tuple[float, ...]

    def sample(
        self, shape: tuple[int, ...], fan_in: int, fan_out: int, random: np.random.Generator
    ) -> NDArray[np.float64]:
        return np.repeat(np.array(self.values, np.float64), shape[-1] // len(self.values))


class Recurrent(Layer, frozen=True, kw_only=True):
    """Base of SimpleRNN, GRU and LSTM: (steps, features) to (steps, units · directions) or (units · directions,).

    Full back-propagation through time, or truncated: then nothing is passed back over every k-th step boundary
    (Williams and Peng 1990). Where sequences are of unequal length, the state stays as it was from each one's last
    step on, outputs there are 0, and the backward direction begins with its last step.
    """

    category: ClassVar[Category] = "recurrent"
    gates: ClassVar[int] = 1
    states_kept: ClassVar[tuple[str, ...]] = (
        "start",
    )  # the parameters of the first states, where they are learned

    units: Annotated[
        int, meta("Units", "How many numbers the layer remembers.", ge=1, le=1024, log=True, reach=512)
    ] = 32
    layers: Annotated[
        int,
        meta("Layers", "How many such layers lie above each other, each reading the one below.", ge=1, le=8),
    ] = 1
    gives: Annotated[
        Literal["last step", "whole sequence"],
        meta("Gives", "What it knows after the last step, as one list, or after each step, as a sequence."),
    ] = "last step"
    bidirectional: Annotated[
        bool,
        meta(
            "Both directions", "A second one reads from the end to the start; the answers stand side by side."
        ),
    ] = False
    bias: Annotated[bool, meta("Bias", "Each sum gets a learned number of its own added.", advanced=True)] = (
        True
    )
    start: Annotated[
        Literal["zeros", "learned"],
        meta(
            "First state",
            "What it remembers before the first step: nothing, or something learned.",
            advanced=True,
        ),
    ] = "zeros"
    truncate: Annotated[
        int,
        meta(
            "Truncate after",
            "Errors are passed back over at most so many steps; 0: over all of them.",
            ge=0,
            le=10_000,
            unit="steps",
            advanced=True,
        ),
    ] = 0
    initializer: Annotated[
        AnyInitializer,
        meta("First weights", "How the weights of the inputs are drawn at the start.", advanced=True),
    ] = Fitting()
    recurrent_initializer: Annotated[
        AnyInitializer,
        meta(
            "First memory weights", "How the weights from step to step are drawn at the start.", advanced=True
        ),
    ] = Orthogonal()

    @property
    def each_step(self) -> bool:  # type: ignore[override]
        return not self.bidirectional

    @property
    def summary(self) -> str:
        deep = f" × {self.layers}" if self.layers > 1 else ""
        return f"{self.units}{deep}{' ⇄' if self.bidirectional else ''} · {self.gives}"

    @property
    def squashes(self) -> Activation:
        """The activation that the first weights are to suit."""
        return Tanh()

    @property
    def rectifies(self) -> bool:
        """Whether the activation is ReLU."""
        return False

    @property
    def learns_start(self) -> bool:
        return self.start == "learned"

    @property
    def directions(self) -> int:
        return 2 if self.bidirectional else 1

    def cuts(self, step: int) -> bool:
        """Whether gradients are cut between a step and the one before it."""
        return self.truncate > 0 and step > 0 and step % self.truncate == 0

    def suffixes(self, depth: int) -> tuple[str, ...]:
        """What the names of the parameters end in, of each direction of the layer at a depth."""
        level = "" if depth == 0 else f"_{depth + 1}"
        return (level, level + BACK) if self.bidirectional else (level,)

    def giving(self: S, shape: Shape) -> S | None:
        gives = "last step" if len(shape) == 1 else "whole sequence"
        if len(shape) > 2 or gives != self.gives or shape[-1] % self.directions:
            return None
        return replace(self, units=shape[-1] // self.directions)

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        (shape,) = inputs
        if len(shape) != 2:
            raise self._refusal(shape)
        width = self.units * self.directions
        return ((shape[0], width) if self.gives == "whole sequence" else (width,),)

    def _refusal(self, shape: Shape) -> ShapeError:
        wants = mismatch(shape, self.title, "a sequence: steps × features")
        if len(shape) == 1:
            return ShapeError(
                f"{wants} Take each value as a step, or give each token a vector with Embedding.",
                (Reshape(shape=(shape[0], 1)), Embedding()),
            )
        rows = (shape[0], size_of(shape[1:]))
        hint = (
            "Each row of the image can be a step."
            if len(shape) == 3
            else "Each image can be one row of values."
        )
        return ShapeError(f"{wants} {hint}", (Reshape(shape=rows),))

    def parameters(self, inputs: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        features, found = inputs[0][-1], list[Parameter]()
        for depth in range(self.layers):
            for suffix in self.suffixes(depth):
                found += self._of_one(features, suffix)
            features = self.units * self.directions
        return tuple(found)

    def _of_one(self, features: int, suffix: str) -> list[Parameter]:
        """The parameters of one direction of one layer."""
        n, gates = self.units, self.gates
        inner = self.initializer.fitted(self.squashes)
        between = self.recurrent_initializer.fitted(self.squashes)

        def parameter(name: str, shape: Shape, initializer: Initializer, fan_in: int) -> Parameter:
            return Parameter(
                name=name + suffix,
                shape=shape,
                initializer=initializer,
                fan_in=fan_in,
                fan_out=n,
                decays=len(shape) > 1,
            )

        found = [
            parameter("recurrent_weight", (n, gates * n), GateByGate(inner=between, gates=gates), n),
            parameter("input_weight", (features, gates * n), GateByGate(inner=inner, gates=gates), features),
        ]
        if self.bias:
            found += [parameter(name, (blocks * n,), start, n) for name, blocks, start in self.biases()]
        if self.learns_start:
            found += [parameter(name, (n,), Zeros(), n) for name in self.states_kept]
        return found

    def biases(self) -> tuple[tuple[str, int, Initializer], ...]:
        """Name, blocks of units, and first values of each bias."""
        return (("bias", self.gates, Zeros()),)

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        steps = inputs[0][0]
        return steps * sum(p.size for p in self.parameters(inputs) if len(p.shape) > 1)

    def memory(self, inputs: tuple[Shape, ...]) -> int:
        """Of each step: inputs and state twice, gates, their slopes twice, and a few blocks beside them."""
        steps, features = inputs[0]
        numbers = 0
        for _ in range(self.layers):
            numbers += self.directions * (3 * features + (3 * self.gates + 8) * self.units)
            features = self.units * self.directions
        return 4 * steps * numbers

    # -- ONNX ------------------------------------------------------------------------------------------------------
    def lower_as(self, lowering: "Lowering", op: str, order: tuple[int, ...], **attributes: Any) -> None:
        """Write the layer as ONNX operators, one for each layer, with steps in front between them.

        Args:
            order: for each of ONNX's gates the place that it has in the weights here.
        """
        value = lowering.add("Transpose", lowering.input(0), perm=[1, 0, 2])
        if self.bidirectional:
            attributes |= {"direction": "bidirectional"}
        for depth in range(self.layers):
            suffixes = self.suffixes(depth)
            inputs = [
                lowering.constant(
                    np.stack([self._for_onnx(lowering, "input_weight" + s, order) for s in suffixes])
                ),
                lowering.constant(
                    np.stack([self._for_onnx(lowering, "recurrent_weight" + s, order) for s in suffixes])
                ),
                lowering.constant(np.stack([self._onnx_bias(lowering, s, order) for s in suffixes])),
                "",
                *self._onnx_start(lowering, value, suffixes),
            ]
            outputs = lowering.add_several(op, value, *inputs, count=2, hidden_size=self.units, **attributes)
            value, last = outputs
            if depth < self.layers - 1 or self.gives == "whole sequence":  # (steps, directions, batch, units)
                value = lowering.add("Transpose", value, perm=[0, 2, 1, 3])
                value = lowering.add("Reshape", value, lowering.constant(np.array([0, 0, -1])))
        if self.gives == "whole sequence":
            lowering.emit(lowering.add("Transpose", value, perm=[1, 0, 2]))
        else:
            rows = lowering.add("Transpose", last, perm=[1, 0, 2])
            lowering.emit(lowering.add("Flatten", rows, axis=1))

    def _for_onnx(self, lowering: "Lowering", name: str, order: tuple[int, ...]) -> NDArray[Any]:
        """A weight (from, gates · units) as (gates · units, from), a bias as it is, with the gates in ONNX's order."""
        blocks = np.split(lowering.values(name), self.gates, axis=-1)
        return np.concatenate([blocks[k] for k in order], axis=-1).T

    def _onnx_bias(self, lowering: "Lowering", suffix: str, order: tuple[int, ...]) -> NDArray[Any]:
        """(2 · gates · units,): ONNX has one bias beside each of the two weights."""
        both = np.zeros(2 * self.gates * self.units, np.float32)
        if self.bias:
            both[: self.gates * self.units] = self._for_onnx(lowering, "bias" + suffix, order)
        return both

    def _onnx_start(self, lowering: "Lowering", value: str, suffixes: tuple[str, ...]) -> list[str]:
        """The first states, (directions, batch, units) as large as the batch that comes."""
        if not self.learns_start:
            return []
        batch = lowering.add("Slice", lowering.add("Shape", value), *map(lowering.constant, ([1], [2])))
        shape = lowering.add(
            "Concat", lowering.constant([len(suffixes)]), batch, lowering.constant([self.units]), axis=0
        )
        starts = [np.stack([lowering.values(name + s) for s in suffixes]) for name in self.states_kept]
        return [lowering.add("Expand", lowering.constant(s[:, None]), shape) for s in starts]
