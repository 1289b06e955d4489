"""Single neurons against the same network of layers, and as many as a canvas can hold against torch."""

import itertools
import time
from collections.abc import Iterator

import numpy as np
import torch
from msgspec.structs import replace

from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.data.sources.circle import Circle
from core.document.document import Document
from core.document.graph import End, Graph, Node, Wire
from core.document.recipe import TrainingRecipe
from core.layers.base import Layer
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.losses.half_squared import HalfSquared
from core.optimizers.sgd import SGD
from core.training.trainer import Trainer
from tests.bench.networks import mlp, our_step, torch_step
from tests.bench.timing import Row, in_words, interleaved

DATA = DataRecipe(source=Circle(), encoding="-1/+1")
RECIPE = TrainingRecipe(optimizer=SGD(), learning_rate=0.03, batch_size=10, metrics=())
WIDTH, DEPTH, FAN_IN = 100, 20, 10  # 2,000 neurons, 20,000 wires


def rows() -> Iterator[Row]:
    """All rows of this file."""
    yield by_hand()
    yield from many()


def wired(sizes: list[int], fan_in: int | None = None) -> Document:
    """Input values, columns of neurons, output values; ``fan_in`` wires a neuron chosen at random, None: all."""
    random, numbers = np.random.default_rng(1), itertools.count(1)
    nodes: dict[str, Node] = {}
    wires: dict[str, Wire] = {}

    def put(spec: Layer, column: int, row: int) -> str:
        name = f"node{next(numbers)}"
        nodes[name] = Node(id=name, spec=spec, position=(160.0 * column, 64.0 * row))
        return name

    def wire(source: str, target: str) -> None:
        name = f"wire{next(numbers)}"
        wires[name] = Wire(id=name, source=End(source, "out"), target=End(target, "in"))

    before = [put(InputValue(column=k + 1), 0, k) for k in range(sizes[0])]
    for depth, size in enumerate(sizes[1:], 1):
        now = [put(Neuron(activation=Tanh()), depth, k) for k in range(size)]
        for neuron in now:
            count = min(fan_in or len(before), len(before))
            for source in random.choice(len(before), count, replace=False):
                wire(before[int(source)], neuron)
        before = now
    for k, neuron in enumerate(before):
        wire(neuron, put(OutputValue(column=k + 1, loss=HalfSquared()), len(sizes), k))
    return Document(graph=Graph(nodes=nodes, wires=wires), data=DATA, training=RECIPE)


def by_hand() -> Row:
    """2-4-2-1 wired by hand against the same of Dense layers."""
    hand = our_step(Trainer(wired([2, 4, 2, 1])))
    layers = our_step(Trainer(mlp(DATA, [4, 2, 1], Tanh(), Tanh(), HalfSquared(), RECIPE)))
    mine, theirs = interleaved(hand, layers)
    return Row(
        "2-4-2-1 of neurons, against Dense layers", in_words(mine), in_words(theirs), theirs / mine, 0.8
    )


class Masked(torch.nn.Linear):
    """A layer in which most wires are missing."""

    def __init__(self, fan_in: int, fan_out: int) -> None:
        super().__init__(fan_in, fan_out)
        mask = torch.zeros(fan_out, fan_in)
        for row in mask:
            row[torch.randperm(fan_in)[:FAN_IN]] = 1
        self.register_buffer("mask", mask)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.tanh(torch.nn.functional.linear(x, self.weight * self.mask, self.bias))


def many() -> Iterator[Row]:
    """2,000 neurons with 20,000 wires: to compile, and a step against torch with masked layers."""
    document = wired([2, *[WIDTH] * DEPTH, 1], FAN_IN)
    document = replace(document, training=replace(RECIPE, batch_size=32))
    start = time.perf_counter()
    trainer = Trainer(document)
    seconds = time.perf_counter() - start
    yield Row("compile 2,000 neurons, 20,000 wires", in_words(seconds), "", seconds, 2.0, True, "s")
    sizes = [2, *[WIDTH] * DEPTH, 1]
    model = torch.nn.Sequential(*(Masked(a, b) for a, b in itertools.pairwise(sizes)))
    peer = torch_step(
        model,
        torch.optim.SGD(model.parameters(), lr=0.03),
        lambda y, t: 0.5 * torch.nn.functional.mse_loss(y, t),
        torch.randn(32, 2),
        torch.randn(32, 1).sign(),
    )
    mine, theirs = interleaved(our_step(trainer), peer)
    yield Row("step of 2,000 neurons, batch 32", in_words(mine), in_words(theirs), theirs / mine, 1.0)
