"""Export formats, one file each; found by scanning this package."""

import sys
from pathlib import Path

from core.errors import ExportError
from core.export.base import Exporter, Report
from core.spec import discover

__all__ = ["EXPORTERS", "Exporter", "Report", "exporter_for"]

EXPORTERS = discover(sys.modules[__name__], Exporter)


def exporter_for(path: Path | str) -> Exporter:
    """The exporter that a file name asks for by its ending.

    Raises:
        ExportError: no format has this ending; the text lists those that there are.
    """
    name = Path(path).name
    for exporter in EXPORTERS:
        if name.lower().endswith(exporter.suffix):
            return exporter()
    known = ", ".join(f"{e.suffix} ({e.title})" for e in EXPORTERS)
    raise ExportError(f"“{name}” does not say in which format to export. End it in one of {known}.")
