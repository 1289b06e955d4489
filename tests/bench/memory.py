"""What it takes to be able to undo."""

import gc
import random
import tracemalloc

from gui.session import Session
from tests.core.random_edits import edited


def undo_memory(session: Session, edits: int) -> int:
    """Bytes that the undo stack takes up after so many edits: those that are free again once it is empty."""
    chance, done = random.Random(1), 0
    tracemalloc.start()
    while done < edits:
        document = edited(session.document, chance, daily=True)
        if document != session.document:
            session.apply("edit", document)
            done += 1
    del document
    full = _taken()
    session.open(session.document)
    taken = full - _taken()
    tracemalloc.stop()
    return taken


def _taken() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
