"""A generator of points: ring."""

from core.document.document import Document
from core.templates.base import Template
from core.templates.points import points


class RingGAN(Template, frozen=True, kw_only=True, tag="gan-ring"):
    """Points in a ring, imitated (Goodfellow et al. 2014; Kahng et al. 2019: GAN Lab)."""

    title = "GAN: a ring"
    help = "The same two players, and a pattern with a hole: watch the ring close."
    order = 210
    group = "Generators"

    def document(self) -> Document:
        return points("ring")
