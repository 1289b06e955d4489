"""Named random generators: one seed in the document, one generator a use."""

import zlib

import numpy as np


def generator(seed: int, *use: str) -> np.random.Generator:
    """The generator of one use: the same seed and words always give the same stream."""
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence([seed, *(zlib.crc32(w.encode()) for w in use)]))
    )
