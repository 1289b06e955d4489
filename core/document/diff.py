"""What was added, removed and changed between two graphs."""

import msgspec

from core.document.graph import Graph


class Diff(msgspec.Struct, frozen=True, kw_only=True):
    """Ids, in the order of the graphs' dicts. ``changed`` nodes keep their id but differ in anything."""

    added_nodes: tuple[str, ...]
    removed_nodes: tuple[str, ...]
    changed_nodes: tuple[str, ...]
    added_wires: tuple[str, ...]
    removed_wires: tuple[str, ...]
    changed_wires: tuple[str, ...]


def difference(before: Graph, after: Graph) -> Diff:
    """Compare two graphs; values shared between them (as edits leave them) cost an identity check only."""
    return Diff(
        added_nodes=tuple(k for k in after.nodes if k not in before.nodes),
        removed_nodes=tuple(k for k in before.nodes if k not in after.nodes),
        changed_nodes=tuple(
            k for k, n in after.nodes.items() if k in before.nodes and _differ(before.nodes[k], n)
        ),
        added_wires=tuple(k for k in after.wires if k not in before.wires),
        removed_wires=tuple(k for k in before.wires if k not in after.wires),
        changed_wires=tuple(
            k for k, w in after.wires.items() if k in before.wires and _differ(before.wires[k], w)
        ),
    )


def _differ(before: object, after: object) -> bool:
    return before is not after and before != after


def same_computation(before: Graph, after: Graph) -> bool:
    """Whether two graphs compute the same: equal but for positions and titles."""
    if before is after:
        return True
    return (
        before.wires == after.wires
        and before.nodes.keys() == after.nodes.keys()
        and all(node.spec == after.nodes[name].spec for name, node in before.nodes.items())
    )
