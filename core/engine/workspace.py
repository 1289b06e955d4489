"""One batch size's buffers and its two flat lists of calls."""

from typing import TYPE_CHECKING, Any

import numpy as np

from core.document.graph import End, Wire
from core.engine.build import Array, Build, Call, Mode, Turn, Value
from core.engine.parts import merged, part_count
from core.layers.base import Shape
from core.randomness import generator

if TYPE_CHECKING:
    from core.document.graph import Node
    from core.engine.network import Network


class Workspace:
    """A network bound to a batch size and a mode, and in an adversarial network to a player's turn.

    ``feeds``: the raw batch goes in here: "sample" (features, batch) or (batch, *shape), "target" (outputs, batch) or
    (batch, steps, outputs), "lengths" (batch,) and so on, as far as the network asks for them. ``total``: the loss of
    the last batch, a 0-d array; ``terms`` what it is the sum of.
    """

    def __init__(
        self, network: "Network", batch: int, mode: Mode, turn: Turn = Turn.ALL, *, carries: bool = False
    ) -> None:
        self.batch, self.mode, self.turn = batch, mode, turn
        self.network = network
        self.nodes = network.active(mode, turn)
        self.feeds, self._sample_ones = self._make_feeds()
        self.total: Array = np.zeros((), network.dtype)
        self.terms: list[Array] = []
        self.values: dict[End, Value] = {}
        self.compared: dict[str, Array] = {}
        self.forward_calls: list[Call] = []
        self.backward_calls: list[Call] = []
        self.kept: dict[object, Any] = {}  # what somebody has worked out for it once
        self._carried: dict[str, dict[str, Array]] | None = {} if carries else None
        self._doubled: dict[End, Value] = {}
        self._bind()
        self._add_up()

    @property
    def samples(self) -> Array:
        return self.feeds["sample"]

    @property
    def targets(self) -> Array:
        return self.feeds["target"]

    def forward(self) -> None:
        """Compute all values, and the loss unless the mode is inference."""
        for function, arguments in self.forward_calls:
            function(*arguments)

    def backward(self) -> None:
        """Compute the gradients of the loss for all parameters."""
        for function, arguments in self.backward_calls:
            function(*arguments)

    def answer(self) -> Array:
        """What the network said, (batch, *shape): a view."""
        return self.batch_first(self.network.output_source)

    def batch_first(self, end: End) -> Array:
        """The value at an output port, (batch, *shape): a view."""
        value = self.values[end]
        return value.array.T if len(value.shape) == 1 else value.array

    def target(self) -> Array:
        """What the answer is compared with, (batch, *shape), as the end of the network saw it last."""
        target = self.compared[self.network.output]
        return target.T if target.ndim == 2 else target

    def forget(self) -> None:
        """Let layers with a memory start anew."""
        for arrays in (self._carried or {}).values():
            for array in arrays.values():
                array.fill(0)

    # -- buffers -------------------------------------------------------------------------------------------------------
    def _make_feeds(self) -> tuple[dict[str, Array], Array | None]:
        shapes, dtype = self.network.inference.feeds, self.network.dtype
        wanted = {feed for node in self.nodes for feed in node.spec.fed}
        feeds: dict[str, Array] = {}
        sample, ones = _sample_buffers(shapes["sample"], self.batch, self.network.sample_dtype)
        feeds["sample"] = sample
        for feed in ("target", "values"):
            if feed in wanted:
                shape = shapes[feed]
                feeds[feed] = np.zeros(
                    (*shape, self.batch) if len(shape) == 1 else (self.batch, *shape), dtype
                )
        if "judged" in shapes and "target" in wanted:
            feeds["judged"] = np.ones((1, self.batch * shapes["judged"][0]), dtype)
        if "lengths" in shapes:
            feeds["lengths"] = np.full(self.batch, shapes["sample"][0], np.intp)
        return feeds, ones

    # -- binding -------------------------------------------------------------------------------------------------------
    def _bind(self) -> None:
        network = self.network
        computed, closed = {node.id for node in self.nodes}, network.closed(self.turn)
        wires = {
            (w.target.node, w.target.port): w
            for w in network.graph.wires.values()
            if w.target.node in computed
            and w.source.node in computed
            and (w.target.node, w.target.port) not in closed
        }
        readers: dict[End, int] = {}
        for wire in wires.values():
            readers[wire.source] = readers.get(wire.source, 0) + 1
        learning: set[str] = set()
        backward: list[list[Call]] = []
        first: list[Call] = []
        last: list[Call] = []
        for node in self.nodes:
            build = self._build(node, wires, readers, learning)
            node.spec.build(build)
            self.values.update(
                {End(node.id, p): v for p, v in zip(node.spec.outputs, build.outputs, strict=True)}
            )
            self.values.update(build.named)
            self.forward_calls += build.forward_calls
            self.terms += build.terms
            if build.compared is not None:
                self.compared[node.id] = build.compared
            backward.append(build.backward_calls + build.sums)
            first += build.first_calls
            last += build.last_calls
        self.forward_calls = first + merged(self.forward_calls)
        self.backward_calls = merged([call for calls in reversed(backward) for call in calls]) + last

    def _build(
        self, node: "Node", wires: dict[tuple[str, str], Wire], readers: dict[End, int], learning: set[str]
    ) -> Build:
        network, into = self.network, [wires.get((node.id, port)) for port in node.spec.inputs]
        arrays, trained = network.arrays(node.id), network.trained(node.id, self.turn)
        if (arrays.parameters and trained) or any(w and w.source.node in learning for w in into):
            learning.add(node.id)
        batch = self._batch(node.id)
        carried = None if self._carried is None else self._carried.setdefault(node.id, {})
        return Build(
            batch=batch,
            mode=self.mode,
            turn=self.turn,
            dtype=network.dtype,
            inputs=[None if w is None else self._read(w.source, node.id, batch) for w in into],
            shapes=network.inference.facts[node.id].inputs,
            feeds=self.feeds,
            sample_ones=self._sample_ones,
            arrays=arrays,
            random=lambda use: self._random(f"{node.id}/{use}"),
            learns=node.id in learning,
            readers=tuple(readers.get(End(node.id, port), 0) for port in node.spec.outputs),
            fusing=self._fuses(node.id, list(wires.values())),
            frozen=not trained,
            workers=network.workers,
            part_count=part_count(batch, network.largest) if network.parted else 1,
            given=self.mode is Mode.INFERENCE and End(node.id, "out") == network.entry,
            carried=carried,
        )

    def _random(self, use: str) -> np.random.Generator:
        """Only training draws from the run's generators: a run must not depend on who looks at it."""
        if self.mode is Mode.TRAINING:
            return self.network.random(use)
        return generator(self.network.seed, use)

    def _batch(self, node: str) -> int:
        """The discriminator learns from generated and real samples at once."""
        sides = self.network.players
        if sides is None or self.turn is not Turn.DISCRIMINATOR:
            return self.batch
        return 2 * self.batch if node == sides.divide or sides.of(node) == "discriminator" else self.batch

    def _read(self, source: End, reader: str, batch: int) -> Value:
        """What stands at an output port; twice in a row where the reader's batch is a double one."""
        value, divide = self.values[source], self.network.players and self.network.players.divide
        axis = 1 if len(value.shape) == 1 else 0
        if value.array.shape[axis] == batch or reader == divide:
            return value
        if source not in self._doubled:
            array = np.concatenate([value.array] * 2, axis)
            for half in np.split(array, 2, axis):
                self.forward_calls.append((np.copyto, (half, value.array)))
            self._doubled[source] = Value(value.shape, array)
        return self._doubled[source]

    def _fuses(self, node: str, wires: list[Wire]) -> bool:
        """Whether the only reader of a node is an end that computes its activation too."""
        nodes = self.network.graph.nodes
        activation = nodes[node].spec.final_activation
        outgoing = [w for w in wires if w.source.node == node]
        if activation is None or len(outgoing) != 1:
            return False
        return activation.__struct_config__.tag in nodes[outgoing[0].target.node].spec.takes_over

    def _add_up(self) -> None:
        if len(self.terms) == 1:
            self.total = self.terms[0]
        elif self.terms:
            first, second, *others = self.terms
            self.forward_calls.append((np.add, (first, second, self.total)))
            self.forward_calls += [(np.add, (self.total, term, self.total)) for term in others]


def _sample_buffers(shape: Shape, batch: int, dtype: "np.dtype") -> tuple[Array, Array | None]:
    """Where the raw batch goes, and for flat samples the same with a row of ones behind it."""
    if len(shape) != 1:
        return np.zeros((batch, *shape), dtype), None
    ones = np.ones((shape[0] + 1, batch), dtype)
    return ones[:-1], ones
