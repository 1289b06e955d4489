"""What was added, removed and changed between two graphs."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from core.document.graph import Graph, Wire
from core.spec import Spec, fields


class Diff(msgspec.Struct, frozen=True, kw_only=True):
    """Ids, in the order of the graphs' dicts. ``changed`` nodes keep their id but differ in anything."""

    added_nodes: tuple[str, ...]
    removed_nodes: tuple[str, ...]
    changed_nodes: tuple[str, ...]
    added_wires: tuple[str, ...]
    removed_wires: tuple[str, ...]
    changed_wires: tuple[str, ...]
    blocks: tuple[str, ...]  # added, removed or changed
    notes: tuple[str, ...]


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
        blocks=_touched(before.blocks, after.blocks),
        notes=_touched(before.notes, after.notes),
    )


def _touched(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(k for k in {**before, **after} if _differ(before.get(k), after.get(k)))


def _differ(before: object, after: object) -> bool:
    return before is not after and before != after


def same_computation(before: Graph, after: Graph, *, but_live: bool = False) -> bool:
    """Whether two graphs compute the same: equal but for positions, titles, colours, blocks and notes.

    Args:
        but_live: fields that may change while a training runs may differ too, and the weights of wires.
    """
    if before is after:
        return True
    if before.nodes.keys() != after.nodes.keys() or before.wires.keys() != after.wires.keys():
        return False
    if before.wires is not after.wires and any(
        wire is not (other := after.wires[name]) and not _same_wire(wire, other, but_live)
        for name, wire in before.wires.items()
    ):
        return False
    pairs = ((node.spec, after.nodes[name].spec) for name, node in before.nodes.items())
    return all(one == other or (but_live and _differ_live(one, other)) for one, other in pairs)


def same_inference(before: Graph, after: Graph) -> bool:
    """Whether shapes and problems are the same for certain: what differs is where nodes stand and how they look."""
    if before.wires is not after.wires or list(before.nodes) != list(after.nodes):
        return False
    pairs = zip(before.nodes.values(), after.nodes.values(), strict=True)
    return all(one is other or (one.spec is other.spec and one.title == other.title) for one, other in pairs)


def _same_wire(one: Wire, other: Wire, but_weight: bool) -> bool:
    return (replace(one, weight=other.weight) if but_weight else one) == other


def _differ_live(before: Spec, after: Spec) -> bool:
    return type(before) is type(after) and all(
        field.live or getattr(before, field.name) == getattr(after, field.name)
        for field in fields(type(before))
    )
