"""The few exception types. Every message says what was expected, what came, and where."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.data.base import Source
    from core.layers.base import Layer


class NeurowrightError(Exception):
    """Base of every error that is the user's to mend; its text is shown as it is."""


class ShapeError(NeurowrightError):
    """A layer cannot take the shape it was given.

    ``fixes`` are layers that, put in front of the refusing one, would mend it; ``wanted`` is the shape that it would
    take, where there is just one. ``instead``: the refusing layer with other settings, which would take the shape.
    ``port``: the number of the input at which all this helps.
    """

    def __init__(
        self,
        message: str,
        fixes: "tuple[Layer, ...]" = (),
        wanted: tuple[int, ...] | None = None,
        instead: "tuple[Layer, ...]" = (),
        port: int = 0,
    ) -> None:
        super().__init__(message)
        self.fixes, self.wanted, self.instead, self.port = fixes, wanted, instead, port


class DocumentError(NeurowrightError):
    """A document cannot be compiled or edited as asked."""


class FileError(NeurowrightError):
    """A file cannot be read or written."""


class DataError(NeurowrightError):
    """A data set cannot be loaded or does not fit its recipe.

    ``instead``: the data set with other settings, which would do.
    """

    def __init__(self, message: str, instead: "Source | None" = None) -> None:
        super().__init__(message)
        self.instead = instead


class DivergedError(NeurowrightError):
    """Training produced a value that is not finite."""


class ExportError(NeurowrightError):
    """A network cannot be written in the chosen format."""
