"""Which of the problems are shown on the canvas, and where."""

from collections import defaultdict

from core.document.graph import Graph
from core.document.problems import Problem


def shown(problems: tuple[Problem, ...], graph: Graph) -> dict[str, tuple[Problem, int]]:
    """The most severe problem of each node that has one, and how many more it has.

    Where neighbours have the very same one (a whole row that leads nowhere yet), it is told once, at the end.
    """
    by_node: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.node:
            by_node[problem.node].append(problem)
    for found in by_node.values():
        found.sort(key=lambda p: p.severity != "error")
    echoes = _echoes(by_node, graph)
    result = {}
    for node, found in by_node.items():
        told = [p for p in found if (node, p.message) not in echoes]
        if told:
            result[node] = (told[0], len(told) - 1)
    return result


def _echoes(by_node: dict[str, list[Problem]], graph: Graph) -> set[tuple[str, str]]:
    """Warnings that the node behind has too."""
    messages = {n: {p.message for p in found if p.severity == "warning"} for n, found in by_node.items()}
    return {
        (wire.source.node, message)
        for wire in graph.wires.values()
        if wire.source.node in messages
        for message in messages[wire.source.node] & messages.get(wire.target.node, set())
    }
