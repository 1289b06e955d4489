"""A network run one step at a time: what it has read so far it remembers, as in writing a text letter by letter."""

import copy
from typing import Any

import numpy as np

from core.document.graph import End
from core.document.shapes import Facts, Inference
from core.engine.build import Array, Mode
from core.engine.network import Network
from core.engine.workspace import Workspace
from core.errors import DocumentError, NeurowrightError
from core.layers.base import Layer, Shape


class Stepper:
    """A network bound to sequences of one step; recurrent layers go on where the step before ended.

    The parameters are the network's own arrays: where it learns on, the stepper knows at once.

    Args:
        batch: how many sequences are run side by side.

    Raises:
        DocumentError: a layer needs more than one step at a time; the text says which one and why.
    """

    def __init__(self, network: Network, batch: int = 1) -> None:
        self._shape = one_step(network.sample_shape())
        short = copy.copy(network)
        short.inference = _short_inference(network)
        short._workspaces = {}
        short.state = {
            key: self._first_step(network, short, key, array) for key, array in network.state.items()
        }
        self._workspace = Workspace(short, batch, Mode.INFERENCE, carries=True)

    def step(self, samples: Array) -> Array:
        """The answers (batch, *shape) after one more step of each sequence.

        Args:
            samples: (batch, features) or (batch,) tokens, raw as in the data; or the same with an axis for the step.
        """
        workspace = self._workspace
        values = np.asarray(samples).reshape(workspace.batch, *self._shape)
        workspace.samples[...] = values.T if values.ndim == 2 else values
        workspace.forward()
        return workspace.answer().copy()

    def forget(self) -> None:
        """Start new sequences."""
        self._workspace.forget()

    @staticmethod
    def _first_step(network: Network, short: Network, key: str, array: Array) -> Array:
        """A state as it is, or the one step of it that stands for all."""
        node, _, name = key.rpartition("/")
        spec = network.graph.nodes[node].spec
        if spec.states(short.inference.facts[node].inputs)[name].shape == array.shape:
            return array
        if (array != array[:1]).any():
            raise DocumentError(f"{network.graph.nodes[node].name} prepares each step in a way of its own.")
        return array[:1]


def one_step(shape: Shape) -> Shape:
    return (1, *shape[1:])


def _short_inference(network: Network) -> Inference:
    """The shapes of a network whose samples have one step."""
    old, graph = network.inference, network.graph
    steps = network.sample_shape()[0]
    feeds = {
        name: one_step(shape) if name == "sample" or (len(shape) > 1 and shape[0] == steps) else shape
        for name, shape in old.feeds.items()
        if name not in ("lengths", "judged")
    }
    shapes: dict[End, Shape] = {}
    facts: dict[str, Facts] = {}
    running: set[End] = set()  # where a sequence stands, not what came of one
    for name in old.order:
        spec, known = graph.nodes[name].spec, old.facts[name]
        into = {w.target.port: w.source for w in graph.into(name)}
        sources = [into[port] for port in spec.inputs]
        runs = not sources or any(s in running for s in sources)
        title = graph.nodes[name].name
        if runs and not spec.each_step:
            raise DocumentError(
                f"{title} looks at all steps of a sequence at once, so it cannot go step by step."
            )
        inputs = (*(shapes[s] for s in sources), *(feeds[f] for f in spec.fed))
        facts[name] = _short_facts(spec, inputs, known, title)
        for port, short, long in zip(spec.outputs, facts[name].outputs, known.outputs, strict=True):
            shapes[End(name, port)] = short
            if runs and short == one_step(long):
                running.add(End(name, port))
    return Inference(order=old.order, facts=facts, problems=(), feeds=feeds)


def _short_facts(spec: Layer, inputs: tuple[Shape, ...], known: Facts, title: str) -> Facts:
    try:
        outputs, same = spec.output_shapes(inputs), _learned(spec, inputs) == _learned(spec, known.inputs)
    except NeurowrightError as error:
        raise DocumentError(f"{title} cannot go step by step. {error}") from error
    if not same:
        raise DocumentError(f"{title} has weights for each step of a sequence, so it cannot go step by step.")
    return Facts(
        inputs=inputs,
        outputs=outputs,
        parameters=known.parameters,
        multiply_adds=spec.multiply_adds(inputs),
        memory=spec.memory(inputs),
    )


def _learned(spec: Layer, inputs: tuple[Shape, ...]) -> list[Any]:
    return [(p.name, p.shape) for p in spec.parameters(inputs)]
