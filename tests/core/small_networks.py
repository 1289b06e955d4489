"""Networks of a few numbers in float64, around one class that is to be tested."""

from typing import Any

import numpy as np

from core.activations import ACTIVATIONS
from core.activations.base import Activation
from core.activations.linear import Linear
from core.data.base import DataInfo, Source
from core.data.recipe import DataRecipe
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.engine.network import Network
from core.engine.workspace import Workspace
from core.errors import ShapeError
from core.layers.base import Layer, Shape, size_of
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.losses.base import Encoding, Loss
from core.losses.half_squared import HalfSquared
from core.randomness import generator
from core.spec import tag
from tests.core.examples import in_a_row

FEATURES, OUTPUTS = 5, 3
SHAPES: tuple[Shape, ...] = (
    (6,),
    (1,),
    (3, 4, 2),
    (5, 3),
    (2, 32),
    (64,),
    (7, 6, 4),
    (33, 1),
)  # to try a layer with


LONG: Shape = (65_536,)


class Made(Source, frozen=True, kw_only=True, tag="made"):
    """Data of any shape; only what shape inference asks for."""

    sample_shape: Shape = (FEATURES,)
    classes: int = 0

    def info(self) -> DataInfo:
        names = tuple(map(str, range(self.classes or OUTPUTS)))
        where = "class_names" if self.classes else "value_names"
        return DataInfo(sample_shape=self.sample_shape, count=100, **{where: names})


def data_for(encoding: Encoding = "values") -> DataRecipe:
    """A recipe with OUTPUTS targets, or with a single one where the encoding asks for that."""
    if encoding == "values":
        return DataRecipe(source=Made())
    return DataRecipe(source=Made(classes=OUTPUTS if encoding == "one-hot" else 2), encoding=encoding)


def accepted_shapes(layer: Layer) -> list[Shape]:
    """The shapes among SHAPES that a layer takes at all its inputs; a long list where it takes none of them."""
    return [shape for shape in SHAPES if takes(layer, shape)] or [s for s in (LONG,) if takes(layer, s)]


def takes(layer: Layer, shape: Shape) -> bool:
    """Whether a layer takes a shape at all its inputs."""
    try:
        layer.output_shapes((shape,) * len(layer.inputs))
    except ShapeError:
        return False
    return True


def around(layer: Layer, shape: Shape) -> Document:
    """Data → Dense → (Reshape) → the layer → Flatten → Dense → Output; each of the layer's inputs has its own Dense.

    What takes tokens stands right behind Data.
    """
    document, source = edits.append(Document(data=data_for()), Input(), None)
    document, middle = edits.add_node(document, layer, (0.0, 0.0))
    if layer.takes_tokens:
        document = edits.connect(document, End(source, "out"), End(middle, layer.inputs[0]))
    for port in layer.inputs[layer.takes_tokens :]:
        document, last = edits.add_node(
            document, Dense(units=size_of(shape), activation=Linear()), (0.0, 0.0)
        )
        document = edits.connect(document, End(source, "out"), End(last, "in"))
        if len(shape) > 1:
            document, last = edits.append(document, Reshape(shape=shape), last)
        document = edits.connect(document, End(last, "out"), End(middle, port))
    document, last = edits.append(document, Flatten(), middle)
    document, last = edits.append(document, Dense(units=OUTPUTS, activation=Linear()), last)
    return edits.append(document, Output(loss=HalfSquared()), last)[0]


def ending_in(loss: Loss, encoding: Encoding, *layers: Layer) -> Document:
    """Data → the layers → Output with a loss."""
    return in_a_row(Input(), *layers, Output(loss=loss), data=data_for(encoding))


def outputs_for(encoding: Encoding) -> int:
    return OUTPUTS if encoding in ("values", "one-hot") else 1


def activation_of(name: str) -> Activation:
    """The activation of a tag, with its default fields."""
    return next(cls() for cls in ACTIVATIONS if tag(cls) == name)


def compiled(document: Document, dtype: Any = np.float64) -> Network:
    """A network with weights, biases and preprocessing that are nowhere zero; the same for every type."""
    network, random = compile_document(document, dtype, dtype), np.random.default_rng(7)
    network.parameters[...] = random.normal(0, 0.6, network.parameters.size)
    for slot in network.slots:  # from step to step nothing may grow, rounding errors neither
        if slot.parameter.name.startswith("recurrent_weight"):
            network.view(slot)[...] /= np.sqrt(slot.parameter.fan_in)
    shape = network.sample_shape()
    network.set_preprocessing(random.normal(size=shape), random.uniform(0.5, 1.5, shape))
    return network


def batch_of(count: int, encoding: Encoding = "values") -> tuple[np.ndarray, np.ndarray]:
    """Samples (count, FEATURES) and targets (count, outputs) in an encoding."""
    random = np.random.default_rng(count)
    samples, labels = random.normal(size=(count, FEATURES)), random.integers(0, 2, count)
    targets = {
        "values": random.normal(size=(count, OUTPUTS)),
        "one-hot": np.eye(OUTPUTS)[random.integers(0, OUTPUTS, count)],
        "0/1": labels[:, None].astype(np.float64),
        "-1/+1": 2.0 * labels[:, None] - 1,
    }
    return samples, targets[encoding]


def computed(
    network: Network,
    samples: np.ndarray,
    targets: np.ndarray,
    mode: Mode = Mode.TRAINING,
    lengths: np.ndarray | None = None,
) -> Workspace:
    """A workspace that has done one forward pass, and in training one backward pass; random masks start anew."""
    workspace = network.workspace(len(samples), mode)
    for use, random in network.generators.items():
        random.bit_generator.state = generator(network.seed, use).bit_generator.state
    workspace.samples[...] = samples.T if samples.ndim == 2 else samples
    if mode is not Mode.INFERENCE:
        workspace.targets[...] = targets.T if targets.ndim == 2 else targets
    if lengths is not None:
        workspace.feeds["lengths"][...] = lengths
    workspace.forward()
    workspace.backward()
    return workspace
