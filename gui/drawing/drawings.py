"""A scene, or a document, as a picture of the kind that is asked for."""

from collections.abc import Mapping

from msgspec.structs import replace

from core.document.document import Document
from core.document.graph import Graph
from core.training.trainer import Trainer
from gui.canvas.scene import Scene
from gui.drawing.canvas import CanvasContent
from gui.drawing.paint_figure import FigureContent
from gui.drawing.picture import Options, Picture

WEIGHT = "/weight"  # behind the id of a wire, what its weight is called among the parameters


def drawing(
    scene: Scene, options: Options, title: str = "", weights: Mapping[str, float] | None = None
) -> Picture:
    """What a scene shows, as the canvas has it or as a figure.

    ``weights``: for a figure, what wires weigh now; else what they start with. The canvas knows that itself.
    """
    if not options.figure:
        return Picture(CanvasContent(scene, options), options, title)
    session = scene.session
    document = _only(session.document, options.only)
    return Picture(FigureContent(document, session.inference, options.inks, weights), options, title)


def wire_weights(trainer: Trainer) -> dict[str, float]:
    """What wires weigh now that have a weight of their own, by wire; a job for the training thread."""
    arrays = trainer.network.views()
    return {
        key.removesuffix(WEIGHT): float(a)
        for key, a in arrays.items()
        if key.endswith(WEIGHT) and a.ndim == 0
    }


def _only(document: Document, names: frozenset[str] | None) -> Document:
    """The document with some of its nodes, and the wires among them."""
    if names is None:
        return document
    graph = document.graph
    nodes = {name: node for name, node in graph.nodes.items() if name in names}
    wires = {
        name: wire
        for name, wire in graph.wires.items()
        if wire.source.node in nodes and wire.target.node in nodes
    }
    return replace(document, graph=Graph(nodes=nodes, wires=wires))
