"""What a template is: a document to start from."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from core.document import edits
from core.document.document import Document
from core.document.extent import CARD
from core.document.graph import End
from core.layers.base import Layer
from core.layers.input import Input
from core.layers.noise import Noise
from core.layers.real_or_fake import RealOrFake
from core.layers.verdict import Verdict
from core.spec import Spec

ROW = CARD[1] + edits.GAP  # from one row of cards to the next


class Template(Spec, frozen=True, kw_only=True):
    """Base of all templates; the tag is the name on the command line. ``group``: the heading it stands under."""

    group: ClassVar[str] = "First steps"

    def document(self) -> Document:
        """The document; the same one every time."""
        raise NotImplementedError

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Parameters to start from, by ``node/name``; those that are not given are drawn as the layers say."""
        return {}


Titled = tuple[Layer, str]
"""A layer and the title it has on the canvas; empty: its own."""


def in_a_row(document: Document, *layers: Titled) -> Document:
    """The document with layers behind each other from left to right."""
    return onward(document, None, *layers)[0]


def onward(document: Document, last: str | None, *layers: Titled) -> tuple[Document, str]:
    """The document with layers behind a node, and the id of the last of them."""
    for layer, title in layers:
        document, last = edits.append(document, layer, last)
        document = edits.rename(document, last, title)
    return document, last or ""


def below(document: Document, node: str, layer: Titled, rows: int = 1) -> tuple[Document, str]:
    """The document with a layer on its own, so many rows below a node, and its id."""
    x, y = document.graph.nodes[node].position
    document, new = edits.add_node(document, layer[0], (x, y + rows * ROW))
    return edits.rename(document, new, layer[1]), new


def adversaries(
    document: Document,
    noise: Noise,
    generator: tuple[Titled, ...],
    discriminator: tuple[Titled, ...],
    verdict: Verdict,
) -> Document:
    """The document with a generator and a discriminator in a row; the data stand below, where the two meet."""
    document, made = onward(document, None, (noise, ""), *generator)
    document, divide = onward(document, made, (RealOrFake(), ""))
    document, data = below(document, made, (Input(), ""))
    document = edits.connect(document, End(data, Input.outputs[0]), End(divide, RealOrFake.inputs[1]))
    return onward(document, divide, *discriminator, (verdict, ""))[0]
