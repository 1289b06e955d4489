"""Alignment and even spacing."""

import pytest
from msgspec.structs import replace

from core.document import edits
from core.document.document import Document
from core.document.extent import CARD, CIRCLE, extent
from core.document.graph import Graph, Node
from core.document.layout import GRID, Edge, Positions, aligned, distributed, snapped
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.neuron import Neuron
from tests.core.examples import digits, in_a_row


def moved(graph: Graph, places: Positions) -> Graph:
    return edits.move(Document(graph=graph), places).graph


@pytest.mark.parametrize(
    ("edge", "expected"),
    [
        ("left", [(0.0, 0.0), (0.0, 50.0), (0.0, 300.0)]),
        ("right", [(200.0, 0.0), (200.0, 50.0), (200.0, 300.0)]),
        ("centre", [(100.0, 0.0), (100.0, 50.0), (100.0, 300.0)]),
        ("top", [(0.0, 0.0), (90.0, 0.0), (200.0, 0.0)]),
        ("bottom", [(0.0, 300.0), (90.0, 300.0), (200.0, 300.0)]),
        ("middle", [(0.0, 150.0), (90.0, 150.0), (200.0, 150.0)]),
    ],
)
def test_cards_are_brought_to_one_line(edge: Edge, expected: list[tuple[float, float]]) -> None:
    graph = moved(in_a_row(Dense(), Dense(), Dense()).graph, {"dense1": (0.0, 0.0), "dense2": (90.0, 50.0)})
    graph = moved(graph, {"dense3": (200.0, 300.0)})
    assert list(aligned(graph, ["dense1", "dense2", "dense3"], edge).values()) == expected


def test_aligning_nothing_moves_nothing() -> None:
    assert aligned(digits().graph, [], "left") == {}


def test_equal_distances_leave_the_outermost_where_they_are() -> None:
    graph = moved(
        in_a_row(Dense(), Dense(), Dense()).graph, {"dense1": (0, 9), "dense2": (130, 5), "dense3": (600, 1)}
    )
    ids = ["dense1", "dense2", "dense3"]
    assert distributed(graph, ids, "horizontal") == {"dense2": (300, 5)}
    assert distributed(graph, ids, "vertical") == {"dense2": (130, 5)}
    assert distributed(graph, ids[:2], "horizontal") == {}


def test_snapping_goes_to_the_nearest_point_of_the_grid() -> None:
    assert snapped((GRID * 3.4, -GRID * 0.6)) == (GRID * 3, -GRID)


def of_all_sizes() -> Graph:
    """A card, a circle and a tall card, one below the other, not in line."""
    nodes = [
        Node(id="card", spec=Dense(), position=(100.0, 0.0)),
        Node(id="circle", spec=Neuron(), position=(40.0, 200.0)),
        Node(id="tall", spec=Concatenate(count=8), position=(160.0, 300.0)),
    ]
    return Graph(nodes={node.id: node for node in nodes})


def pinned(graph: Graph, *names: str) -> Graph:
    nodes = {k: replace(n, pinned=k in names) for k, n in graph.nodes.items()}
    return Graph(nodes=nodes, wires=graph.wires)


def span(graph: Graph, name: str, axis: int) -> tuple[float, float]:
    node = graph.nodes[name]
    return node.position[axis], node.position[axis] + extent(node.spec)[axis]


@pytest.mark.parametrize(("edge", "axis"), [("centre", 0), ("middle", 1)])
def test_middles_of_nodes_of_all_sizes_are_in_line(edge: Edge, axis: int) -> None:
    graph = of_all_sizes()
    graph = moved(graph, aligned(graph, list(graph.nodes), edge))
    assert len({sum(span(graph, n, axis)) for n in graph.nodes}) == 1


@pytest.mark.parametrize(
    ("edge", "axis", "end"), [("right", 0, 1), ("bottom", 1, 1), ("left", 0, 0), ("top", 1, 0)]
)
def test_edges_of_nodes_of_all_sizes_are_in_line(edge: Edge, axis: int, end: int) -> None:
    graph = of_all_sizes()
    outermost = (min, max)[end](span(graph, n, axis)[end] for n in graph.nodes)
    graph = moved(graph, aligned(graph, list(graph.nodes), edge))
    assert {span(graph, n, axis)[end] for n in graph.nodes} == {outermost}


def test_others_line_up_with_a_pinned_node() -> None:
    graph = pinned(of_all_sizes(), "circle")
    places = aligned(graph, list(graph.nodes), "centre")
    assert places == {"card": (62.0 - CARD[0] / 2, 0.0), "tall": (62.0 - CARD[0] / 2, 300.0)}


def test_gaps_are_equal_whatever_the_sizes() -> None:
    graph = moved(of_all_sizes(), {"tall": (160.0, 500.0)})
    graph = moved(graph, distributed(graph, list(graph.nodes), "vertical"))
    gap = (500.0 - CARD[1] - CIRCLE[1]) / 2
    assert graph.nodes["circle"].position == (40.0, CARD[1] + gap)
    assert graph.nodes["tall"].position == (160.0, 500.0)


def test_pinned_nodes_part_what_is_spaced() -> None:
    row = in_a_row(*(Dense() for _ in range(5))).graph
    row = moved(row, {f"dense{i}": (x, 0.0) for i, x in enumerate((0.0, 180.0, 1000.0, 1500.0, 2000.0), 1)})
    places = distributed(pinned(row, "dense3"), list(row.nodes), "horizontal")
    assert places == {"dense2": (500.0, 0.0), "dense4": (1500.0, 0.0)}
