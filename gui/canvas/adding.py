"""Adding layers by a search on the canvas."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QPainter

from core.document import edits
from core.document.document import Document
from core.document.fitting import fitting_before, fitting_behind
from core.document.graph import End
from core.layers import LAYERS
from core.layers.base import Category, Layer
from gui.canvas.geometry import HALO, shape, to_grid
from gui.canvas.gestures.draw_wire import DrawWire
from gui.canvas.inks import Inks
from gui.canvas.popup import LayerPopup

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

BESIDE = QPoint(14, -24)  # from the end of a wire to the list


def all_layers() -> list[Layer]:
    """One of each layer, by category, as in the palette."""
    return in_order(cls() for cls in LAYERS)


def in_order(layers: Iterable[Layer]) -> list[Layer]:
    """By category; within one, as they come."""
    categories = get_args(Category)
    return sorted(layers, key=lambda layer: categories.index(layer.category))


class Adding:
    """Opens the list of layers, and puts what was chosen where it was asked for."""

    def __init__(self, view: "CanvasView") -> None:
        self._view = view
        self.popup = LayerPopup(view.appearance, view)
        self._pending: DrawWire | None = None

    def behind_selection(self) -> None:
        """Offer all layers for behind the selected one, the fitting ones first; without one, for under the pointer."""
        nodes = self._view.operations.nodes
        if len(nodes) != 1:
            self.at(self._view.pointer)
            return
        card = self._view.canvas.nodes[nodes[0]]
        self._view.camera.reveal(card.frame)
        corner = self._view.mapFromScene(card.frame.bottomLeft() + QPointF(0, HALO))
        self._open(self._sorted(nodes[0]), corner, self._view.append)

    def _sorted(self, node: str) -> list[Layer]:
        session, layers = self._view.session, all_layers()
        spec = session.document.graph.nodes[node].spec
        if not spec.outputs:
            return layers
        fitting = fitting_behind(session.document, session.inference, End(node, spec.outputs[0]))
        return sorted(layers, key=lambda layer: layer not in fitting)

    def at(self, point: QPointF) -> None:
        """Offer all layers for a point of the scene."""

        def add(spec: Layer) -> None:
            corner = to_grid(point - shape(spec).center())
            place = (corner.x(), corner.y())
            self._view.operations.add(f"add {spec.title}", lambda d: edits.add_node(d, spec, place))

        self._open(all_layers(), self._view.mapFromScene(point), add)

    def at_wire(self, gesture: DrawWire) -> None:
        """Offer what fits at the loose end of a wire that was drawn; it stays to be seen meanwhile."""
        session = self._view.session
        fitting = fitting_behind if gesture.output else fitting_before
        specs = in_order(fitting(session.document, session.inference, gesture.fixed))
        self._open(
            specs, self._view.mapFromScene(gesture.tip) + BESIDE, lambda spec: self._add_wired(gesture, spec)
        )
        self._pending = gesture

    def _open(self, specs: Sequence[Layer], place: QPoint, chosen: Callable[[Layer], object]) -> None:
        self._pending = None
        self.popup.offer(
            specs, place, chosen=lambda spec: (self._forget(), chosen(spec)), closed=self._forget
        )

    def _forget(self) -> None:
        self._pending = None
        self._view.viewport().update()

    def _add_wired(self, gesture: DrawWire, spec: Layer) -> None:
        box = shape(spec)
        corner = gesture.tip - QPointF(0.0 if gesture.output else box.width(), box.height() / 2)
        if self._view.snapping:
            corner = to_grid(corner)

        def edit(document: Document) -> tuple[Document, str]:
            document, node = edits.add_node(document, spec, (corner.x(), corner.y()))
            if gesture.output:
                return edits.connect(document, gesture.fixed, End(node, spec.inputs[0])), node
            return edits.connect(document, End(node, spec.outputs[0]), gesture.fixed), node

        self._view.operations.add(f"add {spec.title}", edit)

    def dismiss(self) -> None:
        """Close the list, if it is open."""
        self.popup.dismiss()

    def paint(self, painter: QPainter, inks: Inks) -> None:
        """Paint the wire that waits for its other end."""
        if self._pending is not None:
            self._pending.paint(painter, inks)
