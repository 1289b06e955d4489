"""What can be wrong with a generator and a discriminator, in words."""

from collections.abc import Iterator

from msgspec.structs import replace

from core.activations.linear import Linear
from core.document import edits
from core.document.answers import end_in
from core.document.document import Document
from core.document.facts import Facts
from core.document.graph import End, Graph, Node
from core.document.players import active, players
from core.document.problems import Fix, Problem
from core.layers.base import Shape, size_of
from core.layers.input import Input
from core.layers.noise import Noise
from core.layers.real_or_fake import RealOrFake
from core.layers.verdict import Verdict
from core.spec import tag

MOST_OFFERED = 3  # nodes that could be wired to a port


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


def real_problems(graph: Graph, facts: dict[str, Facts], sample: Shape) -> Iterator[Problem]:
    """Whether what the generator is to imitate are the samples of the data: it is shown and measured beside them.

    Args:
        facts: of the nodes whose shapes are known.
        sample: the shape of a sample.
    """
    sides = players(graph)
    if sides is None or sides.divide not in facts:
        return
    generated, real = RealOrFake.inputs
    leading = active(graph, [sides.divide], {(sides.divide, generated)}) - {sides.divide}
    nodes = [graph.nodes[name] for name in sorted(leading)]
    inputs = [n.spec for n in nodes if isinstance(n.spec, Input)]
    learned = next((n for n in nodes if n.id in facts and facts[n.id].parameters), None)
    if not inputs:
        why = "No Data leads here, so there is nothing real to imitate. Wire Data to “real”."
    elif learned is not None:
        why = f"{learned.name} changes the real samples on their way here. Wire Data to “real” as it is."
    elif any(spec.columns for spec in inputs) or size_of(facts[sides.divide].inputs[1]) != size_of(sample):
        why = "Only a part of each real sample comes here; the generator is to make whole ones."
    else:
        return
    yield Problem(node=sides.divide, port=real, message=why, fixes=feeding(graph, sides.divide, real))


def feeding(graph: Graph, divide: str, port: str) -> tuple[Fix, ...]:
    """Fixes that wire to a port of the Real-or-fake node what belongs there: Data, or a generator's loose end."""
    read = {wire.source.node for wire in graph.wires.values()}
    real = port == RealOrFake.inputs[1]
    found = [
        node
        for node in graph.nodes.values()
        if (isinstance(node.spec, Input) if real else node.spec.inputs and node.id not in read)
        and node.spec.outputs
        and not edits.refusal(graph, End(node.id, node.spec.outputs[0]), End(divide, port))
    ]
    return tuple(_wired(node, End(divide, port)) for node in found[:MOST_OFFERED])


def _wired(node: Node, target: End) -> Fix:
    def edit(document: Document) -> Document:
        if isinstance(node.spec, Input):
            document = edits.with_specs(document, {node.id: replace(node.spec, columns=())})
        return edits.connect(document, End(node.id, node.spec.outputs[0]), target)

    return Fix(text=f"Wire {node.name} to “{target.port}”", edit=edit)


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
