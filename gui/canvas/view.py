"""The canvas: hands what mouse, wheel and keys do to those who know, and paints around the scene."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QStyle, QToolTip

from core.document.document import Document
from core.document.graph import Graph
from core.document.tidy import Direction
from core.layers.base import Layer
from gui.actions import Command
from gui.canvas import commands
from gui.canvas.adding import Adding
from gui.canvas.annotating import Annotating
from gui.canvas.backdrop import paint_grid
from gui.canvas.block_work import BlockWork
from gui.canvas.camera import STEP, Camera
from gui.canvas.dissolving import Dissolving
from gui.canvas.flow_tip import FlowTip
from gui.canvas.foreground import paint_foreground
from gui.canvas.geometry import bounds
from gui.canvas.gestures.base import Touch
from gui.canvas.glide import Glider
from gui.canvas.hand import Hand
from gui.canvas.hint import Hint
from gui.canvas.keyboard_wiring import KeyboardWiring
from gui.canvas.keys import Keys
from gui.canvas.menu import context_menu
from gui.canvas.mime import fragment_from, layer_from
from gui.canvas.minimap import Minimap
from gui.canvas.neurons import Neurons
from gui.canvas.node_search import NodeSearch
from gui.canvas.operations import Operations
from gui.canvas.overview import Overview
from gui.canvas.scene import Scene
from gui.canvas.still import Still
from gui.canvas.tips import tip_at
from gui.canvas.title_editor import TitleEditor
from gui.canvas.wheel import turn_wheel, zoom_natively
from gui.canvas.zoom_bar import ZoomBar
from gui.naming import told
from gui.session import Session
from gui.shelf import OwnBlock, Shelf
from gui.theme import Appearance

LEAST_TEXT_SCALE = 0.6  # the canvas does not zoom out further by itself
WIDEST_REACH = 1.7  # times what it is at 100 %, when zoomed out
BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class CanvasView(QGraphicsView):
    """Shows the session's document as cards and wires, and lets it be drawn."""

    def __init__(self, session: Session, appearance: Appearance, shelf: Shelf | None = None) -> None:
        super().__init__()
        self.session, self.appearance = session, appearance
        self.canvas = Scene(session, appearance)
        self.setScene(self.canvas)
        self.overview = Overview(self.canvas)
        self._set_up()
        self.snapping, self._by_keyboard, self._fitted = True, False, False
        self.editor = TitleEditor(self)
        self.operations = Operations(session)
        self.annotating = Annotating(self)
        self.zoom_bar = ZoomBar(appearance, self)
        self.camera = Camera(self, self.zoom_bar.show_scale)
        self.zoom_bar.fill(self.zoom_out, self.zoom_fully, self.zoom_in, self.fit)
        self.zoom_bar.show_scale(self.camera.scale)
        self.minimap = Minimap(self)
        self.glider = Glider(self.canvas)
        self.glider.enabled = self._moving_allowed()
        self.hint = Hint(appearance, self.viewport())
        self.flow_tip = FlowTip(self)
        self.hand = Hand(self)
        self.still = Still(self)
        self.adding = Adding(self)
        self.wiring = KeyboardWiring(self)
        self.dissolving = Dissolving(self)
        self.node_search = NodeSearch(self)
        self.blocks = BlockWork(self, shelf)
        self.neurons = Neurons(self)
        self._commands = commands.commands(self)
        self._keys = Keys(self, self._commands)
        session.document_changed.connect(self._document_changed)
        session.selection_changed.connect(self._describe)
        session.opened.connect(self._opened)
        self.canvas.inside.changed.connect(self._describe)
        appearance.changed.connect(self.viewport().update)
        self._describe()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.viewport().setMouseTracking(True)
        self.setMinimumSize(160, 120)
        self.setAccessibleName("Canvas")
        self.viewport().setAccessibleName("Canvas")

    def _moving_allowed(self) -> bool:
        """Whether the system wants things to move; with reduced motion it gives animations no time."""
        return self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0

    def commands(self) -> list[Command]:
        """What can be done on the canvas."""
        return self._commands

    @property
    def from_afar(self) -> bool:
        """Whether cards are only plates now, without words or ports."""
        return self.overview.serves(self.camera.scale)

    @property
    def pointer(self) -> QPointF:
        """The point of the scene under the pointer; the middle of what is seen, where the pointer is elsewhere."""
        touch = self.hand.touch
        return touch.point if touch else self.camera.point(QRectF(self.viewport().rect()).center())

    @property
    def selected_bounds(self) -> QRectF:
        """The part of the scene that the selected cards and notes take up."""
        return bounds(self.operations.graph, self.operations.things)

    def reach(self, pixels: float) -> float:
        """How far from a thing a press still takes it, in canvas units; farther when it is small on screen."""
        return pixels * min(max(1.0, 1.0 / self.camera.scale), WIDEST_REACH)

    def append(self, entry: Layer | OwnBlock) -> None:
        """Put a layer or one of the user's blocks behind the selected one, and show it."""
        if isinstance(entry, OwnBlock):
            self.blocks.append(entry.fragment)
            return
        self.operations.append(entry)
        self.camera.reveal(self.selected_bounds)

    def paste(self, at: QPointF | None = None) -> None:
        """Put the clipboard's layers on the canvas, and show them."""
        self.operations.paste(at)
        self.camera.reveal(self.selected_bounds)

    def tidy(self, direction: Direction) -> None:
        """Lay out what is selected, or everything, which is shown whole again if it was so before."""
        whole = len(self.operations.nodes) < 2 and self.camera.sees(bounds(self.operations.graph))
        self.operations.tidy(direction)
        if whole:
            self.fit()

    def quick_add(self) -> None:
        """Search for a layer to add."""
        self.adding.behind_selection()

    def rename_selected(self) -> None:
        if self.annotating.writable:
            self.annotating.write_selected()
        else:
            self.rename(self.operations.single)

    def rename(self, name: str) -> None:
        """Edit the title of a node or block where it stands."""
        item = self.canvas.blocks.frames.get(name) or self.canvas.card(name)
        self.camera.reveal(item.frame)
        rect = self.mapFromScene(item.title_box()).boundingRect()
        self.editor.begin(
            item.title, rect, self.camera.scale, lambda title: self.operations.rename(name, title)
        )

    def mend_selected(self) -> None:
        """Apply the first fix of the selected node's problem."""
        fix = self.operations.fix
        if fix is not None:
            self.operations.mend(fix)

    def toggle_snapping(self) -> None:
        self.snapping = not self.snapping

    def zoom_in(self) -> None:
        self.camera.zoom_by(STEP)

    def zoom_out(self) -> None:
        self.camera.zoom_by(1 / STEP)

    def zoom_fully(self) -> None:
        self.camera.zoom_to(1.0)

    def fit(self) -> None:
        """Show the whole network."""
        self.camera.fit(bounds(self.operations.graph))

    def fit_selection(self) -> None:
        self.camera.fit(self.selected_bounds)

    def _document_changed(self, before: Document, after: Document) -> None:
        self.hand.follow_document()
        self.adding.dismiss()
        self.editor.give_up()
        self.annotating.give_up()
        self.camera.cover(self.canvas.reach)
        if len(after.graph.nodes) > len(before.graph.nodes) > 0:
            self._keep_in_view(before.graph, after.graph)
        self._describe()
        self.viewport().update()

    def _keep_in_view(self, before: Graph, after: Graph) -> None:
        """Where everything was in view and something new has pushed it out, take a step back, but not a large one."""
        was, now = bounds(before), bounds(after)
        if (
            self.camera.sees(was)
            and not self.camera.sees(now)
            and self.camera.scale_for(now) >= LEAST_TEXT_SCALE
        ):
            self.camera.fit(now, closest=self.camera.scale)

    def _opened(self) -> None:
        self.glider.finish()
        self.adding.dismiss()
        self._fitted = self.isVisible()
        if self._fitted:
            self.fit()

    def _describe(self) -> None:
        graph, selected = self.session.document.graph, self.operations.things
        text = ", ".join(told(graph)) + "."
        if selected:
            text += f" Selected: {self.operations.named(selected)}."
        text += self.neurons.describe()
        self.setAccessibleDescription(" ".join([text, *self.canvas.inside.told()]))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.still.paint_all(event.rect()):
            super().paintEvent(event)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        inks = self.canvas.inks
        self.neurons.begin_paint()
        painter.fillRect(rect, inks.canvas)
        painter.setWorldTransform(QTransform())
        paint_grid(painter, self.viewportTransform(), self.viewport().size(), inks.dot)
        painter.setWorldTransform(self.viewportTransform())

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        paint_foreground(self, painter, focused=self._by_keyboard and self.hasFocus())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.editor.accept()
        self.annotating.accept()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.zoom_bar.settle()
        self.minimap.settle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fitted:
            self._fitted = True
            self.fit()
        self.neurons.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.glider.finish()  # nobody watches, and the view may be about to go
        self.neurons.ask()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.editor.accept()
        self.annotating.accept()
        self.adding.dismiss()
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.hand.double_press(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn_wheel(self.camera, event)

    def viewportEvent(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ToolTip:
            text = tip_at(self, self.camera.point(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        if kind == QEvent.Type.Leave:
            self.hand.leave()
        if kind == QEvent.Type.NativeGesture and zoom_natively(self.camera, event):
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.hand.cancel()
        self.hand.leave()  # what was said of the thing under the pointer must not lie below the menu
        point = self.camera.point(QPointF(event.pos()))
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.operations.things:
            point = self.canvas.card(self.operations.things[0]).anchor
        menu = context_menu(self, point)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(self.mapFromScene(point)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.setAccepted(self._keys.press(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._keys.release(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        return False if next else super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._by_keyboard = event.reason() in BY_KEYBOARD
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hand.set_space(False)
        self.viewport().update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        what = layer_from(event.mimeData()) or fragment_from(event.mimeData())
        if what is None:
            event.ignore()
            return
        self.hand.begin_drop(what, self._drop_touch(event))
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.hand.drag(self._drop_touch(event))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hand.cancel()

    def dropEvent(self, event: QDropEvent) -> None:
        self.hand.finish(self._drop_touch(event))
        event.acceptProposedAction()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _drop_touch(self, event: QDropEvent) -> Touch:
        return Touch(self.camera.point(event.position()), event.position(), event.modifiers())
