"""The canvas's commands, for menus, shortcuts and the command search."""

from typing import TYPE_CHECKING

from core.document.tidy import Direction
from gui.actions import Command
from gui.canvas.annotation_commands import annotation_commands
from gui.canvas.inside_commands import inside_commands
from gui.canvas.wire_commands import wire_commands

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


def commands(view: "CanvasView") -> list[Command]:
    """All of them; they act on the selection of the view's session."""
    return [
        *_clipboard(view),
        *_nodes(view),
        *view.blocks.commands(),
        *wire_commands(view),
        *view.dissolving.commands(),
        *view.neurons.commands(),
        *inside_commands(view),
        *annotation_commands(view),
        _find(view),
        *_arrange(view),
        *_zoom(view),
        _map(view),
    ]


def _clipboard(view: "CanvasView") -> list[Command]:
    work = view.operations
    some, menu = lambda: bool(work.things), "Edit/clipboard"
    return [
        Command("Cut", menu, work.cut, "Ctrl+X", enabled=some),
        Command("Copy", menu, work.copy, "Ctrl+C", enabled=some),
        Command("Paste", menu, view.paste, "Ctrl+V", enabled=lambda: work.can_paste),
        Command("Duplicate", menu, work.duplicate, "Ctrl+D", enabled=some),
        Command(
            "Delete",
            menu,
            work.delete,
            "Del",
            "Removes what is selected; a wire through it is closed again.",
            enabled=lambda: bool(view.session.selection),
            keys="Backspace",
        ),
        Command("Select all", menu, work.select_all, "Ctrl+A", enabled=lambda: bool(view.canvas.movable)),
    ]


def _nodes(view: "CanvasView") -> list[Command]:
    work, menu = view.operations, "Edit/layers"
    return [
        Command(
            "Add a layer…",
            menu,
            view.quick_add,
            "Ctrl+Space",
            "Search for a layer and put it on the canvas, behind the selected one.",
            keys="Tab",
        ),
        Command(
            "Wire the selected layers",
            menu,
            work.wire_selected,
            "Ctrl+L",
            "Draws a wire between two nodes, from left to right; of more, all wires from column to column.",
            enabled=lambda: work.can_wire,
        ),
        Command(
            "Replace…",
            menu,
            lambda: view.adding.replace(work.nodes[0]),
            help="Puts another layer in the place of the selected one; its wires stay.",
            enabled=lambda: len(work.nodes) == 1,
            keys="R",
        ),
        Command(
            "Rename",
            menu,
            view.rename_selected,
            "F2",
            enabled=lambda: bool(work.single or view.annotating.writable),
        ),
        Command(
            "Fix the problem",
            menu,
            view.mend_selected,
            "Ctrl+.",
            "Applies the first fix that is offered under the selected layer.",
            enabled=lambda: work.fix is not None,
            live_text=lambda: work.fix.text if work.fix else "Fix the problem",
        ),
    ]


def _find(view: "CanvasView") -> Command:
    return Command(
        "Find a node…",
        "Edit/find",
        view.node_search.open,
        "Ctrl+J",
        "Search the network by name or kind, and go there.",
        enabled=lambda: bool(view.operations.graph.nodes),
    )


def _arrange(view: "CanvasView") -> list[Command]:
    work = view.operations
    two, three = (lambda: len(work.cards) > 1), (lambda: len(work.cards) > 2)
    edges = (
        ("Align left", "left", "Ctrl+Shift+Left"),
        ("Align right", "right", "Ctrl+Shift+Right"),
        ("Align top", "top", "Ctrl+Shift+Up"),
        ("Align bottom", "bottom", "Ctrl+Shift+Down"),
        ("Align centres in a column", "centre", "Ctrl+Shift+C"),
        ("Align middles in a row", "middle", "Ctrl+Shift+M"),
    )
    axes = (
        ("Space evenly across", "horizontal", "Ctrl+Shift+H"),
        ("Space evenly down", "vertical", "Ctrl+Shift+V"),
    )
    return [
        *_tidying(view),
        *(
            Command(text, "Arrange/align", lambda edge=edge: work.align(edge), keys, enabled=two)
            for text, edge, keys in edges
        ),
        *(
            Command(text, "Arrange/space", lambda axis=axis: work.distribute(axis), keys, enabled=three)
            for text, axis, keys in axes
        ),
        Command(
            "Snap to the grid",
            "Arrange/grid",
            view.toggle_snapping,
            "Ctrl+Shift+G",
            "Layers that are moved stop at the dots. With Alt held they stop nowhere, in line with others neither.",
            checked=lambda: view.snapping,
        ),
    ]


def _tidying(view: "CanvasView") -> list[Command]:
    work = view.operations
    ways: tuple[tuple[str, Direction, str, str], ...] = (
        ("Tidy", "right", "Ctrl+Shift+L", "in columns from left to right"),
        ("Tidy from top to bottom", "down", "Ctrl+Shift+B", "in rows from top to bottom"),
    )
    return [
        Command(
            text,
            "Arrange/layout",
            lambda direction=direction: view.tidy(direction),
            keys,
            f"Puts what is selected, or everything, {form} along the wires.",
            enabled=lambda: bool(work.graph.nodes),
        )
        for text, direction, keys, form in ways
    ]


def _zoom(view: "CanvasView") -> list[Command]:
    menu = "View/zoom"
    return [
        Command("Zoom in", menu, view.zoom_in, "Ctrl+=", keys="+"),
        Command("Zoom out", menu, view.zoom_out, "Ctrl+-", keys="-"),
        Command("Zoom to 100 %", menu, view.zoom_fully, "Ctrl+1", keys="1"),
        Command("Show everything", menu, view.fit, "Ctrl+0", keys="F"),
        Command(
            "Show the selection",
            menu,
            view.fit_selection,
            "Ctrl+2",
            enabled=lambda: bool(view.operations.things),
            keys="2",
        ),
    ]


def _map(view: "CanvasView") -> Command:
    return Command(
        "Map of the network",
        "View/map",
        view.minimap.switch,
        help="A small picture of the whole network in the corner, while only a part of it is seen.",
        checked=lambda: view.minimap.wanted,
    )
