"""Edits: each is a pure function; what was there before stays as it was."""

import pytest

from core.document import edits
from core.document.document import Document
from core.document.extent import CARD
from core.document.fragment import copied, pasted
from core.document.graph import End, Graph, Node, Wire
from core.document.shapes import infer
from core.errors import DocumentError
from core.layers.base import Layer, Shape
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output import Output
from tests.core.examples import digits, in_a_row


class Join(Layer, frozen=True, kw_only=True, tag="test-join"):
    """Two inputs, for which no layer of the program's own is needed."""

    title = "Join"
    inputs = ("first", "second")

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        return inputs[:1]


def ends(document: Document) -> set[tuple[str, str]]:
    """From which node to which the wires lead."""
    return {(w.source.node, w.target.node) for w in document.graph.wires.values()}


def with_join() -> Document:
    """Two layers in a row, and a join of two inputs that nothing leads to."""
    document = in_a_row(Flatten(), Dense())
    join = Node(id="join", spec=Join(), position=(800.0, 0.0))
    return edits.with_graph(document, nodes={**document.graph.nodes, "join": join})


def overlapping(document: Document) -> list[tuple[str, str]]:
    """Pairs of cards that cover each other."""
    nodes = list(document.graph.nodes.values())
    return [
        (a.id, b.id)
        for i, a in enumerate(nodes)
        for b in nodes[:i]
        if abs(a.position[0] - b.position[0]) < CARD[0] and abs(a.position[1] - b.position[1]) < CARD[1]
    ]


def test_a_wire_to_a_taken_input_replaces_the_one_there() -> None:
    document = in_a_row(Input(), Flatten())
    document, other = edits.add_node(document, Input(), (0.0, 200.0))
    changed = edits.connect(document, End(other, "out"), End("flatten1", "in"))
    assert ends(changed) == {(other, "flatten1")}
    assert ends(document) == {("input1", "flatten1")}


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        (End("dense1", "out"), End("dense1", "in"), "itself"),
        (End("dense2", "out"), End("dense1", "in"), "close a circle"),
        (End("dense1", "in"), End("dense2", "in"), "no output “in”"),
        (End("dense1", "out"), End("dense2", "out"), "no input “out”"),
        (End("gone", "out"), End("dense2", "in"), "no such node"),
        (End("dense1", "out"), End("dense2", "in"), ""),
    ],
)
def test_a_wire_is_refused_with_the_reason(source: End, target: End, reason: str) -> None:
    document = in_a_row(Flatten(), Dense(), Dense())
    said = edits.refusal(document.graph, source, target)
    if not reason:
        assert said == ""
        return
    assert reason in said
    with pytest.raises(DocumentError, match=reason):
        edits.connect(document, source, target)


def test_a_wire_whose_end_moves_stays_the_same_wire() -> None:
    document = in_a_row(Input(), Flatten())
    document, dense = edits.add_node(document, Dense(), (0.0, 200.0))
    changed = edits.reconnect(document, "wire1", End("input1", "out"), End(dense, "in"))
    assert list(changed.graph.wires) == ["wire1"]
    assert ends(changed) == {("input1", dense)}


def test_a_wire_moved_to_a_taken_input_takes_it_over() -> None:
    document = in_a_row(Input(), Flatten(), Dense())
    changed = edits.reconnect(document, "wire1", End("input1", "out"), End("dense1", "in"))
    assert changed.graph.wires == {
        "wire1": Wire(id="wire1", source=End("input1", "out"), target=End("dense1", "in"))
    }


def test_a_wire_cannot_be_moved_into_a_circle() -> None:
    document = in_a_row(Flatten(), Dense(), Dense())
    with pytest.raises(DocumentError, match="circle"):
        edits.reconnect(document, "wire1", End("dense2", "out"), End("dense1", "in"))
    turned = edits.reconnect(document, "wire2", End("dense2", "out"), End("flatten1", "in"))
    assert ends(turned) == {("flatten1", "dense1"), ("dense2", "flatten1")}


def test_a_pair_is_wired_from_left_to_right() -> None:
    document, left = edits.add_node(Document(), Dense(), (0.0, 0.0))
    document, right = edits.add_node(document, Dense(), (300.0, 0.0))
    assert ends(edits.wire_pair(document, right, left)) == {(left, right)}


def test_a_pair_is_wired_backwards_where_only_that_is_possible() -> None:
    document, left = edits.add_node(Document(), Output(), (0.0, 0.0))
    document, right = edits.add_node(document, Dense(), (300.0, 0.0))
    assert ends(edits.wire_pair(document, left, right)) == {(right, left)}
    row = in_a_row(Dense(), Dense())
    swapped = edits.move(row, {"dense1": (500.0, 0.0)})
    assert ends(edits.wire_pair(swapped, "dense1", "dense2")) == {("dense1", "dense2")}


def test_a_pair_without_ports_is_refused() -> None:
    document, one = edits.add_node(Document(), Output(), (0.0, 0.0))
    document, other = edits.add_node(document, Output(), (300.0, 0.0))
    with pytest.raises(DocumentError, match="no output and input"):
        edits.wire_pair(document, one, other)


def test_wires_go_to_the_first_free_input() -> None:
    document = with_join()
    assert edits.free_input(document.graph, "join") == "first"
    document = edits.wire_pair(document, "flatten1", "join")
    assert edits.free_input(document.graph, "join") == "second"
    document = edits.wire_pair(document, "dense1", "join")
    assert {(w.source.node, w.target.port) for w in document.graph.into("join")} == {
        ("flatten1", "first"),
        ("dense1", "second"),
    }
    assert edits.free_input(document.graph, "join") == "first"


def test_removing_heals_the_wire() -> None:
    document = edits.remove(digits(), {"flatten1", "dense1"}, heal=True)
    assert ends(document) == {("input1", "dense2"), ("dense2", "output1")}
    assert ends(edits.remove(digits(), {"flatten1"})) == {("dense1", "dense2"), ("dense2", "output1")}


def test_removing_heals_nothing_where_two_wires_come_in() -> None:
    document = with_join()
    for source in ("flatten1", "dense1"):
        document = edits.wire_pair(document, source, "join")
    document, last = edits.append(document, Dense(), "join")
    healed = edits.remove(document, {"join"}, heal=True)
    assert ends(healed) == {("flatten1", "dense1")}
    assert last in healed.graph.nodes


def test_removing_a_circle_ends() -> None:
    nodes = {name: Node(id=name, spec=Dense()) for name in ("a", "b", "c")}
    wires = {
        name: Wire(id=name, source=End(s, "out"), target=End(t, "in"))
        for name, s, t in (("w1", "a", "b"), ("w2", "b", "a"), ("w3", "b", "c"))
    }
    document = Document(graph=Graph(nodes=nodes, wires=wires))
    assert edits.remove(document, {"a", "b"}, heal=True).graph.wires == {}


def test_inserting_makes_room_behind() -> None:
    document = in_a_row(Input(), Flatten(), Dense())
    document, new = edits.add_node(document, Dropout(), (330.0, 10.0))
    document = edits.make_room(edits.insert_on_wire(document, "wire2", new), new)
    assert ends(document) == {("input1", "flatten1"), ("flatten1", new), (new, "dense1")}
    assert overlapping(document) == []
    x = {n.id: n.position[0] for n in document.graph.nodes.values()}
    assert x["input1"] < x["flatten1"] < x[new] < x["dense1"]
    assert (x["input1"], x["flatten1"]) == (0.0, 220.0)


def test_inserting_leaves_other_rows_where_they_are() -> None:
    document = in_a_row(Input(), Flatten())
    document, aside = edits.add_node(document, Dense(), (220.0, 300.0))
    document, new = edits.add_node(document, Dropout(), (100.0, 0.0))
    document = edits.make_room(edits.insert_on_wire(document, "wire1", new), new)
    assert document.graph.nodes[aside].position == (220.0, 300.0)


def test_inserting_where_there_is_room_moves_nothing() -> None:
    document = edits.move(in_a_row(Input(), Flatten()), {"flatten1": (900.0, 0.0)})
    document, new = edits.add_node(document, Dropout(), (450.0, 0.0))
    inserted = edits.insert_on_wire(document, "wire1", new)
    assert edits.make_room(inserted, new) == inserted


def test_a_layer_without_both_ports_cannot_be_inserted() -> None:
    document = in_a_row(Input(), Flatten())
    document, new = edits.add_node(document, Output(), (0.0, 0.0))
    with pytest.raises(DocumentError, match="middle of a wire"):
        edits.insert_on_wire(document, "wire1", new)


def test_putting_a_layer_in_front_uses_the_room_there_is() -> None:
    tight = edits.insert_before(in_a_row(Input(), Dense()), "dense1", "in", Flatten())
    assert overlapping(tight) == []
    assert tight.graph.nodes["dense1"].position == (440.0, 0.0)
    wide = edits.move(in_a_row(Input(), Dense()), {"dense1": (440.0, 0.0)})
    wide = edits.insert_before(wide, "dense1", "in", Flatten())
    assert wide.graph.nodes["dense1"].position == (440.0, 0.0)
    assert wide.graph.nodes["flatten1"].position == (220.0, 0.0)


def test_appending_goes_into_the_only_wire() -> None:
    document, new = edits.append(in_a_row(Input(), Flatten(), Dense()), Dropout(), "flatten1")
    assert ends(document) == {("input1", "flatten1"), ("flatten1", new), (new, "dense1")}
    assert overlapping(document) == []


def test_appending_an_end_branches_off() -> None:
    document, new = edits.append(in_a_row(Input(), Flatten(), Dense()), Output(), "flatten1")
    assert ends(document) == {("input1", "flatten1"), ("flatten1", "dense1"), ("flatten1", new)}
    assert overlapping(document) == []


def test_appending_to_nothing_stands_beside_the_others() -> None:
    document, first = edits.append(Document(), Input(), None)
    document, second = edits.append(document, Input(), "no such node")
    assert document.graph.nodes[first].position == (0.0, 0.0)
    assert overlapping(document) == []
    assert second != first
    assert document.graph.wires == {}


def test_a_copy_has_new_ids_and_the_wires_among_what_was_copied() -> None:
    document = digits()
    fragment = copied(document.graph, {"flatten1", "dense1", "wire1"})
    assert set(fragment.nodes) == {"flatten1", "dense1"}
    assert set(fragment.wires) == {"wire2"}
    twice, new = pasted(document, fragment, (40.0, 60.0))
    assert set(new).isdisjoint(document.graph.nodes)
    assert ends(twice) - ends(document) == {new}
    old = [document.graph.nodes[n] for n in ("flatten1", "dense1")]
    for name, original in zip(new, old, strict=True):
        copy = twice.graph.nodes[name]
        assert copy.id == name
        assert copy.spec == original.spec
        assert copy.position == (original.position[0] + 40.0, original.position[1] + 60.0)
    assert infer(twice).facts.keys() == infer(document).facts.keys()


def test_a_paste_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.document.fragment.MAX_NODES", 8)
    document = digits()
    with pytest.raises(DocumentError, match="at most 8 nodes"):
        pasted(document, document.graph, (0.0, 0.0))


def test_a_node_put_into_a_weighed_wire_leaves_its_weight_behind_it() -> None:
    document, source = edits.add_node(Document(), InputValue(), (0.0, 0.0))
    document, neuron = edits.add_node(document, Neuron(), (400.0, 0.0))
    document, between = edits.add_node(document, Neuron(), (200.0, 0.0))
    document = edits.connect(document, End(source, "out"), End(neuron, "in"))
    (wire,) = document.graph.wires
    document = edits.set_wires(document, [wire], weight=0.5, locked=True)
    document = edits.insert_on_wire(document, wire, between)
    assert [(w.weight, w.locked) for w in document.graph.into(neuron)] == [(0.5, True)]
    assert [(w.weight, w.locked) for w in document.graph.into(between)] == [(None, False)]
