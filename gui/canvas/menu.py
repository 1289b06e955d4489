"""The context menu: the commands that make sense where it was opened."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidgetAction

from gui.actions import Command
from gui.canvas.annotation_commands import MARKING, WRITING
from gui.canvas.geometry import WIRE_REACH
from gui.canvas.wire_commands import MENU as WIRES
from gui.swatches import Swatches

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

MARGINS = (10, 4, 10, 4)  # around the row of colours


def context_menu(view: "CanvasView", point: QPointF) -> QMenu:
    """The menu for a point of the scene; what is there is selected first."""
    node = view.canvas.find.node(point)
    note = None if node else view.hand.note_at(point, frames=False)
    outline = None if node or note else view.canvas.find.outline(point)
    note = note or (None if node or outline else view.hand.any_note_at(point))
    wire = None if node or note or outline else view.canvas.find.wire(point, view.reach(WIRE_REACH))
    thing = node or note or outline
    touched = thing.name if thing else wire.wire.id if wire else None
    if touched is not None and touched not in view.session.selection:
        view.session.select({touched})
    menu = QMenu(view)
    by_menu: dict[str, list[Command]] = {}
    for command in view.commands():
        by_menu.setdefault(command.menu, []).append(command)
    if node is not None or outline is not None:
        wiring = by_menu[WIRES][:2] if len(view.operations.cards) == 1 else []
        _fill(
            menu,
            by_menu["Edit/layers"][1:],
            by_menu["Edit/blocks"],
            wiring,
            by_menu["Edit/neurons"],
            by_menu["Edit/clipboard"][:-1],
            _several(view, by_menu),
        )
        _fill(menu, by_menu[WRITING][1:2], by_menu[MARKING])
        _add_colours(menu, view)
    elif note is not None:
        _fill(menu, by_menu[WRITING][2:], by_menu["Edit/clipboard"][:-1], by_menu[MARKING])
        _add_colours(menu, view)
    elif wire is not None:
        _fill(
            menu, [c for c in by_menu[WIRES] if c.checked], [c for c in by_menu["Edit/clipboard"] if c.keys]
        )
    else:
        here = [
            Command("Add a layer here…", "", lambda: view.adding.at(point), keys="Tab"),
            Command("Add a comment here", "", lambda: view.annotating.add_comment(point), keys="N"),
            Command("Add a frame here", "", lambda: view.annotating.add_frame(point)),
            Command("Paste here", "", lambda: view.paste(point), enabled=lambda: view.operations.can_paste),
            by_menu["Edit/clipboard"][-1],
        ]
        _fill(
            menu, here, [by_menu["Arrange/layout"][0], *by_menu["Arrange/grid"]], by_menu["View/zoom"][-2:-1]
        )
    return menu


def _add_colours(menu: QMenu, view: "CanvasView") -> None:
    """The row of colours; for keys there is the command, which stands over it."""
    row, action = Swatches(view.appearance), QWidgetAction(menu)
    row.setContentsMargins(*MARGINS)
    row.show_colours(view.annotating.marking.colours)
    row.chosen.connect(lambda colour: (menu.close(), view.annotating.marking.colour(colour)))
    action.setText("Colours")
    action.setDefaultWidget(row)
    menu.addAction(action)


def _several(view: "CanvasView", by_menu: dict[str, list[Command]]) -> list[Command]:
    if len(view.operations.cards) < 2:
        return []
    return [c for name in ("Arrange/layout", "Arrange/align", "Arrange/space") for c in by_menu[name]]


def _fill(menu: QMenu, *groups: list[Command]) -> None:
    for group in groups:
        menu.addSeparator()
        for command in group:
            if command.enabled is None or command.enabled():
                menu.addAction(_action(menu, command))


def _action(menu: QMenu, command: Command) -> QAction:
    keys = QKeySequence.fromString(command.shortcut or command.keys, QKeySequence.SequenceFormat.PortableText)
    text = command.live_text() if command.live_text else command.text
    shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
    action = QAction(f"{text}\t{shown}" if shown else text, menu)  # told only: the window's own action has it
    action.setCheckable(command.checked is not None)
    action.setChecked(command.checked is not None and command.checked())
    action.triggered.connect(lambda: command.run())
    return action
