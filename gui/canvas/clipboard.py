"""Nodes on the clipboard: JSON, for other windows and for text editors alike."""

from PySide6.QtCore import QMimeData

from core.document.fragment_file import parsed, written
from core.document.graph import Graph

NODES = "application/x-neurowright-nodes"


def to_mime(fragment: Graph) -> QMimeData:
    """A part of a graph for the clipboard: under its own type, and as text."""
    data = written(fragment)
    mime = QMimeData()
    mime.setData(NODES, data)
    mime.setText(data.decode())
    return mime


def from_mime(mime: QMimeData) -> Graph:
    """The part of a graph that is on the clipboard, of this program's type or as text.

    Raises:
        DocumentError: there is something else, or it is damaged.
    """
    data = mime.data(NODES).data() if mime.hasFormat(NODES) else mime.text().encode()
    return parsed(data, "on the clipboard", ": copy some first")
