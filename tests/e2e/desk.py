"""The window's parts by what a person sees of them, and what a hand does with them again and again."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, QPointF
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from core.document.graph import End
from core.layers.base import Layer
from gui.dialogs.export import ExportedSheet, ExportSheet
from gui.main_window import MainWindow
from gui.palette_model import ENTRY
from gui.view_dock import ViewDock
from gui.views.base import View
from tests.e2e.hand import Hand


class Desk:
    """The workbench of a window, and a hand on it."""

    def __init__(self, window: MainWindow, hand: Hand, qtbot: QtBot) -> None:
        self.window, self.hand, self.qtbot = window, hand, qtbot
        self.session, self.bench = window.session, window.workbench
        self.canvas = self.bench.canvas

    def dock(self, view: type[View]) -> ViewDock:
        return next(dock for dock in self.bench.panels.docks.values() if dock.kind is view)

    def drag_layer(self, layer: type[Layer], x: float, y: float) -> str:
        """From the palette to a place of the canvas (pixels of its viewport); the new node's id."""
        before = set(self.session.document.graph.nodes)
        rows = self.bench.palette_panel.list.viewport()
        self.hand.drag(rows, self._row(layer), self.canvas.viewport(), QPoint(round(x), round(y)))
        self.qtbot.waitUntil(lambda: len(self.session.document.graph.nodes) == len(before) + 1)
        (new,) = set(self.session.document.graph.nodes) - before
        return new

    def _row(self, layer: type[Layer]) -> QPoint:
        """Where a layer stands in the palette; one that is out of sight is looked for by its name."""
        palette = self.bench.palette_panel
        if not palette.list.viewport().rect().contains(palette.list.visualRect(self._index(layer))):
            self.hand.click(palette.search)
            self.hand.key("ctrl+a")
            self.hand.type(layer.title)
            self.qtbot.waitUntil(lambda: palette.search.text() == layer.title)
        return palette.list.visualRect(self._index(layer)).center()

    def _index(self, layer: type[Layer]) -> QModelIndex:
        model = self.bench.palette_panel.model
        rows = map(model.index, range(model.rowCount()))
        return next((i for i in rows if i.data(ENTRY) is layer), QModelIndex())  # others are not searched for

    def wire(self, source: str, target: str) -> None:
        """From output to input, port to port."""
        count = len(self.session.document.graph.wires)
        start = self.canvas.mapFromScene(self.canvas.scene().port_position(End(source, "out"), output=True))
        end = self.canvas.mapFromScene(self.canvas.scene().port_position(End(target, "in"), output=False))
        self.hand.drag(self.canvas.viewport(), start, self.canvas.viewport(), end)
        self.qtbot.waitUntil(lambda: len(self.session.document.graph.wires) == count + 1)

    def select(self, node: str) -> None:
        place = self.canvas.scene().nodes[node].pos() + QPointF(60, 20)
        self.hand.click(self.canvas.viewport(), self.canvas.mapFromScene(place))
        self.qtbot.waitUntil(lambda: self.session.selection == {node})

    def set_units(self, node: str, units: int) -> None:
        self.select(node)
        self.type_into(self.bench.inspector.page.form.rows["units"].editor.head, str(units))
        self.qtbot.waitUntil(lambda: self.session.document.graph.nodes[node].spec.units == units)

    def type_into(self, field: QWidget, text: str) -> None:
        """In place of what stands there."""
        self.hand.double_click(field)
        self.hand.key("ctrl+a")
        self.hand.type(text)
        self.hand.key("Return")

    def press_fix(self, node: str) -> None:
        """The first mend that the bubble under a card offers."""
        bubble = self.canvas.scene().bubbles[node]
        rect = next(rect for rect, _ in bubble.buttons)
        place = bubble.mapToScene(rect.center())
        self.hand.click(self.canvas.viewport(), self.canvas.mapFromScene(place))

    def press_fixes(self) -> list[str]:
        """Mend what is wrong with nodes, one problem after the other; what the problems said."""
        told: list[str] = []
        while problems := [p for p in self.session.inference.problems if p.fixes and p.node]:
            before = self.session.document
            told.append(problems[0].message)
            self.press_fix(problems[0].node)
            self.qtbot.waitUntil(lambda before=before: self.session.document is not before)
        return told

    def command(self, words: str) -> None:
        """Find a command by its name, and run it."""
        self.hand.key("ctrl+k")
        self.qtbot.waitUntil(lambda: self.window.sheet is not None)
        self.hand.type(words)
        self.hand.key("Return")
        self.qtbot.waitUntil(lambda: self.window.sheet is None)

    def save(self, path: Path) -> None:
        self.hand.key("ctrl+s")
        self.choose_file(path)
        self.qtbot.waitUntil(lambda: path.exists() and not self.window.files.edited)

    def export(self, path: Path) -> None:
        """By the button, under the name that the sheet suggests: ``path``."""
        self.hand.click(self.bench.bar.export)
        self.qtbot.waitUntil(lambda: isinstance(self.window.sheet, ExportSheet))
        assert Path(self.window.sheet.path.text()) == path
        self.hand.click(self.window.sheet.start)
        self.qtbot.waitUntil(lambda: isinstance(self.window.sheet, ExportedSheet), timeout=20_000)

    def choose_file(self, path: Path) -> None:
        """Answer the file dialog that is open."""
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
        dialog: QWidget = QApplication.activeModalWidget()
        self.qtbot.waitActive(dialog)
        self.hand.key("ctrl+a")
        self.hand.type(str(path))
        self.hand.key("Return")
