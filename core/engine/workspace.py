"""One batch size's buffers and its two flat lists of calls."""

from typing import TYPE_CHECKING

import numpy as np

from core.document.graph import End, Wire
from core.engine.build import Array, Build, Call, Mode, Value
from core.layers.base import Feed

if TYPE_CHECKING:
    from core.engine.network import Network


class Workspace:
    """A network bound to a batch size and a mode.

    ``samples``: the raw batch goes in here, (features, batch) or (batch, *shape). ``targets``: (outputs, batch).
    ``total``: the loss of the last batch, a 0-d array.
    """

    def __init__(self, network: "Network", batch: int, mode: Mode) -> None:
        self.batch, self.mode = batch, mode
        self.network = network
        self.samples, self._sample_ones = _sample_buffers(network, batch)
        outputs = network.inference.facts[network.output].inputs[0]
        self.targets: Array = np.zeros((outputs[0], batch), network.dtype)
        self.total: Array = np.zeros((), network.dtype)
        self.values: dict[End, Value] = {}
        self.forward_calls: list[Call] = []
        self.backward_calls: list[Call] = []
        self._bind()

    def forward(self) -> None:
        """Compute all values, and the loss unless the mode is inference."""
        for function, arguments in self.forward_calls:
            function(*arguments)

    def backward(self) -> None:
        """Compute the gradients of the loss for all parameters."""
        for function, arguments in self.backward_calls:
            function(*arguments)

    def answer(self) -> Array:
        """What the network said, (batch, outputs): a view."""
        value = self.values[self.network.output_source]
        return value.array.T if len(value.shape) == 1 else value.array

    def _bind(self) -> None:
        network, graph = self.network, self.network.graph
        computed = {node.id for node in network.nodes}
        wires = {(w.target.node, w.target.port): w for w in graph.wires.values() if w.target.node in computed}
        readers: dict[End, int] = {}
        for wire in wires.values():
            readers[wire.source] = readers.get(wire.source, 0) + 1
        learning: set[str] = set()
        backward: list[list[Call]] = []
        for node in network.nodes:
            sources = [wires[node.id, port] for port in node.spec.inputs]
            arrays = network.arrays(node.id)
            if arrays.parameters or any(w.source.node in learning for w in sources):
                learning.add(node.id)
            build = Build(
                batch=self.batch,
                mode=self.mode,
                dtype=network.dtype,
                inputs=[self.values[w.source] for w in sources],
                shapes=network.inference.facts[node.id].inputs,
                feeds=self._feeds(),
                sample_ones=self._sample_ones,
                arrays=arrays,
                random=lambda use, name=node.id: network.random(f"{name}/{use}"),  # type: ignore[misc]
                learns=node.id in learning,
                readers=tuple(readers.get(End(node.id, port), 0) for port in node.spec.outputs),
                fusing=self._fuses(node.id, list(wires.values()), readers),
                total=self.total,
            )
            node.spec.build(build)
            self.values.update(
                {End(node.id, p): v for p, v in zip(node.spec.outputs, build.outputs, strict=True)}
            )
            self.forward_calls += build.forward_calls
            backward.append(build.backward_calls + build.sums)
        self.backward_calls = [call for calls in reversed(backward) for call in calls]

    def _feeds(self) -> dict[Feed, Array]:
        return {"sample": self.samples, "target": self.targets}

    def _fuses(self, node: str, wires: list[Wire], readers: dict[End, int]) -> bool:
        """Whether the only reader of a node is a loss that computes its activation too."""
        activation = self.network.graph.nodes[node].spec.final_activation
        outgoing = [w for w in wires if w.source.node == node]
        if activation is None or len(outgoing) != 1 or outgoing[0].target.node != self.network.output:
            return False
        loss = self.network.graph.nodes[self.network.output].spec.objective
        return loss is not None and activation.__struct_config__.tag in loss.fuses


def _sample_buffers(network: "Network", batch: int) -> tuple[Array, Array | None]:
    """Where the raw batch goes, and for flat samples the same with a row of ones behind it."""
    shape = network.sample_shape()
    if len(shape) != 1:
        return np.zeros((batch, *shape), network.sample_dtype), None
    ones = np.ones((shape[0] + 1, batch), network.sample_dtype)
    return ones[:-1], ones
