"""What can be wrong with a generator and a discriminator, in words."""

from collections.abc import Iterator

from core.activations.linear import Linear
from core.document import edits
from core.document.answers import end_in
from core.document.graph import Graph, Node
from core.document.players import active, players
from core.document.problems import Fix, Problem
from core.layers.noise import Noise
from core.layers.real_or_fake import RealOrFake
from core.layers.verdict import Verdict
from core.spec import tag


def adversarial_problems(graph: Graph) -> Iterator[Problem]:
    """Problems of the nodes that make a network adversarial; none for other networks."""
    divides = [n for n in graph.nodes.values() if isinstance(n.spec, RealOrFake)]
    verdicts = [n for n in graph.nodes.values() if isinstance(n.spec, Verdict)]
    yield from _only_one(divides, "two discriminators at once cannot be trained")
    yield from _only_one(verdicts, "one answer is enough to tell real from generated")
    if verdicts and not divides:
        yield Problem(
            node=verdicts[0].id,
            message=f"A Verdict ends a discriminator, which begins at {RealOrFake.title}; there is none. "
            "Add it between the data and the discriminator.",
        )
    sides = players(graph)
    if sides is None or not sides.verdict:
        return
    if sides.divide not in active(graph, [sides.verdict], set()):
        yield Problem(
            node=sides.verdict, message="No wire leads here from Real or fake, so there is nothing to judge."
        )
    for node in graph.nodes.values():
        if node.spec.ends and node.id != sides.verdict:
            yield Problem(
                node=node.id,
                message="An adversarial network ends in its Verdict only; this end takes no part.",
                fixes=(_remove(node),),
            )
    yield from _bent(graph, graph.nodes[sides.verdict])
    generated = divides[0].spec.inputs[0]
    wired = {w.target.port for w in graph.into(sides.divide)}
    if generated in wired and not any(isinstance(graph.nodes[n].spec, Noise) for n in sides.generator):
        yield Problem(
            node=sides.divide,
            port=generated,
            severity="warning",
            message="No Noise leads here, so the generator always makes the same.",
        )


def _bent(graph: Graph, verdict: Node) -> Iterator[Problem]:
    """The answer should come as it is, or through an activation that the loss computes itself."""
    wire = next(iter(graph.into(verdict.id)), None)
    source = graph.nodes[wire.source.node] if wire else None
    activation = source.spec.final_activation if source else None
    if source is None or activation is None or isinstance(activation, Linear):
        return
    if tag(activation) in verdict.spec.takes_over:
        return
    straight = source.spec.ending_in(Linear())
    yield Problem(
        node=verdict.id,
        severity="warning",
        message=f"{activation.title} in front bends the verdict; this loss wants the sum as it is.",
        fixes=() if straight is None else (end_in(source, straight),),
    )


def _only_one(nodes: list[Node], why: str) -> Iterator[Problem]:
    for extra in nodes[1:]:
        yield Problem(
            node=extra.id,
            message=f"A network has one {extra.spec.title}; this is a second one: {why}.",
            fixes=(_remove(extra),),
        )


def _remove(node: Node) -> Fix:
    return Fix(text=f"Remove {node.name}", edit=lambda document: edits.remove(document, {node.id}))
