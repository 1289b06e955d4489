"""What is wrong at one node is the same whether the whole network is looked at or its neighbours alone."""

import random
from itertools import product

import pytest

from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.problems import Problem
from core.document.shapes import infer, problems_at
from core.errors import DocumentError
from core.layers.concatenate import Concatenate
from core.layers.conv2d import Conv2D
from core.layers.neuron import Neuron
from core.layers.take import Take
from core.templates import TEMPLATES
from tests.core.examples import digits
from tests.core.random_edits import edited


def drawn_everywhere(document: Document) -> list[tuple[Document, str]]:
    """The document with one more wire, for each pair of ports that can be wired, and the node where that wire ends."""
    nodes, found = document.graph.nodes.values(), []
    for source, target in product(nodes, nodes):
        for out, port in product(source.spec.outputs, target.spec.inputs):
            try:
                drawn = edits.connect(document, End(source.id, out), End(target.id, port))
                found.append((drawn, target.id))
            except DocumentError:
                continue
    return found


def told(problems: tuple[Problem, ...], drawn: Document, node: str) -> list[tuple[str, str, list[str]]]:
    """What is said of the inputs of a node that have a wire."""
    wired = {w.target.port for w in drawn.graph.into(node)}
    at = [p for p in problems if p.node == node and p.port in wired]
    return [(p.port, p.message, [fix.text for fix in p.fixes]) for p in at]


def check(document: Document) -> None:
    known = infer(document)
    for drawn, node in drawn_everywhere(document):
        near, whole = problems_at(drawn, node, known), infer(drawn).problems
        assert told(near, drawn, node) == told(whole, drawn, node)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.title)
def test_in_every_example(template: type) -> None:
    check(template().document())


@pytest.mark.parametrize("seed", range(10))
def test_in_half_built_networks(seed: int) -> None:
    chance, document = random.Random(seed), digits()
    for spec in (Take(), Neuron(), Conv2D(), Concatenate()):
        document, _ = edits.add_node(document, spec, (0.0, 0.0))
    for _ in range(12):
        document = edited(document, chance)
    check(document)
