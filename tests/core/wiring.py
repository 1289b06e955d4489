"""Networks that are not a row, for tests."""

import numpy as np

from core.activations.linear import Linear
from core.activations.tanh import Tanh
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.engine.workspace import Workspace
from core.layers.base import Layer, Shape, size_of
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.losses.half_squared import HalfSquared
from tests.core.small_networks import OUTPUTS, data_for


class Wiring:
    """A document that grows: ``put(layer, "a", "b.out2")`` reads these ends and returns the new node."""

    def __init__(self) -> None:
        self.document, self.data = edits.append(Document(data=data_for()), Input(), None)

    def put(self, layer: Layer, *sources: str) -> str:
        self.document, node = edits.add_node(self.document, layer, (0.0, 0.0))
        for source, port in zip(sources, layer.inputs, strict=False):
            name, _, out = source.partition(".")
            self.document = edits.connect(self.document, End(name, out or "out"), End(node, port))
        return node

    def start(self, shape: Shape) -> str:
        """A learned value of a shape."""
        last = self.put(Dense(units=size_of(shape), activation=Tanh()), self.data)
        return self.put(Reshape(shape=shape), last) if len(shape) > 1 else last

    def end(self, source: str) -> Document:
        """The document, made to end in a list of OUTPUTS behind a source."""
        flat = self.put(Flatten(), source)
        last = self.put(Dense(units=OUTPUTS, activation=Linear()), flat)
        self.put(Output(loss=HalfSquared()), last)
        return self.document


def by_node(workspace: Workspace) -> dict[str, np.ndarray]:
    """Copies of what stands at the outputs, batch-first."""
    return {end.node: workspace.batch_first(end).copy() for end in workspace.values}
