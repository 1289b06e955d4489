"""How single neurons lie between layers: those of one stage can be computed together, and in a circle."""

from collections.abc import Iterator, Sequence

from core.document import edits
from core.document.graph import Graph, Node
from core.document.problems import Fix, Problem


def stages(graph: Graph, order: Sequence[str]) -> dict[str, int]:
    """How many times a way to each node leads from neurons through layers.

    A layer behind a neuron is a stage further, a neuron behind a layer is not: so all neurons of a stage can be
    computed before any layer of the next. Neurons in a circle have one stage, that of the latest of them.

    Args:
        order: the nodes, such that wires that are not delayed lead forward.
    """
    feeders: dict[str, list[str]] = {}
    for wire in graph.wires.values():
        if not wire.delayed:
            feeders.setdefault(wire.target.node, []).append(wire.source.node)
    delayed = [(w.source.node, w.target.node) for w in graph.wires.values() if w.delayed]
    most = sum(not node.spec.weighs for node in graph.nodes.values())
    least: dict[str, int] = {}
    while True:
        found = _walk(graph, order, feeders, least)
        lifted = {t: found[s] for s, t in delayed if found.get(s, 0) > found.get(t, 0)}
        if not lifted or max(lifted.values()) > most:  # beyond that a circle leads through a layer
            return found
        least |= lifted


def _walk(
    graph: Graph, order: Sequence[str], feeders: dict[str, list[str]], least: dict[str, int]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in order:
        weighs = graph.nodes[name].spec.weighs
        stage = least.get(name, 0)
        for source in feeders.get(name, ()):
            further = graph.nodes[source].spec.weighs and not weighs
            stage = max(stage, found.get(source, 0) + further)
        found[name] = stage
    return found


def loop_problems(graph: Graph, order: Sequence[str]) -> Iterator[Problem]:
    """Delayed wires whose circle leads through layers: only neurons can be computed step by step."""
    delayed = [w for w in graph.wires.values() if w.delayed]  # they end at neurons only
    if not delayed:
        return
    stage = stages(graph, order)
    for wire in delayed:
        source, target = graph.nodes[wire.source.node], graph.nodes[wire.target.node]
        if stage.get(source.id, 0) > stage.get(target.id, 0):
            yield Problem(
                node=target.id,
                port=wire.target.port,
                message=f"The circle through {source.name} leads through a layer. Only neurons can stand in a circle; "
                "what a layer is to remember, a recurrent layer can.",
                fixes=(_cut(wire.id, source),),
            )


def _cut(wire: str, source: Node) -> Fix:
    return Fix(text=f"Cut the wire from {source.name}", edit=lambda document: edits.remove(document, {wire}))
