"""Alignment, spacing and the automatic layout."""

import random
import time

import pytest

from core.document import edits
from core.document.document import Document
from core.document.graph import End, Graph, Node, Wire
from core.document.layout import GRID, Edge, Positions, aligned, arranged, distributed, snapped
from core.layers.dense import Dense
from tests.core.examples import digits, in_a_row


def graph_of(pairs: list[tuple[str, str]], *alone: str) -> Graph:
    """Nodes with wires between them, scattered."""
    names = list(dict.fromkeys([*(n for pair in pairs for n in pair), *alone]))
    places = random.Random(1)
    nodes = {
        n: Node(id=n, spec=Dense(), position=(places.uniform(0, 900), places.uniform(0, 900))) for n in names
    }
    wires = {
        f"w{i}": Wire(id=f"w{i}", source=End(s, "out"), target=End(t, "in")) for i, (s, t) in enumerate(pairs)
    }
    return Graph(nodes=nodes, wires=wires)


def random_graph(count: int, seed: int) -> Graph:
    """Each node is fed by two of the 30 before it."""
    choice = random.Random(seed)
    pairs = [(f"n{choice.randrange(max(0, i - 30), i)}", f"n{i}") for i in range(1, count) for _ in range(2)]
    return graph_of(pairs)


def overlaps(places: Positions) -> int:
    found = sorted(places.values())
    return sum(
        abs(a[0] - b[0]) < edits.CARD[0] and abs(a[1] - b[1]) < edits.CARD[1]
        for i, a in enumerate(found)
        for b in found[:i]
    )


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
    assert distributed(graph, ids, "horizontal") == {"dense1": (0, 9), "dense2": (300, 5), "dense3": (600, 1)}
    assert distributed(graph, ids, "vertical") == {"dense1": (0, 9), "dense2": (130, 5), "dense3": (600, 1)}
    assert distributed(graph, ids[:2], "horizontal") == {}


def test_snapping_goes_to_the_nearest_point_of_the_grid() -> None:
    assert snapped((GRID * 3.4, -GRID * 0.6)) == (GRID * 3, -GRID)


def test_a_chain_becomes_a_row() -> None:
    places = arranged(digits().graph)
    assert len({y for _, y in places.values()}) == 1
    assert [x for x, _ in sorted(places.values())] == [220.0 * i for i in range(5)]
    assert list(dict(sorted(places.items(), key=lambda p: p[1]))) == [
        "input1",
        "flatten1",
        "dense1",
        "dense2",
        "output1",
    ]


def test_wires_lead_right_and_cards_stand_free() -> None:
    for seed in range(6):
        graph = random_graph(40, seed)
        places = arranged(graph)
        assert places.keys() == graph.nodes.keys()
        assert overlaps(places) == 0
        for wire in graph.wires.values():
            assert places[wire.source.node][0] < places[wire.target.node][0]


def test_two_rows_do_not_cross() -> None:
    graph = graph_of([("a", "b"), ("c", "d"), ("a", "x"), ("b", "y"), ("d", "y"), ("c", "z"), ("d", "z")])
    places = arranged(graph)
    pairs = [(w.source.node, w.target.node) for w in graph.wires.values()]
    crossings = [
        (p, q)
        for p in pairs
        for q in pairs
        if (places[p[0]][0], places[p[1]][0]) == (places[q[0]][0], places[q[1]][0])
        and (places[p[0]][1] - places[q[0]][1]) * (places[p[1]][1] - places[q[1]][1]) < 0
    ]
    assert crossings == []


def test_a_long_wire_does_not_run_behind_a_card() -> None:
    graph = graph_of([("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")])
    places = arranged(graph)
    assert overlaps(places) == 0
    heights = {places[n][1] for n in "abcd"}
    assert len(heights) > 1  # the chain gives way to the wire from its first to its last card


def test_what_is_arranged_already_stays() -> None:
    for graph in (digits().graph, random_graph(25, 3)):
        once = moved(graph, arranged(graph))
        again = arranged(once)
        corner = [min(p[i] for p in arranged(once).values()) for i in (0, 1)]
        assert corner == [min(n.position[i] for n in once.nodes.values()) for i in (0, 1)]
        assert again.keys() == once.nodes.keys()
    chain = moved(digits().graph, arranged(digits().graph))
    assert arranged(chain) == {n.id: n.position for n in chain.nodes.values()}


def test_only_what_is_chosen_moves() -> None:
    graph = moved(digits().graph, {"dense1": (30.0, 70.0), "dense2": (500.0, 400.0)})
    places = arranged(graph, {"dense1", "dense2"})
    assert places == {"dense1": (30.0, 70.0), "dense2": (250.0, 70.0)}


def test_parts_that_do_not_hang_together_stand_below_each_other() -> None:
    places = arranged(graph_of([("a", "b"), ("c", "d")], "lonely"))
    assert overlaps(places) == 0
    assert places["lonely"][1] == max(y for _, y in places.values())
    assert places["a"][1] != places["c"][1]


def test_a_card_that_needs_room_below_gets_it() -> None:
    graph = graph_of([("a", "b"), ("a", "c")])
    upper = min("bc", key=lambda n: arranged(graph)[n][1])
    (lower,) = set("bc") - {upper}
    plain, roomy = arranged(graph), arranged(graph, room={upper: 80.0})
    assert plain[lower][1] - plain[upper][1] == 100.0
    assert roomy[lower][1] - roomy[upper][1] == 180.0


def test_a_circle_is_laid_out_as_well() -> None:
    places = arranged(graph_of([("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]))
    assert overlaps(places) == 0


def test_nothing_is_laid_out_as_nothing() -> None:
    assert arranged(Graph()) == {}


def test_five_hundred_nodes_are_laid_out_in_a_moment() -> None:
    graph = random_graph(500, 1)

    def seconds() -> float:
        start = time.perf_counter()
        arranged(graph)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(4)) < 0.2
