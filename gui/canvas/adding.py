"""Adding layers by a search on the canvas."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QPainter

from core.document import edits
from core.document.blocks import fold, nodes_of, ports
from core.document.document import Document
from core.document.fitting import fitting_before, fitting_behind, instead, taking
from core.document.graph import End, Position
from core.document.placing import free
from core.layers import LAYERS
from core.layers.base import Category, Layer
from gui.canvas.geometry import HALO, shape, to_grid
from gui.canvas.gestures.draw_wire import DrawWire
from gui.canvas.inks import Inks
from gui.canvas.popup import Entry, LayerPopup, ranked
from gui.shelf import OwnBlock

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
        single = self._view.operations.single
        if not single:
            self.at(self._view.pointer)
            return
        fitting = self._fitting(single)
        specs = sorted(all_layers(), key=lambda layer: layer not in fitting)
        self._open([*specs, *self._own], self._beside(single), self._view.append, fitting)

    @property
    def _own(self) -> tuple[OwnBlock, ...]:
        """The user's own blocks."""
        shelf = self._view.blocks.shelf
        return shelf.blocks if shelf is not None else ()

    def _beside(self, name: str) -> QRect:
        """Where a card or an outline is in the view, once it is seen."""
        canvas = self._view.canvas
        frame = (canvas.blocks.frames.get(name) or canvas.card(name)).frame
        self._view.camera.reveal(frame)
        return self._view.mapFromScene(frame.adjusted(0, -HALO, 0, HALO)).boundingRect()

    def _fitting(self, name: str) -> tuple[Layer, ...]:
        """What takes an output, or a sample where that is not known; of a single value, what is one itself."""
        session = self._view.session
        document, inference = session.document, session.inference
        outputs = ports(document.graph, nodes_of(document.graph, {name})).outputs
        known = inference.shape(outputs[0], document.graph) if outputs else None
        if outputs and document.graph.nodes[outputs[0].node].spec.single:
            return tuple(s for s in taking(document, known) if s.single)
        return taking(document, known or inference.feeds.get("sample"))

    def at(self, point: QPointF) -> None:
        """Offer everything for a point of the scene; what takes a sample as it is comes before what does not."""
        session = self._view.session

        def add(spec: Entry) -> None:
            if isinstance(spec, OwnBlock):
                self._view.blocks.insert_at(spec.fragment, point)
                return
            place = self._place(spec, point)
            self._view.operations.add(
                f"add {spec.title}", lambda d: edits.add_node(d, edits.counted_on(d.graph, spec), place)
            )

        fitting = taking(session.document, session.inference.feeds.get("sample"))
        self._open([*all_layers(), *self._own], self._view.mapFromScene(point), add, fitting)

    def _place(self, spec: Layer, point: QPointF) -> Position:
        """Where a card has its middle at a point of the scene; below what is there already."""
        box = shape(spec)
        box.moveTopLeft(to_grid(point - box.center()))
        place = (box.left(), box.top())
        taken = self._view.canvas.find.nodes(box)
        return free(fold(self._view.operations.graph), spec, place) if taken else place

    def at_wire(self, gesture: DrawWire) -> None:
        """Offer what fits at the loose end of a wire that was drawn; it stays to be seen meanwhile."""
        session = self._view.session
        fitting = fitting_behind if gesture.output else fitting_before
        specs = in_order(fitting(session.document, session.inference, gesture.fixed))
        self._open(
            specs, self._view.mapFromScene(gesture.tip) + BESIDE, lambda spec: self._add_wired(gesture, spec)
        )
        self._pending = gesture

    def replace(self, node: str) -> None:
        """Offer what can stand in a node's place: what fits there first, of its own category before others."""
        view, session = self._view, self._view.session
        old = session.document.graph.nodes[node].spec
        fitting, others = instead(session.document, session.inference, node)
        specs = sorted(in_order(fitting), key=lambda layer: layer.category != old.category) + in_order(others)
        question = f"Replace {view.operations.title(node)} with…"
        self._open(
            specs,
            self._beside(node),
            lambda spec: view.operations.replace(node, spec),
            fitting,
            question,
        )

    def _open(
        self,
        specs: Sequence[Entry],
        place: QPoint | QRect,
        chosen: Callable[[Entry], object],
        fitting: Collection[Layer] = (),
        question: str = "",
    ) -> None:
        """Open the list at a place, or below a card or beside it."""
        self._pending = None
        card = place if isinstance(place, QRect) else QRect()
        self.popup.offer(
            specs,
            place.bottomLeft() if isinstance(place, QRect) else place,
            chosen=lambda spec: (self._forget(), chosen(spec)),
            closed=self._forget,
            beside=card,
            question=question,
            ranking=lambda found, text: ranked(found, text, fitting),
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
