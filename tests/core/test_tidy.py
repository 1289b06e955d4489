"""The layout that the computer makes."""

import random
import time
from itertools import combinations, pairwise

import pytest
from msgspec.structs import replace

from core.document import edits
from core.document.columns import Columns, Link, ranks
from core.document.document import Document
from core.document.extent import CARD, extent
from core.document.graph import End, Graph, Node, Wire
from core.document.layout import Positions
from core.document.tidy import Direction, tidied
from core.layers.base import Layer
from core.layers.bias import Bias
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.layers.split import Split
from tests.core.examples import digits


def graph_of(
    pairs: list[tuple[str, str]],
    *alone: str,
    kinds: dict[str, Layer] | None = None,
    delayed: tuple[tuple[str, str], ...] = (),
) -> Graph:
    """Nodes with wires between them, scattered. ``kinds``: layers by the first letter of an id, else they are Dense."""
    names = list(dict.fromkeys([*(n for pair in pairs for n in pair), *alone]))
    specs = {n: (kinds or {}).get(n[0], Dense()) for n in names}
    places = random.Random(1)
    nodes = {
        n: Node(id=n, spec=specs[n], position=(places.uniform(0, 900), places.uniform(0, 900))) for n in names
    }
    wires = {
        f"w{i}": Wire(
            id=f"w{i}",
            source=End(s, specs[s].outputs[0]),
            target=End(t, specs[t].inputs[0]),
            delayed=(s, t) in delayed,
        )
        for i, (s, t) in enumerate(pairs)
    }
    return Graph(nodes=nodes, wires=wires)


NEURONS: dict[str, Layer] = {
    "x": InputValue(),
    "b": Bias(),
    "h": Neuron(),
    "k": Neuron(),
    "y": Neuron(),
    "o": OutputValue(),
}


def full(*sizes: tuple[str, int]) -> list[tuple[str, str]]:
    """Wires from all of each column to all of the next."""
    return [(f"{a}{i}", f"{b}{j}") for (a, m), (b, n) in pairwise(sizes) for i in range(m) for j in range(n)]


def random_graph(count: int, seed: int) -> Graph:
    """Each node is fed by two of the 30 before it."""
    choice = random.Random(seed)
    pairs = [(f"n{choice.randrange(max(0, i - 30), i)}", f"n{i}") for i in range(1, count) for _ in range(2)]
    return graph_of(pairs)


def layered_graph(columns: int, rows: int, count: int, seed: int) -> Graph:
    """Wires mostly to the next column, some over one or two."""
    choice = random.Random(seed)
    pairs: dict[tuple[str, str], None] = {}
    while len(pairs) < count:
        column, row = choice.randrange(columns - 1), choice.randrange(rows)
        far = column + (1 if choice.random() > 0.1 else choice.randrange(2, 4))
        there = min(rows - 1, max(0, row + choice.randrange(-2, 3)))
        pairs[f"n{column}_{row}", f"n{min(far, columns - 1)}_{there}"] = None
    return graph_of(list(pairs))


def overlaps(graph: Graph, places: Positions | None = None) -> int:
    """How many pairs of nodes cover each other."""
    nodes = moved(graph, places or {}).nodes.values()
    boxes = [(*n.position, *extent(n.spec)) for n in nodes]
    return sum(
        a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
        for a, b in combinations(boxes, 2)
    )


def pinned(graph: Graph, **places: tuple[float, float]) -> Graph:
    """The graph with some nodes pinned at places of their own."""
    nodes = {
        k: replace(n, position=places[k], pinned=True) if k in places else n for k, n in graph.nodes.items()
    }
    return Graph(nodes=nodes, wires=graph.wires)


def columns_of(places: Positions) -> list[set[str]]:
    """Nodes that share a column, from left to right."""
    return [
        {n for n, (x, _) in places.items() if x == column}
        for column in sorted({x for x, _ in places.values()})
    ]


def moved(graph: Graph, places: Positions) -> Graph:
    return edits.move(Document(graph=graph), places).graph


def test_a_chain_becomes_a_row() -> None:
    places = tidied(digits().graph)
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
        places = tidied(graph)
        assert places.keys() == graph.nodes.keys()
        assert overlaps(graph, places) == 0
        for wire in graph.wires.values():
            assert places[wire.source.node][0] < places[wire.target.node][0]


def test_two_rows_do_not_cross() -> None:
    graph = graph_of([("a", "b"), ("c", "d"), ("a", "x"), ("b", "y"), ("d", "y"), ("c", "z"), ("d", "z")])
    places = tidied(graph)
    pairs = [(w.source.node, w.target.node) for w in graph.wires.values()]
    crossings = [
        (p, q)
        for p in pairs
        for q in pairs
        if (places[p[0]][0], places[p[1]][0]) == (places[q[0]][0], places[q[1]][0])
        and (places[p[0]][1] - places[q[0]][1]) * (places[p[1]][1] - places[q[1]][1]) < 0
    ]
    assert crossings == []


def test_a_chain_stays_level_beside_a_wire_that_skips_it() -> None:
    graph = graph_of([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("b", "e"), ("e", "f")])
    places = tidied(graph)
    assert len({y for _, y in places.values()}) == 1
    beside = tidied(graph_of([("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("a", "s"), ("s", "t")]))
    lane = abs(beside["s"][1] - beside["b"][1]) - CARD[1]
    assert lane >= 36.0
    assert beside["b"][1] == beside["c"][1]


def test_what_is_tidy_already_stays() -> None:
    for graph in (digits().graph, random_graph(25, 3)):
        once = moved(graph, tidied(graph))
        again = tidied(once)
        corner = [min(p[i] for p in tidied(once).values()) for i in (0, 1)]
        assert corner == [min(n.position[i] for n in once.nodes.values()) for i in (0, 1)]
        assert again.keys() == once.nodes.keys()
    chain = moved(digits().graph, tidied(digits().graph))
    assert tidied(chain) == {n.id: n.position for n in chain.nodes.values()}


def test_only_what_is_chosen_moves() -> None:
    graph = moved(digits().graph, {"dense1": (30.0, 70.0), "dense2": (500.0, 400.0)})
    places = tidied(graph, {"dense1", "dense2"})
    assert places == {"dense1": (30.0, 70.0), "dense2": (250.0, 70.0)}


def test_parts_that_do_not_hang_together_stand_below_each_other() -> None:
    graph = graph_of([("a", "b"), ("c", "d")], "lonely")
    places = tidied(graph)
    assert overlaps(graph, places) == 0
    assert places["lonely"][1] == max(y for _, y in places.values())
    assert places["a"][1] != places["c"][1]


def test_a_card_that_needs_room_below_gets_it() -> None:
    graph = graph_of([("a", "b"), ("a", "c")])
    upper = min("bc", key=lambda n: tidied(graph)[n][1])
    (lower,) = set("bc") - {upper}
    plain, roomy = tidied(graph), tidied(graph, room={upper: 80.0})
    assert plain[lower][1] - plain[upper][1] == 100.0
    assert roomy[lower][1] - roomy[upper][1] == 180.0


def test_a_circle_is_laid_out_as_well() -> None:
    graph = graph_of([("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")])
    places = tidied(graph)
    assert overlaps(graph, places) == 0


def test_nothing_is_laid_out_as_nothing() -> None:
    assert tidied(Graph()) == {}


def test_neurons_stand_closer_than_cards() -> None:
    places = tidied(graph_of(full(("x", 2), ("h", 4), ("k", 2), ("y", 1), ("o", 1)), kinds=NEURONS))
    columns = columns_of(places)
    assert [len(c) for c in columns] == [2, 4, 2, 1, 1]
    middles = set()
    for column in columns:
        heights = sorted(places[n][1] for n in column)
        assert {b - a for a, b in pairwise(heights)} <= {80.0}
        middles.add(heights[0] + heights[-1])
    assert len(middles) == 1
    assert {round(b - a) for a, b in pairwise(sorted({x for x, _ in places.values()}))} == {140}


def test_input_values_stand_first_and_output_values_last() -> None:
    wires = [("x1", "h1"), ("h1", "k1"), ("x2", "k1"), ("b1", "k1"), ("k1", "o1"), ("h1", "o2")]
    first, second, *_, last = columns_of(tidied(graph_of(wires, kinds=NEURONS)))
    assert first == {"x1", "x2"}
    assert second == {"h1", "b1"}  # a bias right before what it feeds
    assert last == {"o1", "o2"}


def test_delayed_wires_do_not_make_columns() -> None:
    wires = [("x1", "h1"), ("h1", "k1"), ("k1", "o1"), ("k1", "h1"), ("h1", "h1"), ("k1", "x1")]
    looped = graph_of(
        wires, kinds=NEURONS | {"x": Neuron()}, delayed=(("k1", "h1"), ("h1", "h1"), ("k1", "x1"))
    )
    assert columns_of(tidied(looped)) == [{"x1"}, {"h1"}, {"k1"}, {"o1"}]


def test_nodes_of_all_sizes_keep_their_distances() -> None:
    kinds: dict[str, Layer] = {"t": Concatenate(count=8), "n": Neuron(), "s": Split(count=8)}
    wires = [
        ("a", "t1"),
        ("a", "n1"),
        ("a", "b"),
        ("a", "t2"),
        ("a", "s1"),
        ("s1", "n2"),
        ("s1", "c"),
        ("s1", "t3"),
    ]
    graph = graph_of(wires, kinds=kinds)
    for direction, axis, gap in (("right", 1, 36.0), ("down", 0, 88.0)):
        new = moved(graph, tidied(graph, direction=direction))
        assert overlaps(new) == 0
        rows: dict[float, list[tuple[float, float]]] = {}
        for node in new.nodes.values():
            size = extent(node.spec)
            start = node.position[axis]
            rank = node.position[1 - axis] + size[1 - axis] / 2
            rows.setdefault(rank, []).append((start, start + size[axis]))
        assert sorted(map(len, rows.values())) == [1, 3, 5]
        for row in rows.values():
            assert all(b[0] - a[1] > gap - 1e-6 for a, b in pairwise(sorted(row)))


def test_wires_enter_ports_in_their_order() -> None:
    spec = Concatenate(count=3)
    graph = graph_of([], "a1", "a2", "a3", "t", kinds={"t": spec})
    wires = {
        f"w{i}": Wire(id=f"w{i}", source=End(f"a{i + 1}", "out"), target=End("t", port))
        for i, port in enumerate(spec.inputs)
    }
    for seed in range(4):
        choice = random.Random(seed)
        nodes = {k: replace(n, position=(0.0, choice.uniform(0, 900))) for k, n in graph.nodes.items()}
        places = tidied(Graph(nodes=nodes, wires=wires))
        assert places["a1"][1] < places["a2"][1] < places["a3"][1]


def test_what_can_stand_one_way_as_well_as_another_keeps_its_order() -> None:
    graph = graph_of(full(("x", 3), ("h", 5), ("y", 2)), kinds=NEURONS)
    places = tidied(graph)
    for column in columns_of(places):
        before = sorted(column, key=lambda n: graph.nodes[n].position[1])
        assert sorted(column, key=lambda n: places[n][1]) == before


def test_downwards_wires_lead_to_the_next_row() -> None:
    places = tidied(digits().graph, direction="down")
    assert list(places) == ["input1", "flatten1", "dense1", "dense2", "output1"]
    assert list(places.values()) == [(0.0, 120.0 * i) for i in range(5)]
    graph = random_graph(40, 2)
    places = tidied(graph, direction="down")
    assert overlaps(graph, places) == 0
    assert all(places[w.source.node][1] < places[w.target.node][1] for w in graph.wires.values())


def test_downwards_a_card_gets_the_room_it_needs_below() -> None:
    graph = graph_of([("a", "b"), ("b", "c")])
    assert [y for _, y in sorted(tidied(graph, room={"b": 80.0}, direction="down").values())][
        -1
    ] == 320.0 + min(n.position[1] for n in graph.nodes.values())


@pytest.mark.parametrize("direction", ["right", "down"])
def test_pinned_nodes_stay_and_nothing_covers_them(direction: Direction) -> None:
    for seed in range(6):
        graph = pinned(random_graph(30, seed), n5=(100.0, 100.0), n12=(110.0, 130.0), n20=(500.0, 50.0))
        alone = overlaps(Graph(nodes={n: graph.nodes[n] for n in ("n5", "n12", "n20")}))
        places = tidied(graph, direction=direction)
        assert places.keys() == graph.nodes.keys() - {"n5", "n12", "n20"}
        assert overlaps(graph, places) == alone


def test_a_network_stands_around_its_pinned_node() -> None:
    graph = pinned(digits().graph, dense1=(1000.0, 300.0))
    assert tidied(graph) == {
        "input1": (560.0, 300.0),
        "flatten1": (780.0, 300.0),
        "dense2": (1220.0, 300.0),
        "output1": (1440.0, 300.0),
    }


def test_other_parts_give_way_to_pinned_nodes() -> None:
    graph = graph_of([("a", "b"), ("c", "d")], "lonely")
    at = (graph.nodes["a"].position[0], graph.nodes["a"].position[1])
    graph = pinned(graph, lonely=at)
    assert overlaps(graph, tidied(graph)) == 0


def test_where_all_is_pinned_nothing_moves() -> None:
    graph = graph_of([("a", "b")])
    assert tidied(pinned(graph, a=(0.0, 0.0), b=(5.0, 5.0))) == {}


def test_nodes_without_wires_stand_abreast() -> None:
    graph = graph_of([], *(f"n{i}" for i in range(6)))
    places = tidied(graph)
    assert overlaps(graph, places) == 0
    assert [len(c) for c in columns_of(places)] == [2, 2, 1, 1]


def test_wires_are_short() -> None:
    pairs = [(0, 1), (1, 2), (2, 5), (3, 4), (4, 5)]  # 3 and 4 could stand farther left
    assert ranks(6, pairs) == [0, 1, 2, 1, 2, 3]


def test_a_twisted_ladder_is_untwisted() -> None:
    rungs = 30
    heights = [float(i % 2 if i < rungs else 1 - i % 2) for i in range(2 * rungs)]
    links = [Link(i, i + 2) for i in range(2 * rungs - 2)]
    columns = Columns(heights, links)
    order = [[entry % 2 for entry in column] for column in columns.order()]
    assert all(column == order[0] for column in order)


def test_a_graph_is_laid_out_the_same_way_each_time() -> None:
    assert tidied(layered_graph(8, 8, 90, 3)) == tidied(layered_graph(8, 8, 90, 3))


@pytest.mark.parametrize(
    "graph",
    [
        random_graph(500, 1),
        layered_graph(25, 20, 900, 1),
        graph_of(full(*((name, 50) for name in "abcdefghij")), kinds=dict.fromkeys("abcdefghij", Neuron())),
    ],
    ids=["random", "layered", "dense"],
)
def test_five_hundred_nodes_are_laid_out_in_a_moment(graph: Graph) -> None:
    def seconds() -> float:
        start = time.process_time()  # what others do on the machine meanwhile does not count
        tidied(graph)
        return time.process_time() - start

    assert min(seconds() for _ in range(4)) < 0.2
