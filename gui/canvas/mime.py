"""A layer on its way from the palette."""

import msgspec
from PySide6.QtCore import QMimeData

from core.layers import AnyLayer
from core.layers.base import Layer

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
