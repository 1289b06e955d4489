"""Everything that can be done to a document, each with choices that are read off some bytes.

A sequence of edits is then a list of names and bytes: hypothesis makes it, makes it shorter, and prints it.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple

import msgspec
import numpy as np
from hypothesis import strategies as st
from msgspec.structs import replace

from core.document import annotations, blocks, edits, layout
from core.document.apart import taken_apart
from core.document.block_copies import append_behind, append_fragment, multiplied
from core.document.document import Document
from core.document.fitting import fitting_before, fitting_behind, instead
from core.document.fragment import copied, pasted
from core.document.graph import End, Graph
from core.document.replacing import inheriting, replaced
from core.document.shapes import infer
from core.document.tidy import tidied
from core.document.together import put_together, why_not_together
from core.layers.dense import Dense
from core.layers.simple_rnn import SimpleRNN
from core.spec import fields
from tests.core.any_documents import DATA, STRANGE, Picks, layer
from tests.core.variants import notable

MOST_NODES, MOST_WIRES = 80, 400  # of a document that is edited further
LONGEST = 12  # edits of a sequence


class Step(NamedTuple):
    """One edit of a sequence: its name, and the bytes that choose what it is made to."""

    edit: str
    choices: bytes


Edit = Callable[[Document, Picks], Document]


def sequences(names: Collection[str], longest: int = LONGEST) -> st.SearchStrategy[list[Step]]:
    """Lists of steps: how long they are is drawn first, so that long ones are not rare."""
    step = st.builds(Step, st.sampled_from(sorted(names)), st.binary(max_size=8))
    return st.integers(1, longest).flatmap(lambda count: st.lists(step, min_size=count, max_size=count))


def small(graph: Graph) -> bool:
    """Whether a graph is one that further edits may be made to: large ones only take time."""
    return len(graph.nodes) <= MOST_NODES and len(graph.wires) <= MOST_WIRES


# -- edits -------------------------------------------------------------------------------------------------------------
def outputs(graph: Graph) -> list[End]:
    return [End(n.id, port) for n in graph.nodes.values() for port in n.spec.outputs]


def inputs(graph: Graph) -> list[End]:
    return [End(n.id, port) for n in graph.nodes.values() for port in n.spec.inputs]


def weighed(graph: Graph) -> list[str]:
    return [w.id for w in graph.wires.values() if graph.nodes[w.target.node].spec.weighs]


def parts(graph: Graph) -> list[str]:
    return [*graph.nodes, *graph.wires, *graph.blocks, *graph.notes]


def node(document: Document, picks: Picks) -> str:
    return picks.one(document.graph.nodes)


def _add(document: Document, picks: Picks) -> Document:
    return edits.add_node(document, layer(picks), picks.place())[0]


def _append(document: Document, picks: Picks) -> Document:
    return edits.append(document, layer(picks), picks.one([None, *document.graph.nodes]))[0]


def _connect(document: Document, picks: Picks) -> Document:
    return edits.connect(document, picks.one(outputs(document.graph)), picks.one(inputs(document.graph)))


def _wire_pair(document: Document, picks: Picks) -> Document:
    return edits.wire_pair(document, node(document, picks), node(document, picks))


def _reconnect(document: Document, picks: Picks) -> Document:
    graph = document.graph
    wire = graph.wires[picks.one(graph.wires)]
    if picks.flag():
        return edits.reconnect(document, wire.id, picks.one(outputs(graph)), wire.target)
    return edits.reconnect(document, wire.id, wire.source, picks.one(inputs(graph)))


def _set_wires(document: Document, picks: Picks) -> Document:
    wires = picks.some(weighed(document.graph))
    match picks.number(3):
        case 0:
            weights = (0.5, -2, None, 1e6, 1e7, 0.0)
            return edits.set_wires(document, wires, weight=picks.one(weights))
        case 1:
            return edits.set_wires(document, wires, locked=picks.flag())
    return edits.set_wires(document, wires, delayed=picks.flag())


def _set_field(document: Document, picks: Picks) -> Document:
    name = node(document, picks)
    spec = document.graph.nodes[name].spec
    field = picks.one(fields(type(spec)))
    value = picks.one([field.default, *notable(field), 3, 1, 0, -1, "nonsense"])
    return edits.set_field(document, name, field.name, value)


def _set_fields(document: Document, picks: Picks) -> Document:
    chosen = picks.some(document.graph.nodes)
    kind = type(document.graph.nodes[chosen[0]].spec)
    alike = [name for name in chosen if type(document.graph.nodes[name].spec) is kind]
    field = picks.one(fields(kind))
    return edits.set_fields(document, alike, (field.name,), picks.one([field.default, *notable(field)]))


def _rename(document: Document, picks: Picks) -> Document:
    return edits.rename(document, node(document, picks), picks.one(["", "mine", "Hidden 2", STRANGE]))


def _move(document: Document, picks: Picks) -> Document:
    graph = document.graph
    things = annotations.with_contents(graph, picks.some([*graph.nodes, *graph.blocks, *graph.notes]))
    dx, dy = picks.place()
    places = annotations.positions(graph, things)
    return edits.move(document, {name: (x + dx, y + dy) for name, (x, y) in places.items()})


def _remove(document: Document, picks: Picks) -> Document:
    return edits.remove(document, picks.some(parts(document.graph)), heal=picks.flag())


def _insert_on_wire(document: Document, picks: Picks) -> Document:
    return edits.insert_on_wire(document, picks.one(document.graph.wires), node(document, picks))


def _insert_into(document: Document, picks: Picks) -> Document:
    return edits.insert_into(document, picks.one(document.graph.wires), layer(picks))


def _make_room(document: Document, picks: Picks) -> Document:
    return edits.make_room(document, node(document, picks))


def _tidy(document: Document, picks: Picks) -> Document:
    graph = document.graph
    ids = picks.one([None, set(picks.some(graph.nodes))])
    room = dict.fromkeys(picks.some(graph.nodes), 60.0)
    return edits.move(document, tidied(graph, ids, room, picks.one(["right", "down"])))


def _arrange(document: Document, picks: Picks) -> Document:
    graph, ids = document.graph, picks.some(document.graph.nodes)
    ways = ("left", "right", "top", "bottom", "middle", "centre", "horizontal", "vertical")
    way = picks.one(ways)
    arranged = layout.distributed if way in ("horizontal", "vertical") else layout.aligned
    return edits.move(document, arranged(graph, ids, way))


def _note(document: Document, picks: Picks) -> Document:
    return annotations.add_note(
        document, picks.place(), picks.one(["", "words", STRANGE]), frame=picks.flag()
    )[0]


def _frame(document: Document, picks: Picks) -> Document:
    return annotations.add_frame(document, picks.some(parts(document.graph)))[0]


def _set_note(document: Document, picks: Picks) -> Document:
    note = picks.one(document.graph.notes)
    changes = (
        {"text": picks.one(["", "other words"])},
        {"size": picks.one([(10, 500.0), (300.0, 200.0)])},
        {"position": picks.place()},
        {"colour": "mauve"},
    )
    return annotations.set_note(document, note, **picks.one(changes))


def _colour(document: Document, picks: Picks) -> Document:
    colour = picks.one(["", *annotations.COLOURS])
    return annotations.set_colour(document, picks.some(parts(document.graph)), colour)


def _pin(document: Document, picks: Picks) -> Document:
    return annotations.set_pinned(document, picks.some(document.graph.nodes), picks.flag())


def _paste(document: Document, picks: Picks) -> Document:
    fragment = copied(document.graph, picks.some(parts(document.graph)))
    as_text = msgspec.json.decode(msgspec.json.encode(fragment), type=Graph)
    return pasted(document, as_text, picks.place())[0]


def _paste_much(document: Document, picks: Picks) -> Document:
    left_out = picks.some(parts(document.graph))
    fragment = copied(document.graph, set(parts(document.graph)) - set(left_out))
    return pasted(document, fragment, picks.place())[0]


def _take_apart(document: Document, picks: Picks) -> Document:
    graph, inference = document.graph, infer(document)
    name = picks.one([n for n in graph.nodes if isinstance(graph.nodes[n].spec, Dense | SimpleRNN)])
    if picks.number(4) == 3:
        name = node(document, picks)
    facts, arrays = inference.facts.get(name), {}
    if facts is not None and facts.parameters < 2_000 and picks.flag():
        parameters = graph.nodes[name].spec.parameters(facts.inputs)
        arrays = {p.name: np.full(p.shape, picks.one([0.5, -3.0, 1e9]), np.float32) for p in parameters}
    return taken_apart(document, inference, name, arrays)[0]


def _put_together(document: Document, picks: Picks) -> Document:
    graph = document.graph
    ids = picks.one(side_by_side(graph))
    if why_not_together(graph, ids) or picks.number(4) == 3:
        ids = picks.some(ids)
    owners = [*ids, *(w.id for n in ids for w in graph.into(n))]
    learned = {f"{o}/{'weight' if o in graph.wires else 'bias'}": 0.25 for o in owners}
    return put_together(document, infer(document), ids, learned if picks.flag() else {})[0]


def side_by_side(graph: Graph) -> list[list[str]]:
    """Neurons that might make a layer, as they read the same."""
    groups: dict[frozenset[End], list[str]] = {}
    for node in graph.nodes.values():
        if node.spec.weighs:
            sources = frozenset(w.source for w in graph.into(node.id) if not w.delayed)
            groups.setdefault(sources, []).append(node.id)
    return list(groups.values())


def _mend(document: Document, picks: Picks) -> Document:
    fixes = [fix for problem in infer(document).problems for fix in problem.fixes]
    return picks.one(fixes).edit(document)


def _fit_behind(document: Document, picks: Picks) -> Document:
    source = picks.one(outputs(document.graph))
    spec = picks.one(fitting_behind(document, infer(document), source))
    document, new = edits.add_node(document, spec, picks.place())
    return edits.connect(document, source, End(new, spec.inputs[0]))


def _fit_before(document: Document, picks: Picks) -> Document:
    target = picks.one(inputs(document.graph))
    spec = picks.one(fitting_before(document, infer(document), target))
    document, new = edits.add_node(document, spec, picks.place())
    return edits.connect(document, End(new, spec.outputs[0]), target)


def _replace(document: Document, picks: Picks) -> Document:
    name, spec = node(document, picks), layer(picks)
    if picks.flag():
        spec = inheriting(spec, document.graph.nodes[name].spec)
    return replaced(document, name, spec)


def _fit_instead(document: Document, picks: Picks) -> Document:
    name = node(document, picks)
    return replaced(document, name, picks.one(picks.one(instead(document, infer(document), name))))


def _group(document: Document, picks: Picks) -> Document:
    return blocks.group(document, picks.some(parts(document.graph)), picks.one(["", "mine", STRANGE]))[0]


def _fold(document: Document, picks: Picks) -> Document:
    fold = picks.one([blocks.collapse, blocks.expand, blocks.collapse, blocks.ungroup])
    return fold(document, picks.one(document.graph.blocks))


def _release(document: Document, picks: Picks) -> Document:
    return blocks.released(document, picks.some(document.graph.nodes))


def _move_seen(document: Document, picks: Picks) -> Document:
    graph = document.graph
    if picks.flag():
        return blocks.shifted(document, picks.some([*graph.nodes, *graph.blocks]), picks.place())
    way = picks.one(["right", "down"])
    return blocks.moved_as_seen(document, lambda seen: edits.move(seen, tidied(seen.graph, None, {}, way)))


def _multiply(document: Document, picks: Picks) -> Document:
    ids = picks.some([*document.graph.blocks, *document.graph.nodes])
    return multiplied(document, ids, 1 + picks.number(3), picks.flag())[0]


def _append_fragment(document: Document, picks: Picks) -> Document:
    graph = document.graph
    fragment = copied(graph, blocks.nodes_of(graph, picks.some([*graph.blocks, *graph.nodes])))
    return append_fragment(document, fragment, picks.one([None, *graph.nodes, *graph.blocks]))[0]


def _append_behind(document: Document, picks: Picks) -> Document:
    return append_behind(document, layer(picks), picks.one(document.graph.blocks))[0]


def _wire_as_seen(document: Document, picks: Picks) -> Document:
    things = [*document.graph.nodes, *document.graph.blocks]
    return blocks.wire_pair(document, picks.one(things), picks.one(things))


def _data(document: Document, picks: Picks) -> Document:
    return replace(document, data=picks.one(DATA))


EDITS: dict[str, Edit] = {
    "add": _add,
    "append": _append,
    "connect": _connect,
    "connect again": _connect,
    "wire a pair": _wire_pair,
    "reconnect": _reconnect,
    "set wires": _set_wires,
    "set a field": _set_field,
    "set a field of some": _set_fields,
    "rename": _rename,
    "move": _move,
    "remove": _remove,
    "insert on a wire": _insert_on_wire,
    "insert into a wire": _insert_into,
    "make room": _make_room,
    "tidy": _tidy,
    "arrange": _arrange,
    "add a note": _note,
    "frame": _frame,
    "set a note": _set_note,
    "colour": _colour,
    "pin": _pin,
    "paste": _paste,
    "paste much": _paste_much,
    "take apart": _take_apart,
    "put together": _put_together,
    "mend": _mend,
    "fit behind": _fit_behind,
    "fit before": _fit_before,
    "replace": _replace,
    "fit instead": _fit_instead,
    "group": _group,
    "group again": _group,
    "fold": _fold,
    "fold again": _fold,
    "release": _release,
    "move as seen": _move_seen,
    "multiply": _multiply,
    "append a fragment": _append_fragment,
    "append behind a block": _append_behind,
    "wire as seen": _wire_as_seen,
    "change the data": _data,
}
