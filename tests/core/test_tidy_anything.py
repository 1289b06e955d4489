"""Whatever a graph looks like, tidying it makes a layout in which nothing covers anything."""

import random

import pytest

from core.document.graph import End, Graph, Node, Wire
from core.document.tidy import Direction, tidied
from core.layers.base import Layer
from core.layers.bias import Bias
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.layers.split import Split
from tests.core.test_tidy import moved, overlaps

KINDS: tuple[Layer, ...] = (
    Dense(),
    Neuron(),
    Bias(),
    InputValue(),
    OutputValue(),
    Concatenate(count=5),
    Split(count=4),
)


def any_graph(choice: random.Random) -> Graph:
    """Of all kinds of nodes, wired anyhow, circles too; a few are pinned."""
    nodes = {
        f"n{i}": Node(
            id=f"n{i}",
            spec=choice.choice(KINDS),
            position=(choice.uniform(-500, 500), choice.uniform(-500, 500)),
            pinned=choice.random() < 0.08,
        )
        for i in range(choice.randrange(1, 40))
    }
    wires = {}
    for i in range(choice.randrange(2 * len(nodes))):
        start, end = (nodes[name] for name in choice.choices(list(nodes), k=2))
        if start.spec.outputs and end.spec.inputs:
            source, target = choice.choice(start.spec.outputs), choice.choice(end.spec.inputs)
            wires[f"w{i}"] = Wire(
                id=f"w{i}",
                source=End(start.id, source),
                target=End(end.id, target),
                delayed=choice.random() < 0.2,
            )
    return Graph(nodes=nodes, wires=wires)


@pytest.mark.parametrize("direction", ["right", "down"])
@pytest.mark.parametrize("seed", range(40))
def test_any_graph_is_laid_out_freely(seed: int, direction: Direction) -> None:
    choice = random.Random(seed)
    graph = any_graph(choice)
    ids = None if choice.random() < 0.7 else {name for name in graph.nodes if choice.random() < 0.5}
    chosen = {k: n for k, n in graph.nodes.items() if ids is None or k in ids}
    pinned = {k: n for k, n in chosen.items() if n.pinned}
    room = {name: 60.0 for name in graph.nodes if choice.random() < 0.2}
    places = tidied(graph, ids, room, direction)
    assert places.keys() == chosen.keys() - pinned.keys()
    assert overlaps(Graph(nodes=chosen), places) == overlaps(Graph(nodes=pinned))
    again = tidied(moved(graph, places), ids, room, direction)
    assert again.keys() == places.keys()
