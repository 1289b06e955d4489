"""Document -> Network."""

from typing import Any

import numpy as np

from core.document.document import Document
from core.document.shapes import infer
from core.engine.network import Network
from core.errors import DocumentError


def compile_document(document: Document, sample_dtype: Any = np.float32, dtype: Any = np.float32) -> Network:
    """Compile a document.

    Args:
        sample_dtype: the type that raw samples come in (uint8 for images kept as bytes).
        dtype: the type to compute in; float64 is for gradient checks.

    Raises:
        DocumentError: the document has problems; the text lists them.
    """
    inference = infer(document)
    if not inference.ready:
        errors = [p for p in inference.problems if p.severity == "error"]
        lines = [f"{document.graph.nodes[p.node].name}: {p.message}" if p.node else p.message for p in errors]
        raise DocumentError("The network cannot be trained yet.\n" + "\n".join(lines))
    return Network(document, inference, np.dtype(sample_dtype), dtype)
