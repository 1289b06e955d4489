"""``main.py draw``: a document's drawing, written without a window."""

import argparse
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from core.document.document import Document
from core.document.file import Saved, read
from core.document.graph import weighed_wires
from core.errors import FileError
from gui.canvas.scene import Scene
from gui.drawing.drawings import WEIGHT, drawing
from gui.drawing.formats import refuse_unknown, write
from gui.drawing.picture import COLOURS, Colours, Options
from gui.session import Session
from gui.style import load_fonts
from gui.theme import Appearance


def draw(arguments: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code.

    Raises:
        FileError: the document cannot be read, there is nothing to draw, or the file cannot be written.
    """
    out: Path = arguments.out
    refuse_unknown(out)
    colours = _colours(arguments.theme)
    document = _as_learned(read(arguments.file))
    if not document.graph.nodes:
        raise FileError(f"“{arguments.file.name}” is empty: there is nothing to draw yet.")
    app = QApplication.instance() or QApplication(["neurowright", "-platform", "offscreen"])
    load_fonts()
    options = Options(
        figure=arguments.figure,
        colours=colours,
        weights=not arguments.no_weights,
        legend=not arguments.no_legend,
    )
    scene = Scene(Still(document), Appearance(colours.theme))
    picture = drawing(scene, options, arguments.file.stem)
    write(picture, out, arguments.scale)
    print(f"Wrote {out}")
    del scene, app
    return 0


class Still(Session):
    """A document that is only looked at: nothing is trained."""

    def _follow(self) -> None:
        """Leave the training be."""


def _colours(name: str) -> Colours:
    found = next((colours for colours in COLOURS if colours.name == name), None)
    if found is None:
        names = [colours.name for colours in COLOURS]
        raise FileError(f"There is no theme “{name}”. Choose {', '.join(names[:-1])} or {names[-1]}.")
    return found


def _as_learned(saved: Saved) -> Document:
    """The document, its wires weighing what training has made of them."""
    document, graph = saved.document, saved.document.graph
    learned = {
        wire.id: replace(wire, weight=float(saved.arrays[f"{wire.id}{WEIGHT}"]))
        for wires in weighed_wires(graph).values()
        for wire in wires
        if f"{wire.id}{WEIGHT}" in saved.arrays
    }
    return replace(document, graph=replace(graph, wires=graph.wires | learned)) if learned else document
