"""Edits at random, of every kind that there is."""

import random
from collections.abc import Callable

from msgspec.structs import replace

from core.document import edits
from core.document.document import Document
from core.document.graph import Block, End, Graph, Note
from core.errors import DocumentError
from core.layers.dense import Dense
from core.layers.neuron import Neuron

Edit = Callable[[Document, random.Random], Document]


def edited(document: Document, chance: random.Random, *, daily: bool = False) -> Document:
    """The document after one more edit; the same one where that edit is not possible.

    ``daily``: only what is done at the canvas all the time.
    """
    try:
        return chance.choice(DAILY if daily else EDITS)(document, chance)
    except (DocumentError, IndexError):  # a wire that may not be drawn; nothing there to choose from
        return document


def _any(entries: dict[str, object], chance: random.Random) -> str:
    return chance.choice(list(entries))


def _add(document: Document, chance: random.Random) -> Document:
    spec = chance.choice([Dense(units=4), Neuron()])
    return edits.add_node(document, spec, (chance.uniform(0, 900), chance.uniform(0, 900)))[0]


def _wire(document: Document, chance: random.Random) -> Document:
    nodes = document.graph.nodes
    return edits.connect(document, End(_any(nodes, chance), "out"), End(_any(nodes, chance), "in"))


def _reconnect(document: Document, chance: random.Random) -> Document:
    graph = document.graph
    wire = graph.wires[_any(graph.wires, chance)]
    return edits.reconnect(document, wire.id, wire.source, End(_any(graph.nodes, chance), "in"))


def _weigh(document: Document, chance: random.Random) -> Document:
    return edits.set_wires(document, [_any(document.graph.wires, chance)], weight=chance.uniform(-1, 1))


def _remove(document: Document, chance: random.Random) -> Document:
    graph = document.graph
    everything = [*graph.nodes, *graph.wires, *graph.blocks, *graph.notes]
    return edits.remove(
        document, chance.sample(everything, min(2, len(everything))), heal=chance.random() < 0.5
    )


def _move(document: Document, chance: random.Random) -> Document:
    return edits.move(document, {_any(document.graph.nodes, chance): (chance.uniform(0, 900), 0.0)})


def _set(document: Document, chance: random.Random) -> Document:
    dense = [n.id for n in document.graph.nodes.values() if isinstance(n.spec, Dense)]
    return edits.set_field(document, chance.choice(dense), "units", chance.randint(1, 64))


def _rename(document: Document, chance: random.Random) -> Document:
    return edits.rename(document, _any(document.graph.nodes, chance), f"name {chance.randint(1, 99)}")


def _group(document: Document, chance: random.Random) -> Document:
    graph = document.graph
    free = [n for n in graph.nodes if not any(n in b.members for b in graph.blocks.values())]
    block = Block(id=graph.free_id("block"), members=(chance.choice(free),))
    return edits.with_graph(document, blocks={**graph.blocks, block.id: block})


def _note(document: Document, chance: random.Random) -> Document:
    note = Note(id=document.graph.free_id("note"), text=f"remark {chance.random()}")
    return edits.with_graph(document, notes={note.id: note, **document.graph.notes})


def _shuffle(document: Document, chance: random.Random) -> Document:
    """Another order of the nodes, as pasting over or sorting may bring about, and one node fewer."""
    nodes = list(document.graph.nodes.items())
    chance.shuffle(nodes)
    kept = dict(nodes[1:])
    wires = {k: w for k, w in document.graph.wires.items() if w.source.node in kept and w.target.node in kept}
    return replace(document, graph=Graph(nodes=kept, wires=wires))


def _train(document: Document, chance: random.Random) -> Document:
    return edits.with_path(document, ("training", "batch_size"), chance.randint(1, 64))


def _split(document: Document, chance: random.Random) -> Document:
    return edits.with_path(document, ("data", "train_share"), chance.uniform(0.2, 1.0))


def _write(document: Document, chance: random.Random) -> Document:
    at, text = chance.randint(0, len(document.notes)), chance.choice(["", "a", "aa", "b ä", "long " * 9])
    return replace(document, notes=document.notes[:at] + text + document.notes[at + chance.randint(0, 3) :])


DAILY: list[Edit] = [_add, _wire, _wire, _reconnect, _weigh, _remove, _move, _set, _rename]
EDITS: list[Edit] = [*DAILY, _group, _note, _shuffle, _train, _split, _write]
