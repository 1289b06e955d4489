"""A compiled network: one flat parameter vector, one gradient vector, and workspaces bound to them."""

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from core.document.document import Document
from core.document.graph import End, Graph, Node
from core.document.players import Players, active, players
from core.document.shapes import Inference
from core.engine.build import Array, Arrays, Mode, Turn
from core.engine.neurons import Neurons
from core.engine.wiring import assembled
from core.engine.workers import Workers
from core.engine.workspace import Workspace
from core.layers.base import Layer, Parameter, Shape
from core.layers.neuron import Neuron
from core.layers.noise import Noise
from core.layers.real_or_fake import RealOrFake
from core.randomness import generator
from core.spec import fields


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a parameter lies in the flat vector."""

    node: str  # or the wire, whose weight it is
    parameter: Parameter
    start: int
    owner: str = ""  # the node that computes with it; a wire's weight and a neuron's bias are their group's

    @property
    def key(self) -> str:
        return f"{self.node}/{self.parameter.name}"

    @property
    def span(self) -> slice:
        return slice(self.start, self.start + self.parameter.size)


class Network:
    """The document's graph, ready to compute.

    ``parameters`` and ``gradients`` are flat (count,) vectors; ``slots`` says what lies where, a generator's before all
    others. ``decays`` (count,) is True where regularisation acts. ``players``: who is who in an adversarial network.
    ``state`` holds what layers keep without learning it, by ``node/name``. ``live``: the layers' live fields as 0-d
    arrays, by ``node/field``; filled with another value, they act from the next step on.
    """

    def __init__(
        self, document: Document, inference: Inference, sample_dtype: np.dtype[Any], dtype: Any = np.float32
    ) -> None:
        self.drawn: Graph = document.graph
        self.seed = document.training.seed
        self.graph, self.inference = assembled(document.graph, inference)
        inference = self.inference
        self.workers = Workers()
        self.largest = max(
            (prod(s) for f in inference.facts.values() for s in f.outputs if len(s) > 1), default=1
        )
        self.sample_dtype, self.dtype = np.dtype(sample_dtype), np.dtype(dtype)
        self.nodes: list[Node] = [self.graph.nodes[name] for name in inference.order]
        self.players: Players | None = players(self.graph)
        self.slots = self._lay_out()
        self._by_key = {s.key: s for s in self.slots}
        self._by_owner: dict[str, list[Slot]] = {}
        for slot in self.slots:
            self._by_owner.setdefault(slot.owner, []).append(slot)
        self.parameters = np.zeros(self._count, self.dtype)
        self.gradients = np.zeros(self._count, self.dtype)
        self.decays = np.zeros(self._count, bool)
        for slot in self.slots:
            self.decays[slot.span] = slot.parameter.decays and slot.key not in self.locked
        self.state = self._make_state()
        self.live = self._make_live()
        self.generators: dict[str, np.random.Generator] = {}
        self._workspaces: dict[tuple[int, Mode, Turn], Workspace] = {}
        self._find_ends()
        self.initialize(self.seed)

    @property
    def end(self) -> Layer:
        """The layer that the answer is judged by."""
        return self.graph.nodes[self.output].spec

    def _find_ends(self) -> None:
        """``output``: the node whose input is the answer, at ``output_source``; ``entry``: where what is predicted from
        goes in, if that is not a sample of the data.
        """
        self.entry: End | None = None
        if self.players is None:
            ends = [n for n in self.nodes if n.spec.ends]
            self.output = next((n for n in ends if "target" in n.spec.fed), ends[0]).id
            self.output_source: End = self.graph.into(self.output)[0].source
            return
        self.output = self.players.verdict
        generated = next(w for w in self.graph.into(self.players.divide) if w.target.port == "generated")
        self.output_source = generated.source
        noise = next((n for n in self.nodes if isinstance(n.spec, Noise)), None)
        self.entry = None if noise is None else End(noise.id, "out")

    def _lay_out(self) -> list[Slot]:
        slots, start = [], 0
        self.blocks: dict[str, slice] = {}  # of a group of neurons, its part of the flat vector
        self.given: dict[str, float] = {}  # weights and biases that the document says
        self.locked: set[str] = set()
        for node in sorted(
            self.nodes, key=lambda n: self.players is None or self.players.of(n.id) != "generator"
        ):
            if isinstance(node.spec, Neurons):
                slots += self._scalars(node, start)
                self.blocks[node.id] = slice(start, start + node.spec.plan.size)
                start += node.spec.plan.size
            for parameter in node.spec.parameters(self.inference.facts[node.id].inputs):
                slots.append(Slot(node.id, parameter, start, node.id))
                start += parameter.size
        self._count = start
        return slots

    def _scalars(self, node: Node, start: int) -> list[Slot]:
        """The single numbers of a group of neurons; zeros for missing wires lie between them."""
        slots = []
        for scalar in node.spec.plan.scalars:  # type: ignore[attr-defined]
            slot = Slot(scalar.key, scalar.parameter, start + scalar.place, node.id)
            slots.append(slot)
            if scalar.first is not None:
                self.given[slot.key] = scalar.first
            if not scalar.learns:
                self.locked.add(slot.key)
        return slots

    def _make_state(self) -> dict[str, Array]:
        return {
            f"{node.id}/{name}": np.full(state.shape, state.start, self.dtype)
            for node in self.nodes
            for name, state in node.spec.states(self.inference.facts[node.id].inputs).items()
        }

    def _make_live(self) -> dict[str, Array]:
        return {
            f"{node.id}/{field.name}": np.array(getattr(node.spec, field.name), self.dtype)
            for node in self.nodes
            for field in fields(type(node.spec))
            if field.live
        }

    def set_live(self, graph: Graph, edited: Graph | None = None) -> None:
        """Take the live fields' values from a graph that is equal but for them.

        Args:
            edited: the graph before the edit that led here, if that was another one than this network's.
        """
        before, self.drawn = self.drawn, graph
        for key, array in self.live.items():
            node, _, field = key.rpartition("/")
            array.fill(getattr(graph.nodes[node].spec, field))
        if self.graph is before:
            self.graph = graph
        if self.blocks and (edited or before) is not graph:
            self._set_given(first_values(edited or before), first_values(graph))

    def _set_given(self, before: dict[str, float], after: dict[str, float]) -> None:
        """Weights and biases that were set by hand take effect now."""
        self.given = {key: value for key, value in after.items() if key in self._by_key}
        for key, value in self.given.items():
            if before.get(key) != value:
                self.view(self._by_key[key])[...] = value

    def initialize(self, seed: int) -> None:
        """Draw the first weights: the same seed gives the same weights, whatever else the graph holds.

        The other random uses (dropout ...) start anew too.
        """
        self.seed = seed
        self.generators.clear()
        self._workspaces.clear()  # their kernels hold the old generators
        for slot in self.slots:
            if slot.key in self.given:
                self.view(slot)[...] = self.given[slot.key]
                continue
            p, random = slot.parameter, generator(seed, "init", slot.key)
            shape = p.shape or (1, 1)  # a single weight is drawn as a matrix of one
            self.view(slot)[...] = p.initializer.sample(shape, p.fan_in, p.fan_out, random).reshape(p.shape)
        for node in self.nodes:
            if "sample" not in node.spec.fed:  # that one's comes from the data
                states = node.spec.states(self.inference.facts[node.id].inputs)
                for name, state in states.items():
                    self.state[f"{node.id}/{name}"].fill(state.start)

    @property
    def parted(self) -> bool:
        """Whether its layers share their work among cores themselves, so that a product is to use one."""
        return any(node.spec.parted for node in self.nodes)

    @property
    def smallest_batch(self) -> int:
        """How many samples a batch must hold at least so that all its layers can be trained."""
        facts = self.inference.facts
        return max((node.spec.smallest_batch(facts[node.id].inputs) for node in self.nodes), default=1)

    def use_workers(self, count: int) -> None:
        """Share work by parts among so many cores; the results stay the same."""
        if count > self.workers.count:
            self._workspaces.clear()  # they have buffers for fewer
        self.workers.count = count

    def view(self, slot: Slot, vector: Array | None = None) -> Array:
        """One parameter as an array of its shape: a view of ``parameters``, or of another vector laid out alike."""
        return (self.parameters if vector is None else vector)[slot.span].reshape(slot.parameter.shape)

    def views(self, vector: Array | None = None) -> dict[str, Array]:
        """All parameters (or what another vector holds for them) by ``node/name``."""
        return {slot.key: self.view(slot, vector) for slot in self.slots}

    def set_preprocessing(self, offset: Array, scale: Array) -> None:
        """Hand the fitted preprocessing, in one sample's shape, to the layers that take samples."""
        for node in self.nodes:
            if f"{node.id}/offset" in self.state and "sample" in node.spec.fed:
                self.state[f"{node.id}/offset"][...] = offset
                self.state[f"{node.id}/scale"][...] = scale
        self._workspaces.clear()  # an input layer leaves out the subtraction where the offset is zero

    def adopt(self, other: "Network") -> list[str]:
        """Take over parameters and states from another network where node, name and shape agree; the keys of the
        parameters that did not fit. What was fitted to the data stays as it is here.
        """
        theirs = other.views()
        missed = []
        for slot in self.slots:
            if slot.key in theirs and theirs[slot.key].shape == slot.parameter.shape:
                self.view(slot)[...] = theirs[slot.key]
            else:
                missed.append(slot.key)
        fitted = {node.id for node in self.nodes if "sample" in node.spec.fed}
        for key, array in other.state.items():
            known = key in self.state and self.state[key].shape == array.shape
            if known and key.rpartition("/")[0] not in fitted:
                self.state[key][...] = array
        return missed

    def random(self, use: str) -> np.random.Generator:
        """The generator of one use (``dropout1/mask``); its state is part of a saved run."""
        if use not in self.generators:
            self.generators[use] = generator(self.seed, use)
        return self.generators[use]

    def arrays(self, node: str) -> Arrays:
        """What a layer may ask for."""
        if node in self.blocks:
            span = self.blocks[node]
            block = {"block": self.parameters[span]}, {"block": self.gradients[span]}
            return Arrays(*block, state={}, live={}, joined=_apart)
        slots = {s.parameter.name: s for s in self.owned(node)}

        def joined(first: str, second: str) -> tuple[Array, Array]:
            a, b = slots[first], slots[second]
            assert b.start == a.span.stop
            assert b.parameter.size == a.parameter.shape[-1]
            span, shape = slice(a.start, b.span.stop), (-1, a.parameter.shape[-1])
            return self.parameters[span].reshape(shape), self.gradients[span].reshape(shape)

        prefix = f"{node}/"
        return Arrays(
            parameters={n: self.view(s) for n, s in slots.items()},
            gradients={n: self.view(s, self.gradients) for n, s in slots.items()},
            state={k.removeprefix(prefix): a for k, a in self.state.items() if k.startswith(prefix)},
            live={k.removeprefix(prefix): a for k, a in self.live.items() if k.startswith(prefix)},
            joined=joined,
        )

    def has(self, key: str) -> bool:
        """Whether there is a parameter of this name, ``node/name``."""
        return key in self._by_key

    def slot(self, key: str) -> Slot:
        """Where a parameter lies."""
        return self._by_key[key]

    def owned(self, node: str) -> list[Slot]:
        """The parameters that a node of the computed graph computes with."""
        return self._by_owner.get(node, [])

    def block_views(self) -> dict[str, Array]:
        """The weights of each group of neurons as they lie together, by ``node/block``."""
        return {f"{node}/block": self.parameters[span] for node, span in self.blocks.items()}

    def weight_values(self) -> dict[str, float]:
        """The weights of wires, by the wire."""
        return {s.node: float(self.parameters[s.start]) for s in self.slots if s.node in self.drawn.wires}

    def bias_values(self) -> dict[str, float]:
        """The biases of single neurons, by the neuron."""
        return {
            s.node: float(self.parameters[s.start])
            for s in self.slots
            if s.owner in self.blocks and s.node in self.drawn.nodes
        }

    def workspace(self, batch: int, mode: Mode, turn: Turn | None = None) -> Workspace:
        """Buffers and calls for one batch size; made once. It is the generator's turn where nothing else is said."""
        turn = turn or (Turn.GENERATOR if self.players else Turn.ALL)
        key = (batch, mode, turn)
        if key not in self._workspaces:
            self._workspaces[key] = Workspace(self, batch, mode, turn)
        return self._workspaces[key]

    def active(self, mode: Mode, turn: Turn) -> list[Node]:
        """The nodes that are computed, in their order."""
        if self.players is None:
            return self.nodes
        if turn is Turn.GENERATOR and mode is Mode.INFERENCE:
            needed = active(self.graph, [self.output_source.node], set())
        else:
            needed = active(self.graph, [self.players.verdict], self.closed(turn))
        return [node for node in self.nodes if node.id in needed]

    def closed(self, turn: Turn) -> set[tuple[str, str]]:
        """The ports that nothing comes in at in a turn."""
        if self.players is None:
            return set()
        generated, real = ((self.players.divide, port) for port in RealOrFake.inputs)
        return {Turn.GENERATOR: {real}, Turn.JUDGE: {generated}}.get(turn, set())

    def trained(self, node: str, turn: Turn) -> bool:
        """Whether a node's parameters learn in a turn."""
        return self.players is None or self.players.of(node) == turn.value

    def span(self, player: str) -> slice:
        """The part of the flat vectors that a player of an adversarial network learns."""
        assert self.players is not None
        end = next(
            (s.start for s in self.slots if self.players.of(s.owner) != "generator"), self.parameters.size
        )
        return slice(0, end) if player == "generator" else slice(end, self.parameters.size)

    def sample_shape(self) -> Shape:
        return self.inference.feeds["sample"]

    def entry_shape(self) -> Shape:
        """The shape of what an answer is computed from: a raw sample, or noise."""
        return self.sample_shape() if self.entry is None else self.inference.facts[self.entry.node].outputs[0]

    def predict(
        self, samples: Array, chunk: int = 1024, targets: Array | None = None, source: End | None = None
    ) -> Array:
        """Outputs (count, *shape) for raw samples (count, *sample_shape), or for noise in an adversarial network.

        Sequences count to their last step.

        Args:
            targets: (count, *target_shape), where the network is told the answers beforehand.
            source: where to read, if not at the answer.
        """
        rows, source = [], source or self.output_source
        for start in range(0, len(samples), chunk):
            part = samples[start : start + chunk]
            workspace = self.workspace(len(part), Mode.INFERENCE)
            into = workspace.samples if self.entry is None else workspace.values[self.entry].array
            into[...] = part.T if part.ndim == 2 else part
            if targets is not None:
                known = targets[start : start + chunk]
                workspace.targets[...] = known.T if known.ndim == 2 else known
            if "lengths" in workspace.feeds:
                workspace.feeds["lengths"].fill(self.sample_shape()[0])
            workspace.forward()
            rows.append(workspace.batch_first(source).copy())
        return np.concatenate(rows) if rows else np.zeros((0, 0), self.dtype)


def first_values(graph: Graph) -> dict[str, float]:
    """The weights of wires and the biases of neurons that a graph says, by the key of their parameter."""
    weights = {f"{w.id}/weight": w.weight for w in graph.wires.values() if w.weight is not None}
    neurons = ((n.id, n.spec) for n in graph.nodes.values() if isinstance(n.spec, Neuron))
    return weights | {f"{name}/bias": spec.first_bias for name, spec in neurons if spec.bias}


def _apart(first: str, second: str) -> tuple[Array, Array]:
    raise KeyError(f"{first} and {second} do not lie together")
