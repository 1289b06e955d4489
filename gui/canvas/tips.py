"""What is told of the port or card that the pointer rests on; ``flow_tip`` tells of wires."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from core.document.blocks import name_of
from core.document.graph import End, Node
from core.layers.base import in_words
from gui.canvas.note_paint import cut_short

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


def tip_at(view: "CanvasView", point: QPointF) -> str:
    """A tool tip for a point of the scene; empty where there is nothing to tell."""
    port = view.hand.port_at(point)
    if port is not None:
        return _port(view, *port)
    if view.canvas.find.panel(point) is not None:
        return ""  # it says at its foot what the pointer is on
    card = view.canvas.find.node(point)
    if card is not None and card.name in view.session.document.graph.blocks:
        return f"{card.title}: {card.look.face.summary}\nDouble-click to expand it"
    if card is not None:
        return "" if view.neurons.sum(card.node.id) else _node(view, card.node)  # a sum says enough
    outline = view.canvas.find.outline(point)
    if outline is not None:
        return "Collapse it" if outline.on_chevron(point) else "Drag to move it as a whole"
    note = view.hand.any_note_at(point)
    return note.note.text if note is not None and cut_short(note.note) else ""


def _port(view: "CanvasView", end: End, output: bool) -> str:
    graph, inference = view.session.document.graph, view.session.inference
    node = graph.nodes[end.node]
    if output:
        source = end
    else:
        source = next((w.source for w in graph.into(end.node) if w.target == end), None)
    shape = inference.shape(source, graph) if source else None
    many = len(node.spec.outputs if output else node.spec.inputs) > 1
    name = f" “{end.port}”" if many else ""
    what = in_words(shape) if shape else "drag to wire it"
    block = graph.blocks.get(view.canvas.blocks.unseen.get(end.node, ""))
    within = f" in {name_of(block)}" if block else ""
    return f"{'Output' if output else 'Input'}{name} of {node.name}{within}: {what}"


def _node(view: "CanvasView", node: Node) -> str:
    facts = view.session.inference.facts.get(node.id)
    lines = [f"{node.name} ({node.spec.title})" if node.title else node.spec.title, node.spec.help]
    if facts is not None and facts.parameters:
        lines.append(f"{facts.parameters:,} weights")
    if (players := view.session.players) is not None and (side := players.of(node.id)):
        lines.append(f"Part of the {side}")
    return "\n".join(lines)
