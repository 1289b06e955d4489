"""Everything works with the keyboard alone, and is called something by those who read the screen aloud."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.data.recipe import DataRecipe
from core.data.sources.iris import Iris
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.layers import LAYERS
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.templates import TEMPLATES
from gui.controls import NumberBox, Switch
from gui.main_window import MainWindow
from gui.session import Session

CTRL, SHIFT, PLAIN = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
MOST_TABS = 60


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """A key, to whatever has the focus."""
    QTest.keyClick(focus(), key, modifiers)


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def nameless(root: QWidget) -> Iterator[str]:
    """The widgets that can have the focus, or hold those that can, and are called nothing."""
    labels = root.findChildren(QLabel)
    buddies = {label.buddy() for label in labels if label.buddy() is not None}
    for widget in root.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isVisible():
            continue
        own = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
        inner = (
            isinstance(widget.parentWidget(), QComboBox) or widget.objectName() == "qt_scrollarea_viewport"
        )
        if not (widget.accessibleName() or own or widget in buddies or inner):
            yield f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"


# -- names -------------------------------------------------------------------------------------------------------------
def test_everything_on_the_start_page_has_a_name(window: MainWindow) -> None:
    assert window.start.isVisible()
    assert not list(nameless(window))


@pytest.mark.parametrize(
    "template",
    [t for t in TEMPLATES if t.__name__ in ("Xor", "LeNet", "RingGAN", "NamesLSTM", "SunspotsBoth")],
    ids=lambda template: template.__name__,
)
def test_everything_at_work_has_a_name(window: MainWindow, template: type) -> None:
    window.files.new(template().document())
    for dock in window.workbench.panels.docks.values():
        dock.show()
    found = set(nameless(window))
    graph = window.session.document.graph
    for name in (*graph.nodes, *list(graph.wires)[:1]):
        window.session.select({name})
        found |= set(nameless(window))
    window.session.select(graph.nodes)
    found |= set(nameless(window))
    window.workbench.canvas.quick_add()
    found |= set(nameless(window))
    assert not found


@pytest.mark.parametrize("sheet", ["search_commands", "show_shortcuts", "show_about", "export"])
def test_everything_on_a_sheet_has_a_name(window: MainWindow, sheet: str) -> None:
    window.files.new(TEMPLATES[0]().document())
    getattr(window, sheet)()
    assert window.sheet is not None
    assert not list(nameless(window.sheet))
    assert window.sheet.accessibleName()


def test_every_entry_of_every_menu_has_words(window: MainWindow) -> None:
    window.files.new(TEMPLATES[0]().document())
    menus = window.menuBar().findChildren(QMenu)
    assert menus
    for menu in menus:
        assert all(action.isSeparator() or action.text() for action in menu.actions())


# -- from part to part -------------------------------------------------------------------------------------------------
def test_f6_goes_round_the_parts_of_the_window(window: MainWindow) -> None:
    window.files.new(TEMPLATES[0]().document())
    bench = window.workbench
    bench.canvas.setFocus()
    seen = []
    for _ in range(12):
        press(Qt.Key.Key_F6)
        parts = [bench.palette_panel, bench.canvas, bench.inspector, bench.bar, *bench.panels.docks.values()]
        seen.append(next(p for p in parts if p is focus() or p.isAncestorOf(focus())))
        if seen[-1] is bench.canvas:
            break
    assert {bench.palette_panel, bench.inspector, bench.bar, bench.canvas} <= set(seen)
    assert len(set(seen)) == len(seen)
    press(Qt.Key.Key_F6, SHIFT)
    assert bench.palette_panel.isAncestorOf(focus())
    bench.toggle(bench.palette_panel)
    bench.canvas.setFocus()
    press(Qt.Key.Key_F6, SHIFT)
    assert bench.bar.isAncestorOf(focus())


# -- the whole palette -------------------------------------------------------------------------------------------------
@pytest.fixture
def keyboard(qtbot: QtBot, window: MainWindow) -> "Walker":
    return Walker(window)


class Walker:
    """Somebody without a mouse."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.session = window, window.session
        self.bench = window.workbench

    def begin(self) -> None:
        """A few nodes that most layers can be wired to or from; not complete, so that nothing is trained."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # forms of the round before
        document = Document(data=DataRecipe(source=Iris()))
        for place, spec in enumerate((Input(), InputValue(), Neuron(), Dense(), Dense())):
            document, _ = edits.add_node(document, spec, (0.0, 120.0 * place))
        self.window.files.new(edits.connect(document, End("input1", "out"), End("dense1", "in")))

    def take_from_the_palette(self, layer: type[Layer]) -> str:
        """Go to the palette, type, Enter; returns the new node."""
        before = set(self.session.document.graph.nodes)
        press(Qt.Key.Key_F, CTRL)
        assert focus() is self.bench.palette_panel.search
        QTest.keyClicks(focus(), layer.title)
        press(Qt.Key.Key_Return)
        (new,) = set(self.session.document.graph.nodes) - before
        assert self.session.selection == {new}
        return new

    def go_to(self, part: QWidget) -> None:
        for _ in range(12):
            if part is focus() or part.isAncestorOf(focus()):
                return
            press(Qt.Key.Key_F6)
        raise AssertionError(f"F6 does not lead to {part}")

    def tab_through(self, part: QWidget) -> list[QWidget]:
        """All that Tab comes to in a part, until it leaves it."""
        self.go_to(part)
        stops: list[QWidget] = []
        while part.isAncestorOf(focus()) and focus() not in stops:
            stops.append(focus())
            assert len(stops) < MOST_TABS
            press(Qt.Key.Key_Tab)
        return stops

    def change_a_field(self, stops: list[QWidget]) -> None:
        """Change the first field that can be changed by keys; a layer without any gets a name."""
        before = self.session.document
        form = self.bench.inspector.nodes.form
        fields = [s for s in stops if form is not None and form.isAncestorOf(s)]
        for field in fields or stops[:1]:
            field.setFocus(Qt.FocusReason.TabFocusReason)
            change(field)
            if self.session.document != before:
                return
        raise AssertionError("no field can be changed")

    def wire(self, node: str) -> bool:
        """Wire a node to another, or another to it, where something fits; says whether it could."""
        self.go_to(self.bench.canvas)
        assert self.session.selection == {node}  # as it was when it was put there
        count = len(self.session.document.graph.wires)
        for modifiers in (SHIFT, PLAIN):
            press(Qt.Key.Key_W, modifiers)
            wiring = self.bench.canvas.wiring
            if wiring.active:
                press(Qt.Key.Key_Return)
            if wiring.active:
                press(Qt.Key.Key_Escape)
        return len(self.session.document.graph.wires) > count


def change(field: QWidget) -> None:
    """What a hand on the keyboard does to change a field of its kind."""
    if isinstance(field, NumberBox):
        press(Qt.Key.Key_Up)
    elif isinstance(field, QSlider):
        press(Qt.Key.Key_Right)
    elif isinstance(field, Switch):
        press(Qt.Key.Key_Space)
    elif isinstance(field, QComboBox):
        press(Qt.Key.Key_Down)
    elif isinstance(field, QLineEdit):
        press(Qt.Key.Key_A, CTRL)
        QTest.keyClicks(field, "7, 7" if "," in field.text() else "7")
        press(Qt.Key.Key_Return)


def test_the_whole_palette_is_walked_by_keyboard(keyboard: Walker, session: Session) -> None:
    could_be_wired = set()
    for layer in LAYERS:
        keyboard.begin()
        new = keyboard.take_from_the_palette(layer)
        assert type(session.document.graph.nodes[new].spec) is layer
        stops = keyboard.tab_through(keyboard.bench.inspector)
        assert stops
        assert not list(nameless(keyboard.bench.inspector)), layer
        keyboard.change_a_field(stops)
        if keyboard.wire(new):
            could_be_wired.add(layer)
        before = session.document
        press(Qt.Key.Key_Delete)
        assert new not in session.document.graph.nodes
        press(Qt.Key.Key_Z, CTRL)
        assert session.document == before
        while session.undo_stack.canUndo():
            press(Qt.Key.Key_Z, CTRL)
        assert len(session.document.graph.nodes) == 5
    assert {layer for layer in LAYERS if layer not in could_be_wired} == set()
