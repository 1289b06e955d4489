"""What the types of a document cannot say: whether its parts belong together."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.document.document import Document
from core.document.edits import MAX_NODES, MAX_WIRES
from core.document.graph import Block, End, Graph, Node, Note, Wire
from core.document.shapes import Facts, infer
from core.layers.base import Shape

FARTHEST = 1e9  # canvas units from the middle
Part = Node | Wire | Block | Note


def faults(graph: Graph) -> Iterator[str]:
    """What no edit could have left behind, in words: the rest of the program relies on its absence.

    A half-built network and a circle of wires are not among them: shape inference reports those.
    """
    if len(graph.nodes) > MAX_NODES:
        yield f"the network has {len(graph.nodes):,} nodes; at most {MAX_NODES:,} can be opened."
    if len(graph.wires) > MAX_WIRES:
        yield f"the network has {len(graph.wires):,} wires; at most {MAX_WIRES:,} can be opened."
    for key, part in _parts(graph):
        yield from _id_faults(key, part)
    counts = Counter(key for key, _ in _parts(graph))
    for key, kinds in (
        (k, [_kind(p) for i, p in _parts(graph) if i == k]) for k, n in counts.items() if n > 1
    ):
        yield f"a {' and a '.join(kinds)} are both called “{key}”."
    for key, part in _parts(graph):
        if not isinstance(part, Wire) and not all(abs(c) <= FARTHEST for c in part.position):
            yield f"the {_kind(part)} “{key}” lies too far out, at {part.position}."
    for note in graph.notes.values():
        if not all(0 < extent <= FARTHEST for extent in note.size):
            yield f"the note “{note.id}” has an impossible size, {note.size}."
    yield from _wire_faults(graph)
    yield from _block_faults(graph)


def _parts(graph: Graph) -> Iterator[tuple[str, Part]]:
    for group in (graph.nodes, graph.wires, graph.blocks, graph.notes):
        yield from group.items()


def _kind(part: Part) -> str:
    return type(part).__name__.lower()


def _block_faults(graph: Graph) -> Iterator[str]:
    owner: dict[str, str] = {}
    for block in graph.blocks.values():
        if not block.members:
            yield f"the block “{block.id}” has no nodes."
        for member in block.members:
            if member not in graph.nodes:
                yield f"the block “{block.id}” holds a node “{member}” that is not there."
            if member in owner:
                yield f"the node “{member}” is in two blocks, “{owner[member]}” and “{block.id}”."
            owner[member] = block.id


def _id_faults(key: str, part: Part) -> Iterator[str]:
    kind = _kind(part)
    if key != part.id:
        yield f"the {kind} “{key}” calls itself “{part.id}”."
    if "/" in key or not key.isprintable():
        yield f"the name of the {kind} {key!r} holds a sign that is not allowed in names."


def _wire_faults(graph: Graph) -> Iterator[str]:
    taken: dict[End, str] = {}
    ends: dict[tuple[End, End], str] = {}
    for wire in graph.wires.values():
        name = f"the wire “{wire.id}”"
        source, target = graph.nodes.get(wire.source.node), graph.nodes.get(wire.target.node)
        if source is None or target is None:
            missing = wire.source.node if source is None else wire.target.node
            yield f"{name} leads to a node “{missing}” that is not there."
            continue
        if wire.source.port not in source.spec.outputs:
            yield f"{name} starts at an output “{wire.source.port}”, which “{source.id}” does not have."
        if wire.target.port not in target.spec.inputs:
            yield f"{name} ends at an input “{wire.target.port}”, which “{target.id}” does not have."
        if target.spec.weighs:
            if (wire.source, wire.target) in ends:
                yield f"{name} runs beside “{ends[wire.source, wire.target]}”, between the same ends."
            ends[wire.source, wire.target] = wire.id
            continue
        if wire.target in taken:
            yield f"{name} and “{taken[wire.target]}” end at the same input of “{target.id}”."
        if wire.delayed:
            yield f"{name} is a delayed one; only a wire to a neuron can be."
        if wire.weight is not None or wire.locked:
            yield f"{name} has a weight of its own; only a wire to a neuron can have one."
        taken[wire.target] = wire.id


def misfits(document: Document, arrays: Mapping[str, NDArray[Any]]) -> dict[str, str]:
    """Why some arrays do not belong to a document, in words, by name; arrays that do are left out.

    Names end in ``node/name``; anything may stand in front: ``optimizer/first_moment/node/name``.
    Where a half-built network leaves a node's shapes unknown, anything fits.
    """
    facts = infer(document).facts if arrays else {}
    found = {}
    for name, array in arrays.items():
        if reason := _misfit(name, array.shape, document.graph, facts):
            found[name] = reason
    return found


def _misfit(name: str, shape: Shape, graph: Graph, facts: dict[str, Facts]) -> str:
    node_id, key = name.split("/")[-2:] if "/" in name else ("", name)
    wire = graph.wires.get(node_id)
    if wire is not None:
        if not graph.nodes[wire.target.node].spec.weighs or key != "weight":
            return f"a wire to {graph.nodes[wire.target.node].name} has nothing of that name"
        return "" if shape == () else f"a wire has a single weight, these are {_extent(shape)}"
    node = graph.nodes.get(node_id)
    if node is None:
        return "the document has no such node"
    if node_id not in facts:
        return ""
    inputs = facts[node_id].inputs
    wanted = {p.name: p.shape for p in node.spec.parameters(inputs)}
    wanted |= {key: state.shape for key, state in node.spec.states(inputs).items()}
    if key not in wanted:
        return f"{node.name} has nothing of that name"
    fits = wanted[key] == shape
    return "" if fits else f"{node.name} needs {_extent(wanted[key])}, these are {_extent(shape)}"


def not_finite(arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    """The names of the arrays that hold NaN or infinity."""
    floating = {n: a for n, a in arrays.items() if np.issubdtype(a.dtype, np.floating)}
    return [name for name, array in floating.items() if not np.isfinite(array).all()]


def _extent(shape: Shape) -> str:
    return "×".join(map(str, shape)) or "a single number"
