"""Nodes on the clipboard: JSON, for other windows and for text editors alike."""

import msgspec
from PySide6.QtCore import QMimeData

from core.document.checks import faults
from core.document.graph import Graph
from core.errors import DocumentError

NODES = "application/x-neurowright-nodes"
LONGEST = 16 * 2**20  # bytes


def to_mime(fragment: Graph) -> QMimeData:
    """A part of a graph for the clipboard: under its own type, and as text."""
    data = msgspec.json.encode(fragment)
    mime = QMimeData()
    mime.setData(NODES, data)
    mime.setText(msgspec.json.format(data, indent=2).decode())
    return mime


def from_mime(mime: QMimeData) -> Graph:
    """The part of a graph that is on the clipboard, of this program's type or as text.

    Raises:
        DocumentError: there is something else, or it is damaged.
    """
    data = mime.data(NODES).data() if mime.hasFormat(NODES) else mime.text().encode()
    if len(data) > LONGEST:
        raise DocumentError("What is on the clipboard is too large to be layers.")
    try:
        fragment = msgspec.json.decode(data, type=Graph)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise DocumentError("There are no layers on the clipboard: copy some first.") from error
    if not fragment.nodes and not fragment.notes:
        raise DocumentError("There are no layers on the clipboard: copy some first.")
    fault = next(faults(fragment), None)
    if fault is not None:
        raise DocumentError(f"The layers on the clipboard are damaged: {fault}")
    return fragment
