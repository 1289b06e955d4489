"""A generator of points: three blobs."""

from core.document.document import Document
from core.templates.base import Template
from core.templates.points import points


class BlobsGAN(Template, frozen=True, kw_only=True, tag="gan-blobs"):
    """Points in three blobs, imitated (Goodfellow et al. 2014; Kahng et al. 2019: GAN Lab)."""

    title = "GAN: three blobs"
    help = "Three heaps of points. A lazy generator makes only one of them: mode collapse."
    order = 220
    group = "Generators"

    def document(self) -> Document:
        return points("three blobs")
