"""A generator of points: two clouds."""

from core.document.document import Document
from core.templates.base import Template
from core.templates.points import points


class CloudsGAN(Template, frozen=True, kw_only=True, tag="gan-clouds"):
    """Points in two clouds, imitated (Goodfellow et al. 2014; Kahng et al. 2019: GAN Lab)."""

    title = "GAN: two clouds"
    help = "A generator learns to scatter points like the data, because a discriminator tells it apart from them."
    order = 200
    group = "Generators"

    def document(self) -> Document:
        return points("two clouds")
