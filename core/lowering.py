"""From a network to a short list of ONNX operators: plain values that every exporter reads."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.document.graph import End, Node
from core.engine.build import Mode, Turn
from core.engine.network import Network
from core.errors import ExportError
from core.layers.base import Shape
from core.layers.bias import Bias
from core.layers.noise import Noise

Array = NDArray[Any]
INPUT, LABEL, OUTPUT = "input", "label", "output"


@dataclass(frozen=True, slots=True)
class Operator:
    """One ONNX operator: ``outputs`` = ``op``(``inputs``), all by name."""

    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lowered:
    """A network as operators, in an order in which they can be computed.

    All values are float32 and batch-first, ``(batch, *shape)``. ``initializers``: parameters and state by
    ``node/name``, and constants. ``inputs`` and ``outputs``: shapes of one sample by name; the input is raw.
    """

    operators: tuple[Operator, ...]
    initializers: dict[str, Array]
    inputs: dict[str, Shape]
    outputs: dict[str, Shape]
    ends: tuple[End, ...]  # where in the network each output stands


def lower(network: Network) -> Lowered:
    """Write a network as operators, each layer by its own ``lower``.

    Raises:
        ExportError: the network draws from several Noise nodes.
    """
    program = _Program(
        parameters=network.views() | network.block_views(),
        sources={wire.target: wire.source for wire in network.graph.wires.values()},
    )
    nodes = network.active(Mode.INFERENCE, Turn.GENERATOR)
    if sum(isinstance(node.spec, Noise) for node in nodes) > 1:
        raise ExportError(
            "This generator has several Noise nodes; one with one can be exported. Take a single Noise, as long as all "
            "together, and a Split behind it."
        )
    # what comes from outside first: the size of its batch is the size of all
    for node in sorted(nodes, key=lambda n: bool(n.spec.inputs) or isinstance(n.spec, Bias)):
        node.spec.lower(Lowering(network, node, program))
    if network.players is not None:
        source = network.output_source
        shape = network.inference.shape(source, network.graph)
        assert shape is not None
        program.graph_output(program.values[source], shape, source)
    return program.finished()


@dataclass(slots=True)
class _Program:
    """What has been written so far, by value name, and what is looked up on the way."""

    parameters: dict[str, Array]
    sources: dict[End, End]  # by input port: the output port wired to it
    operators: list[Operator] = field(default_factory=list)
    initializers: dict[str, Array] = field(default_factory=dict)
    inputs: dict[str, Shape] = field(default_factory=dict)
    outputs: dict[str, Shape] = field(default_factory=dict)
    ends: list[End] = field(default_factory=list)
    values: dict[End, str] = field(default_factory=dict)  # what stands at the output ports
    names: set[str] = field(default_factory=set)

    def free_name(self, stem: str) -> str:
        name, number = stem, 1
        while name in self.names:
            number += 1
            name = f"{stem}{number}"
        self.names.add(name)
        return name

    def initializer(self, name: str, array: ArrayLike) -> str:
        values = np.asarray(array)
        is_float = np.issubdtype(values.dtype, np.floating)
        self.initializers[name] = np.array(values, np.float32 if is_float else values.dtype, order="C")
        self.names.add(name)
        return name

    def graph_output(self, value: str, shape: Shape, end: End) -> None:
        output = self.free_name(OUTPUT)
        self.operators.append(Operator("Identity", (value,), (output,), {}))
        self.outputs[output] = shape
        self.ends.append(end)

    def finished(self) -> Lowered:
        return Lowered(tuple(self.operators), self.initializers, self.inputs, self.outputs, tuple(self.ends))


class Lowering:
    """What a layer is handed to write itself down: names of values go in, names of values come out."""

    def __init__(self, network: Network, node: Node, program: _Program) -> None:
        self._network, self._node, self._program = network, node, program
        self._ports = iter(node.spec.outputs)

    def add(self, op: str, *inputs: str, **attributes: Any) -> str:
        """Append an operator with one output; returns the name of its result."""
        name = self._program.free_name(f"{self._node.id}/{op}")
        self._program.operators.append(Operator(op, inputs, (name,), attributes))
        return name

    def add_several(self, op: str, *inputs: str, count: int, **attributes: Any) -> tuple[str, ...]:
        """Append an operator with several outputs; an input that is left out has the name ""."""
        names = tuple(self._program.free_name(f"{self._node.id}/{op}") for _ in range(count))
        self._program.operators.append(Operator(op, inputs, names, attributes))
        return names

    def spread(self, value: float) -> str:
        """The name of one number for each sample, (batch, 1)."""
        known = next(iter(self._program.inputs))
        batch = self.add("Slice", self.add("Shape", known), *map(self.constant, ([0], [1])))
        shape = self.add("Concat", batch, self.constant(np.array([1], np.int64)), axis=0)
        return self.add("Expand", self.constant(np.full((1, 1), value)), shape)

    def over_steps(self, value: str, steps: int) -> str:
        """A list (batch, n) as the same at each of so many steps, (batch, steps, n)."""
        rows = self.add("Unsqueeze", value, self.constant(np.array([1], np.int64)))
        return self.add("Expand", rows, self.constant(np.array([1, steps, 1], np.int64)))

    def constant(self, array: ArrayLike) -> str:
        """The name of an array that is neither learned nor kept; floats become float32."""
        return self._program.initializer(self._program.free_name(f"{self._node.id}/constant"), array)

    def parameter(self, name: str) -> str:
        """The name of one of the layer's own parameters."""
        key = f"{self._node.id}/{name}"
        return self._program.initializer(key, self._program.parameters[key])

    def values(self, name: str) -> Array:
        """One of the layer's own parameters, to be written down in another order."""
        return self._program.parameters[f"{self._node.id}/{name}"]

    def state(self, name: str) -> str:
        """The name of an array that the layer keeps without learning it."""
        key = f"{self._node.id}/{name}"
        return self._program.initializer(key, self._network.state[key])

    def input(self, port: int) -> str:
        """The name of the value at an input port, (batch, *shape)."""
        return self._program.values[self._program.sources[End(self._node.id, self._node.spec.inputs[port])]]

    def emit(self, name: str) -> None:
        """Make a value that of the next output port."""
        self._program.values[End(self._node.id, next(self._ports))] = name

    def shape_in(self, port: int) -> Shape:
        """The shape at an input port, or behind those of what the data feeds."""
        return self._network.inference.facts[self._node.id].inputs[port]

    def graph_input(self, name: str, shape: Shape) -> str:
        """The name of what goes into the network from outside, (batch, *shape): raw samples, noise, labels."""
        self._program.inputs[name] = shape
        return name

    def graph_output(self, name: str) -> None:
        """Make a value the network's answer."""
        end = self._program.sources[End(self._node.id, self._node.spec.inputs[0])]
        self._program.graph_output(name, self.shape_in(0), end)
