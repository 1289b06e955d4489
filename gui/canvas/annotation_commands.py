"""The commands for comments, frames, colours and pins."""

from typing import TYPE_CHECKING

from gui.actions import Command

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

WRITING, MARKING = "Edit/notes", "Edit/marks"


def annotation_commands(view: "CanvasView") -> list[Command]:
    """They act on the selection of the view's session."""
    return [*_writing(view), *_marking(view)]


def _writing(view: "CanvasView") -> list[Command]:
    work, notes = view.operations, view.annotating
    return [
        Command(
            "Add a comment",
            WRITING,
            lambda: notes.add_comment(),
            "Ctrl+M",
            "Write something on the canvas, under the pointer.",
            keys="N",
        ),
        Command(
            "Add a frame",
            WRITING,
            lambda: notes.add_frame(),
            "Ctrl+Shift+F",
            "A frame with a title, around what is selected; it takes along what lies in it.",
            live_text=lambda: "Frame the selection" if work.things else "Add a frame",
        ),
        Command(
            "Edit the text",
            WRITING,
            notes.write_selected,
            help="Of the selected comment, or the title of the selected frame.",
            enabled=lambda: bool(notes.writable),
            keys="Return",
        ),
        Command(
            "Select what lies in the frame",
            WRITING,
            notes.select_inside,
            enabled=lambda: any(work.graph.notes[name].frame for name in work.notes),
        ),
    ]


def _marking(view: "CanvasView") -> list[Command]:
    marking = view.annotating.marking
    return [
        Command(
            "Colour…",
            MARKING,
            view.annotating.choose_colour,
            "Ctrl+Shift+K",
            "Marks what is selected with a colour.",
            enabled=lambda: bool(marking.things),
        ),
        Command(
            "Pin in place",
            MARKING,
            marking.toggle_pins,
            "Ctrl+Shift+P",
            "Pinned layers are neither moved nor deleted until they are unpinned.",
            enabled=lambda: bool(marking.nodes),
            live_text=lambda: "Unpin" if marking.pinned else "Pin in place",
            keys="P",
        ),
    ]
