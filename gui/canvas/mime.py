"""A layer or a block on its way from the palette."""

import msgspec
from PySide6.QtCore import QMimeData

from core.document.fragment_file import parsed
from core.document.graph import Graph
from core.errors import DocumentError
from core.layers import AnyLayer
from core.layers.base import Layer
from gui.canvas.clipboard import NODES

LAYER = "application/x-neurowright-layer"
LONGEST = 1 << 16  # bytes


def layer_from(mime: QMimeData) -> Layer | None:
    """The layer that is dragged; None where it is something else."""
    data = mime.data(LAYER).data() if mime.hasFormat(LAYER) else b""
    if not 0 < len(data) <= LONGEST:
        return None
    try:
        return msgspec.json.decode(data, type=AnyLayer)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None


def fragment_from(mime: QMimeData) -> Graph | None:
    """The block that is dragged; None where it is something else."""
    if not mime.hasFormat(NODES):
        return None
    try:
        return parsed(mime.data(NODES).data(), "here")
    except DocumentError:
        return None
