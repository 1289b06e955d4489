"""Blocks as values: grouping, ports, collapsing, moving, copies in a row."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from core.document import blocks, edits
from core.document.block_copies import append_behind, append_fragment, chains, multiplied
from core.document.checks import faults
from core.document.document import Document
from core.document.fragment import copied
from core.document.fragment_file import read_fragment, write_fragment
from core.document.graph import End, Graph
from core.document.layout import GRID
from core.document.shapes import infer
from core.document.tidy import tidied
from core.errors import DocumentError
from core.layers.add import Add
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.templates.lenet import LeNet5
from tests.core.examples import digits, in_a_row


def row() -> Document:
    """input1 → flatten1 → dense1 → dense2 → output1."""
    return digits()


def grouped(*ids: str, title: str = "Head") -> tuple[Document, str]:
    return blocks.group(row(), ids, title)


def ends(document: Document) -> set[tuple[str, str]]:
    return {(w.source.node, w.target.node) for w in document.graph.wires.values()}


def sound(document: Document) -> bool:
    return not list(faults(document.graph))


def test_a_group_holds_its_nodes_in_the_order_of_the_graph() -> None:
    document, name = grouped("dense2", "flatten1", "dense1")
    block = document.graph.blocks[name]
    assert block.members == ("flatten1", "dense1", "dense2")
    assert (block.title, block.collapsed) == ("Head", False)
    assert sound(document)


def test_nothing_cannot_be_grouped() -> None:
    with pytest.raises(DocumentError, match="Select"):
        blocks.group(row(), ())


def test_nodes_leave_the_block_that_they_were_in() -> None:
    document, first = grouped("flatten1", "dense1")
    document, second = blocks.group(document, ["dense1", "dense2"], "Tail")
    assert document.graph.blocks[first].members == ("flatten1",)
    assert document.graph.blocks[second].members == ("dense1", "dense2")
    document, third = blocks.group(document, ["flatten1", "dense1"], "All")
    assert third == first  # it was in whole, and took the other in under its name
    assert document.graph.blocks[first].title == "Head"
    assert document.graph.blocks[second].members == ("dense2",)
    assert sound(document)


def test_two_whole_blocks_become_a_new_one() -> None:
    document, first = grouped("flatten1")
    document, second = blocks.group(document, ["dense1"], "Tail")
    document, both = blocks.group(document, [first, second], "Both")
    assert set(document.graph.blocks) == {both}
    assert document.graph.blocks[both].title == "Both"


def test_a_title_that_is_too_long_is_refused() -> None:
    document, name = grouped("dense1")
    with pytest.raises(DocumentError, match="Title"):
        blocks.rename(document, name, "x" * 1000)
    with pytest.raises(DocumentError, match="Title"):
        blocks.group(row(), ["dense1"], "x" * 1000)


def test_a_released_node_is_in_no_block_and_an_empty_block_is_gone() -> None:
    document, name = grouped("flatten1", "dense1")
    document = blocks.released(document, {"dense1"})
    assert document.graph.blocks[name].members == ("flatten1",)
    assert blocks.released(document, {"flatten1"}).graph.blocks == {}


def test_ports_are_the_ends_that_cross_the_border() -> None:
    document, name = grouped("flatten1", "dense1")
    found = blocks.ports(document.graph, document.graph.blocks[name].members)
    assert found.inputs == (End("flatten1", "in"),)
    assert found.outputs == (End("dense1", "out"),)


def test_an_end_with_wires_within_and_across_is_a_port() -> None:
    document, add = edits.add_node(row(), Add(), (900.0, 200.0))
    document = edits.connect(document, End("flatten1", "out"), End(add, "in1"))
    found = blocks.ports(document.graph, {"flatten1", "dense1"})
    assert found.outputs == (End("flatten1", "out"), End("dense1", "out"))


def test_ends_that_nothing_is_wired_to_are_ports_from_top_to_bottom() -> None:
    document, low = edits.add_node(Document(), Dense(), (0.0, 300.0))
    document, high = edits.add_node(document, Add(), (500.0, 0.0))
    found = blocks.ports(document.graph, {low, high})
    assert found.inputs == (End(high, "in1"), End(high, "in2"), End(low, "in"))
    assert found.outputs == (End(high, "out"), End(low, "out"))


@pytest.mark.parametrize("ids", [("flatten1",), ("flatten1", "dense1"), ("input1", "output1")])
def test_collapsing_and_expanding_leaves_all_as_it_was(ids: tuple[str, ...]) -> None:
    document, name = grouped(*ids)
    shut = blocks.collapse(document, name)
    assert shut.graph.blocks[name].collapsed
    assert shut.graph.nodes == document.graph.nodes
    back = blocks.expand(shut, name)
    assert back.graph.nodes == document.graph.nodes
    assert not back.graph.blocks[name].collapsed
    assert blocks.collapse(back, name) == shut


def test_a_card_stands_in_the_middle_of_its_members() -> None:
    document, name = grouped("flatten1", "dense1", "dense2")
    document = blocks.collapse(document, name)
    assert document.graph.blocks[name].position == document.graph.nodes["dense1"].position


def test_members_come_along_when_a_card_is_moved() -> None:
    document, name = grouped("flatten1", "dense1")
    document = blocks.collapse(document, name)
    x, y = document.graph.blocks[name].position
    away = blocks.moved(document, {name: (x + 333.0, y - 77.0), "input1": (5.0, 6.0)})
    for node in ("flatten1", "dense1"):
        before, after = document.graph.nodes[node].position, away.graph.nodes[node].position
        assert after == (before[0] + 333.0, before[1] - 77.0)
    assert away.graph.nodes["input1"].position == (5.0, 6.0)
    assert blocks.expand(away, name).graph.nodes == away.graph.nodes
    assert (
        blocks.shifted(document, {name}, (333.0, -77.0)).graph.nodes["dense1"] == away.graph.nodes["dense1"]
    )


def test_a_card_comes_along_when_its_members_are_pushed() -> None:
    document, name = grouped("dense1", "dense2")
    document = blocks.collapse(document, name)
    before = document.graph.blocks[name].position
    pushed, _ = edits.append(document, Dropout(), "flatten1")
    assert pushed.graph.blocks[name].position == (before[0] + 220.0, before[1])
    assert blocks.expand(pushed, name).graph.nodes == pushed.graph.nodes
    partly = edits.move(document, {"dense1": (0.0, 500.0)})
    assert partly.graph.blocks[name].position == before


def test_members_appear_around_a_card_that_stands_elsewhere() -> None:
    document, name = grouped("flatten1", "dense1")
    document = blocks.collapse(document, name)
    block = msgspec.structs.replace(document.graph.blocks[name], position=(2000.0, 1000.0))
    document = blocks.expand(edits.with_graph(document, blocks={name: block}), name)
    left, top, right, bottom = blocks.box(document.graph, ("flatten1", "dense1"))
    assert abs((left + right) / 2 - 2086.0) <= GRID
    assert abs((top + bottom) / 2 - 1032.0) <= GRID


def test_what_is_in_the_way_moves_aside_when_a_block_is_expanded() -> None:
    document, name = grouped("flatten1", "dense1", "dense2")
    document, low = edits.add_node(document, Dense(), (440.0, 120.0))
    document = blocks.collapse(document, name)
    document = blocks.moved(document, tidied(blocks.fold(document.graph), ["input1", name, "output1"]))
    after = blocks.expand(document, name)
    around = blocks.outline(after.graph, after.graph.blocks[name])
    for other in ("input1", "output1", low):
        left, top, right, bottom = blocks.box(after.graph, [other])
        assert right < around[0] or around[2] < left or bottom < around[1] or around[3] < top
    xs = [after.graph.nodes[n].position[0] for n in ("input1", "flatten1", "dense1", "dense2", "output1")]
    assert xs == sorted(xs)
    assert all(x % GRID == 0 for x in xs)


def test_ungrouping_keeps_the_members() -> None:
    document, name = grouped("flatten1", "dense1")
    document = blocks.ungroup(blocks.collapse(document, name), name)
    assert document == row()


def test_ids_of_blocks_stand_for_their_members_and_back() -> None:
    document, name = grouped("flatten1", "dense1")
    graph = document.graph
    assert blocks.nodes_of(graph, {name, "input1"}) == ["input1", "flatten1", "dense1"]
    assert blocks.gathered(graph, ["input1", "flatten1", "dense1"]) == {"input1", name}
    assert blocks.gathered(graph, ["flatten1"]) == {"flatten1"}
    assert blocks.gathered(graph, graph.nodes, collapsed_only=True) == set(graph.nodes)


def test_the_folded_graph_has_one_node_for_a_collapsed_block() -> None:
    document, name = grouped("flatten1", "dense1")
    assert blocks.fold(document.graph) is document.graph
    document = blocks.collapse(document, name)
    seen = blocks.fold(document.graph)
    assert set(seen.nodes) == {"input1", name, "dense2", "output1"}
    assert {(w.source.node, w.target.node) for w in seen.wires.values()} == {
        ("input1", name),
        (name, "dense2"),
        ("dense2", "output1"),
    }
    assert not list(faults(seen))


def test_the_automatic_layout_takes_a_collapsed_block_for_one_card() -> None:
    document, name = grouped("flatten1", "dense1")
    document = blocks.collapse(document, name)
    after = blocks.moved(document, tidied(blocks.fold(document.graph)))
    seen = blocks.fold(after.graph)
    places = [seen.nodes[n].position for n in ("input1", name, "dense2", "output1")]
    assert places == [(220.0 * i, 0.0) for i in range(4)]
    gap = [
        after.graph.nodes[b].position[0] - after.graph.nodes[a].position[0]
        for a, b in [("flatten1", "dense1")]
    ]
    assert gap == [220.0]


def test_a_node_put_into_a_wire_within_a_block_joins_it() -> None:
    document, name = grouped("flatten1", "dense1")
    wire = next(w.id for w in document.graph.wires.values() if w.source.node == "flatten1")
    document, drop = edits.add_node(document, Dropout(), (0.0, 0.0))
    document = edits.insert_on_wire(document, wire, drop)
    assert document.graph.blocks[name].members == ("flatten1", "dense1", drop)
    border = next(w.id for w in document.graph.wires.values() if w.source.node == "dense1")
    document, other = edits.add_node(document, Dropout(), (0.0, 0.0))
    document = edits.insert_on_wire(document, border, other)
    assert other not in document.graph.blocks[name].members


@pytest.mark.parametrize("collapsed", [False, True])
def test_a_layer_goes_behind_a_block(collapsed: bool) -> None:
    document, name = grouped("flatten1", "dense1")
    document = blocks.collapse(document, name) if collapsed else document
    document, new = append_behind(document, Dropout(), name)
    assert ("dense1", new) in ends(document)
    assert (new, "dense2") in ends(document)
    seen = blocks.fold(document.graph)
    boxes = [blocks.box(seen, [n]) for n in seen.nodes]
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0]


def test_a_fragment_goes_into_the_wire_behind_a_node() -> None:
    source, _ = grouped("dense1", title="Part")
    fragment = copied(source.graph, {"dense1"})
    document, new = append_fragment(row(), fragment, "flatten1")
    (block,) = new
    (member,) = document.graph.blocks[block].members
    assert {("flatten1", member), (member, "dense1")} <= ends(document)
    assert ("flatten1", "dense1") not in ends(document)
    assert sound(document)


def test_a_fragment_lands_at_the_end_of_a_graph_without_a_wire() -> None:
    fragment = in_a_row(Dense(), Dense()).graph
    empty, _ = append_fragment(Document(), fragment, None)
    assert [n.position for n in empty.graph.nodes.values()] == [(0.0, 0.0), (220.0, 0.0)]
    document, new = append_fragment(row(), fragment, None)
    assert len(new) == 2
    assert len(document.graph.wires) == len(row().graph.wires) + 1
    assert min(document.graph.nodes[n].position[0] for n in new) > 880.0


def test_a_fragment_behind_the_end_is_only_wired_where_that_may_be() -> None:
    fragment = in_a_row(Dense()).graph
    document, new = append_fragment(row(), fragment, "output1")
    assert not {pair for pair in ends(document) if new[0] in pair}
    document, new = append_fragment(in_a_row(Input(), Flatten()), fragment, "flatten1")
    assert ("flatten1", new[0]) in ends(document)


def test_copies_in_a_row_are_wired_one_behind_the_other() -> None:
    document, name = grouped("dense1", title="Layer")
    document = blocks.collapse(document, name)
    assert chains(document, {name})
    after, new = multiplied(document, {name}, 3, chained=True)
    assert set(new) < set(after.graph.blocks)
    copies = [after.graph.blocks[n] for n in new]
    assert all(b.collapsed and b.title == "Layer" for b in copies)
    chain = ["flatten1", "dense1", *(b.members[0] for b in copies), "dense2"]
    assert set(pairwise(chain)) <= ends(after)
    assert ("dense1", "dense2") not in ends(after)
    places = [after.graph.nodes[n].position[0] for n in chain]
    assert places == sorted(set(places))
    assert infer(after).ready
    assert sound(after)


def test_copies_that_would_not_fit_make_no_chain() -> None:
    document = LeNet5().document()
    convolution = next(n.id for n in document.graph.nodes.values() if isinstance(n.spec, Conv2D))
    flat = next(n.id for n in document.graph.nodes.values() if isinstance(n.spec, Flatten))
    following = next(w.target.node for w in document.graph.out_of(flat))
    assert chains(document, {convolution})
    assert not chains(document, {convolution, flat})
    assert chains(document, {flat, following})
    with pytest.raises(DocumentError, match="does not fit"):
        multiplied(document, {"input1"}, 2, chained=True)


def test_other_copies_stand_below_each_other_and_cover_nothing() -> None:
    document, name = grouped("flatten1", "dense1")
    document, other = edits.add_node(document, Dense(), (220.0, 100.0))
    after, new = multiplied(document, {name}, 4, chained=False)
    assert len(new) == 4
    boxes = [blocks.outline(after.graph, after.graph.blocks[n]) for n in (name, *new)]
    boxes += [blocks.box(after.graph, [other])]
    boxes.sort(key=lambda box: box[1])
    assert all(upper[3] <= lower[1] for upper, lower in pairwise(boxes))
    assert len(after.graph.wires) == len(document.graph.wires) + 4
    assert sound(after)


@pytest.mark.parametrize(("ids", "times"), [((), 2), (("dense1",), 0), (("dense1",), 101)])
def test_impossible_copies_are_refused(ids: tuple[str, ...], times: int) -> None:
    with pytest.raises(DocumentError):
        multiplied(row(), ids, times, chained=False)


def test_a_block_goes_through_a_file_with_its_name(tmp_path: Path) -> None:

    document, name = grouped("flatten1", "dense1")
    fragment = copied(document.graph, {"flatten1", "dense1"})
    write_fragment(tmp_path / "head.neuroblock", fragment)
    assert read_fragment(tmp_path / "head.neuroblock") == fragment
    assert fragment.blocks[name].title == "Head"
    assert isinstance(fragment, Graph)
