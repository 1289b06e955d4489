"""What an exporter is: it writes a network in another program's format, and proves that the file is right."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from numpy.typing import NDArray

from core.document.document import Document
from core.engine.network import Network
from core.spec import Spec

CHECKED_SAMPLES = 64
TOLERANCE = 1e-4  # between the file's answers and the network's, relative where answers are above 1


@dataclass(frozen=True, slots=True)
class Report:
    """What was written, and how far the file's answers on ``samples`` real samples are from the network's."""

    path: Path
    largest_difference: float
    samples: int
    text: str


class Exporter(Spec, frozen=True, kw_only=True):
    """Base of all exporters. ``suffix``: the ending of its files, with the dot."""

    suffix: ClassVar[str] = ""

    def export(self, network: Network, document: Document, path: Path | str, samples: NDArray[Any]) -> Report:
        """Write the network and check what was written.

        Args:
            document: what the network was compiled from.
            samples: raw samples (count, *sample_shape) to check with; the first 64 are used.

        Raises:
            ExportError: the network does not fit the format, or the file would answer differently.
            FileError: the file cannot be written. Whatever is raised, a file that was there is unchanged.
        """
        raise NotImplementedError


def described(document: Document) -> dict[str, Any]:
    """What somebody who gets the file should know of the data, as JSON values by name."""
    data = document.data
    info = data.source.info()
    values = {
        "data": data.source.title,
        "feature_names": info.feature_names,
        "class_names": info.class_names,
        "value_names": info.value_names,
        "answers_as": data.encoding,
        "preprocessing": data.preprocessing,
    }
    return {name: msgspec.to_builtins(value) for name, value in values.items() if value}
