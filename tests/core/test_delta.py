"""The difference between two documents leads from one to the other and back."""

import random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.document import edits
from core.document.delta import delta
from core.document.document import Document
from core.document.graph import Graph
from core.layers.dense import Dense
from tests.core.examples import digits
from tests.core.random_edits import edited


def same(one: Document, other: Document) -> bool:
    """Whether two documents are equal, and their dicts in the same order."""
    orders = ([list(getattr(d.graph, name)) for name in Graph.__struct_fields__] for d in (one, other))
    return one == other and next(orders) == next(orders)


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_it_leads_forward_and_back_over_any_edits(seed: int, count: int) -> None:
    chance, documents = random.Random(seed), [digits()]
    for _ in range(count):
        documents.append(edited(documents[-1], chance))
    for before, after in zip(documents, [*documents[1:], documents[0]], strict=True):
        found = delta(before, after)
        assert same(found.forward(before), after)
        assert same(found.back(after), before)
    whole = delta(documents[0], documents[-1])
    assert same(whole.forward(documents[0]), documents[-1])
    assert same(whole.back(documents[-1]), documents[0])


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_any_order_of_nodes_comes_back(one: list[str], other: list[str]) -> None:
    node = next(iter(digits().graph.nodes.values()))
    before, after = (
        Document(graph=Graph(nodes={name: replace(node, id=name) for name in names}))
        for names in (one, other)
    )
    found = delta(before, after)
    assert same(found.forward(before), after)
    assert same(found.back(after), before)


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_any_text_comes_back(one: str, other: str) -> None:
    before, after = Document(notes=one), Document(notes=other)
    found = delta(before, after)
    assert found.forward(before) == after
    assert found.back(after) == before


def test_what_an_edit_left_alone_is_the_same_object_again() -> None:
    before = digits()
    after = edits.set_field(before, "dense1", "units", 5)
    again = delta(before, after).back(after)
    assert again.graph.wires is before.graph.wires
    assert again.data is before.data
    assert all(again.graph.nodes[name] is node for name, node in before.graph.nodes.items())


def test_equal_documents_differ_in_nothing() -> None:
    found = delta(digits(), digits())
    assert not found.groups
    assert not found.fields


def test_a_node_removed_from_the_middle_comes_back_there() -> None:
    before = edits.add_node(digits(), Dense(units=2), (0.0, 0.0))[0]
    after = edits.remove(before, {"dense1"}, heal=True)
    assert list(delta(before, after).back(after).graph.nodes) == list(before.graph.nodes)
