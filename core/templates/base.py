"""What a template is: a document to start from."""

import numpy as np
from numpy.typing import NDArray

from core.document import edits
from core.document.document import Document
from core.layers.base import Layer
from core.spec import Spec


class Template(Spec, frozen=True, kw_only=True):
    """Base of all templates; the tag is the name on the command line."""

    def document(self) -> Document:
        """The document; the same one every time."""
        raise NotImplementedError

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Parameters to start from, by ``node/name``; those that are not given are drawn as the layers say."""
        return {}


def in_a_row(document: Document, *layers: tuple[Layer, str]) -> Document:
    """The document with layers behind each other from left to right, each with its title (empty: its own)."""
    last = None
    for layer, title in layers:
        document, last = edits.append(document, layer, last)
        document = edits.rename(document, last, title)
    return document
