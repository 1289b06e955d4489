"""The commands around drawings, for the window's menus."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from core.document.blocks import nodes_of
from core.errors import NeurowrightError
from gui.actions import Command
from gui.theme import Appearance

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def commands(window: "MainWindow", appearance: Appearance) -> list[Command]:
    """Exporting and copying what is drawn; both want something to be there."""

    def drawn() -> bool:
        return bool(window.session.document.graph.nodes)

    return [
        Command(
            "Export the drawing…",
            "File/export",
            lambda: export(window, appearance),
            "Ctrl+Shift+E",
            "Write what is drawn, or a figure of it as papers have, as SVG, PNG or PDF.",
            enabled=drawn,
        ),
        Command(
            "Copy the drawing",
            "File/export",
            lambda: copy(window, appearance),
            help="Put a picture of the selected layers, or of all, on the clipboard.",
            enabled=drawn,
        ),
    ]


def export(window: "MainWindow", appearance: Appearance) -> None:
    """Ask what to draw, and where to."""
    from gui.dialogs.drawing import DrawingSheet

    scene = window.workbench.canvas.canvas
    sheet = DrawingSheet(window, appearance, scene, window.files.suggested_path())
    sheet.finished.connect(lambda path: _tell(window, path))


def copy(window: "MainWindow", appearance: Appearance) -> None:
    """The canvas as it is drawn, in the colours of the window: the selected nodes where there are any."""
    from gui.drawing.drawings import drawing
    from gui.drawing.formats import mime
    from gui.drawing.picture import Options, colours_like

    scene = window.workbench.canvas.canvas
    chosen = frozenset(nodes_of(window.session.document.graph, window.session.selection))
    options = Options(colours=colours_like(appearance.theme), legend=False, only=chosen or None)
    try:
        QGuiApplication.clipboard().setMimeData(mime(drawing(scene, options, window.files.name)))
    except NeurowrightError as error:
        window.toasts.show(str(error))
        return
    window.toasts.show(
        "Copied the selected layers as a picture" if chosen else "Copied the drawing as a picture"
    )


def _tell(window: "MainWindow", path: Path | None) -> None:
    if path is not None:
        folder = QUrl.fromLocalFile(str(path.absolute().parent))
        window.toasts.show(f"Wrote {path.name}", "Show in folder", lambda: QDesktopServices.openUrl(folder))
