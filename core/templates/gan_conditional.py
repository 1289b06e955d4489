"""A generator that makes the digit it is told."""

from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.layers.base import Layer
from core.layers.concatenate import Concatenate
from core.layers.flatten import Flatten
from core.layers.label import Label
from core.layers.noise import Noise
from core.templates.base import Template, below, onward
from core.templates.gan_digits import DigitsGAN


class ConditionalGAN(Template, frozen=True, kw_only=True, tag="gan-conditional"):
    """The label is wired into both players (Mirza and Osindero 2014)."""

    title = "GAN: digits to order"
    help = "Both players are told which digit it is to be. So the generator can be asked for a three."
    order = 240
    group = "Generators"

    def document(self) -> Document:
        plain = DigitsGAN().document()
        noise, flat = (_only(plain, kind) for kind in (Noise, Flatten))
        document, label = below(plain, noise, (Label(), ""), rows=2)
        for source in (noise, flat):
            document, both = onward(document, source, (Concatenate(), "with label"))
            document = edits.connect(
                document, End(label, Label.outputs[0]), End(both, Concatenate().inputs[1])
            )
        return document


def _only(document: Document, kind: type[Layer]) -> str:
    return next(node.id for node in document.graph.nodes.values() if isinstance(node.spec, kind))
