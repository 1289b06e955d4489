"""Which nodes belong to the generator and which to the discriminator, where a graph holds both."""

import msgspec

from core.document.graph import Graph
from core.layers.real_or_fake import RealOrFake
from core.layers.verdict import Verdict


class Players(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of an adversarial network, by node id.

    ``divide``: the Real-or-fake node; ``verdict``: the end behind it. ``generator``: what leads to the one port;
    ``data``: what leads to the other, and sources; ``discriminator``: what lies between the divide and the verdict,
    and what leads there otherwise.
    """

    divide: str
    verdict: str
    generator: frozenset[str]
    discriminator: frozenset[str]
    data: frozenset[str]

    def of(self, node: str) -> str:
        """ "generator", "discriminator", or "" for a node of neither."""
        return (
            "generator" if node in self.generator else "discriminator" if node in self.discriminator else ""
        )


def players(graph: Graph) -> Players | None:
    """The two players of a graph; None where it has no Real-or-fake node."""
    divide = next((n for n in graph.nodes.values() if isinstance(n.spec, RealOrFake)), None)
    if divide is None:
        return None
    verdict = next((n.id for n in graph.nodes.values() if isinstance(n.spec, Verdict)), "")
    generated, real = divide.spec.inputs
    making = active(graph, [divide.id], {(divide.id, real)}) - {divide.id}
    data = active(graph, [divide.id], {(divide.id, generated)}) - {divide.id}
    judging = active(graph, [verdict], {(divide.id, generated), (divide.id, real)}) if verdict else set()
    sources = {n for n in judging if not graph.nodes[n].spec.inputs}
    return Players(
        divide=divide.id,
        verdict=verdict,
        generator=frozenset(making),
        discriminator=frozenset(judging - making - data - sources - {divide.id}),
        data=frozenset((data | sources) - making),
    )


def active(graph: Graph, goals: list[str], closed: set[tuple[str, str]]) -> set[str]:
    """The goals and all nodes from which wires lead to them, but for what only leads through closed ports."""
    feeders: dict[str, list[str]] = {}
    for wire in graph.wires.values():
        if (wire.target.node, wire.target.port) not in closed:
            feeders.setdefault(wire.target.node, []).append(wire.source.node)
    found, waiting = set(goals), list(goals)
    while waiting:
        for feeder in feeders.get(waiting.pop(), ()):
            if feeder not in found:
                found.add(feeder)
                waiting.append(feeder)
    return found
