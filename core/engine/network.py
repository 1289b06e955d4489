"""A compiled network: one flat parameter vector, one gradient vector, and workspaces bound to them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.document.document import Document
from core.document.graph import End, Graph, Node
from core.document.shapes import Inference
from core.engine.build import Array, Arrays, Mode
from core.engine.workspace import Workspace
from core.layers.base import Parameter, Shape
from core.randomness import generator
from core.spec import fields


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a parameter lies in the flat vector."""

    node: str
    parameter: Parameter
    start: int

    @property
    def key(self) -> str:
        return f"{self.node}/{self.parameter.name}"

    @property
    def span(self) -> slice:
        return slice(self.start, self.start + self.parameter.size)


class Network:
    """The document's graph, ready to compute.

    ``parameters`` and ``gradients`` are flat (count,) vectors; ``slots`` says what lies where. ``decays`` (count,) is
    True where regularisation acts. ``state`` holds what layers keep without learning it, by ``node/name``. ``live``:
    the layers' live fields as 0-d arrays, by ``node/field``; filled with another value, they act from the next step on.
    """

    def __init__(
        self, document: Document, inference: Inference, sample_dtype: np.dtype[Any], dtype: Any = np.float32
    ) -> None:
        self.graph: Graph = document.graph
        self.seed = document.training.seed
        self.inference = inference
        self.sample_dtype, self.dtype = np.dtype(sample_dtype), np.dtype(dtype)
        self.nodes: list[Node] = [self.graph.nodes[name] for name in inference.order]
        self.slots = self._lay_out()
        count = sum(s.parameter.size for s in self.slots)
        self.parameters, self.gradients = np.zeros(count, self.dtype), np.zeros(count, self.dtype)
        self.decays = np.zeros(count, bool)
        for slot in self.slots:
            self.decays[slot.span] = slot.parameter.decays
        self.state = self._make_state()
        self.live = self._make_live()
        self.generators: dict[str, np.random.Generator] = {}
        self._workspaces: dict[tuple[int, Mode], Workspace] = {}
        self.output = next(n.id for n in self.nodes if "target" in n.spec.fed)
        self.output_source: End = self.graph.into(self.output)[0].source
        self.initialize(self.seed)

    def _lay_out(self) -> list[Slot]:
        slots, start = [], 0
        for node in self.nodes:
            for parameter in node.spec.parameters(self.inference.facts[node.id].inputs):
                slots.append(Slot(node.id, parameter, start))
                start += parameter.size
        return slots

    def _make_state(self) -> dict[str, Array]:
        return {
            f"{node.id}/{name}": np.zeros(shape, self.dtype)
            for node in self.nodes
            for name, shape in node.spec.states(self.inference.facts[node.id].inputs).items()
        }

    def _make_live(self) -> dict[str, Array]:
        return {
            f"{node.id}/{field.name}": np.array(getattr(node.spec, field.name), self.dtype)
            for node in self.nodes
            for field in fields(type(node.spec))
            if field.live
        }

    def set_live(self, graph: Graph) -> None:
        """Take the live fields' values from a graph that is equal but for them."""
        self.graph = graph
        for key, array in self.live.items():
            node, _, field = key.rpartition("/")
            array.fill(getattr(graph.nodes[node].spec, field))

    def initialize(self, seed: int) -> None:
        """Draw the first weights: the same seed gives the same weights, whatever else the graph holds.

        The other random uses (dropout ...) start anew too.
        """
        self.seed = seed
        self.generators.clear()
        self._workspaces.clear()  # their kernels hold the old generators
        for slot in self.slots:
            p, random = slot.parameter, generator(seed, "init", slot.key)
            self.view(slot)[...] = p.initializer.sample(p.shape, p.fan_in, p.fan_out, random)

    def view(self, slot: Slot, vector: Array | None = None) -> Array:
        """One parameter as an array of its shape: a view of ``parameters``, or of another vector laid out alike."""
        return (self.parameters if vector is None else vector)[slot.span].reshape(slot.parameter.shape)

    def views(self, vector: Array | None = None) -> dict[str, Array]:
        """All parameters (or what another vector holds for them) by ``node/name``."""
        return {slot.key: self.view(slot, vector) for slot in self.slots}

    def set_preprocessing(self, offset: Array, scale: Array) -> None:
        """Hand the fitted preprocessing, in one sample's shape, to the layers that take samples."""
        for node in self.nodes:
            if "sample" in node.spec.fed:
                self.state[f"{node.id}/offset"][...] = offset
                self.state[f"{node.id}/scale"][...] = scale
        self._workspaces.clear()  # an input layer leaves out the subtraction where the offset is zero

    def adopt(self, other: "Network") -> list[str]:
        """Take over parameters from another network where node, name and shape agree; the keys that did not fit."""
        theirs = other.views()
        missed = []
        for slot in self.slots:
            if slot.key in theirs and theirs[slot.key].shape == slot.parameter.shape:
                self.view(slot)[...] = theirs[slot.key]
            else:
                missed.append(slot.key)
        return missed

    def random(self, use: str) -> np.random.Generator:
        """The generator of one use (``dropout1/mask``); its state is part of a saved run."""
        if use not in self.generators:
            self.generators[use] = generator(self.seed, use)
        return self.generators[use]

    def arrays(self, node: str) -> Arrays:
        """What a layer may ask for."""
        slots = {s.parameter.name: s for s in self.slots if s.node == node}

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

    def workspace(self, batch: int, mode: Mode) -> Workspace:
        """Buffers and calls for one batch size; made once."""
        key = (batch, mode)
        if key not in self._workspaces:
            self._workspaces[key] = Workspace(self, batch, mode)
        return self._workspaces[key]

    def sample_shape(self) -> Shape:
        return next(self.inference.facts[n.id].inputs[0] for n in self.nodes if "sample" in n.spec.fed)

    def predict(self, samples: Array, chunk: int = 1024) -> Array:
        """Outputs (count, outputs) for raw samples (count, *sample_shape)."""
        rows = []
        for start in range(0, len(samples), chunk):
            part = samples[start : start + chunk]
            workspace = self.workspace(len(part), Mode.INFERENCE)
            workspace.samples[...] = part.T if part.ndim == 2 else part
            workspace.forward()
            rows.append(workspace.answer().copy())
        return np.concatenate(rows) if rows else np.zeros((0, 0), self.dtype)
