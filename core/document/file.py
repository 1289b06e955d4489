"""The .neuro file: a zip of a document, its weights, and where a training stands. Nothing in it can run.

``document.json``        {"format": "neurowright", "version": 1, "document": ...}
``weights.safetensors``  parameters by ``node/name``, other arrays with a prefix
``run.json``             where the training stands: steps, generators, schedules
``history.csv``          one row an epoch
``thumbnail.png``        what the network looks like
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Raw
from numpy.typing import NDArray

from core.atomic import replacing
from core.document import checks, tensors
from core.document.archive import Archive, in_bytes, shown, write_archive
from core.document.document import Document
from core.document.migrations import VERSION, migrate
from core.document.table import read_table, write_table
from core.document.wording import explain
from core.errors import FileError

FORMAT, SUFFIX = "neurowright", ".neuro"
DOCUMENT, WEIGHTS, RUN = "document.json", "weights.safetensors", "run.json"
HISTORY, THUMBNAIL = "history.csv", "thumbnail.png"
OPTIMIZER = "optimizer/"  # prefix of arrays that may be infinite without harm

MEGABYTE = 1_000_000
LIMITS: Mapping[str, int] = {  # bytes
    DOCUMENT: 32 * MEGABYTE,
    WEIGHTS: 16_000 * MEGABYTE,
    RUN: 4 * MEGABYTE,
    HISTORY: 32 * MEGABYTE,
    THUMBNAIL: 4 * MEGABYTE,
}
LARGEST_THUMBNAIL = 4096  # pixels along a side


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """What a file holds.

    ``arrays``: parameters by ``node/name``; layer state, optimizer slots and the like by ``…/node/name``.
    ``run``: JSON values, the trainer's own. ``history``: columns (rows,), NaN where nothing was measured.
    ``thumbnail``: a PNG.
    """

    document: Document
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)
    run: dict[str, Any] | None = None
    history: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    thumbnail: bytes | None = None


class _Head(msgspec.Struct):
    format: str
    version: int
    document: Raw


def write(path: Path | str, saved: Saved) -> None:
    """Write a file; it takes the place of an older one once it is complete.

    Arrays that no longer belong to the document, because it was edited since, are left out, and with them
    ``run``, which could not go on without them.

    Raises:
        FileError: the disk is full, the folder is read-only ...; the older file is unchanged.
    """
    try:
        entries = _entries(_fitting(saved))
    except FileError as error:
        raise FileError(f"“{Path(path).name}” cannot be saved: {error}") from error
    with replacing(path) as file:
        write_archive(file, entries)


def read(path: Path | str) -> Saved:
    """Read a file that nobody has to trust.

    Where the data lie elsewhere and have changed, weights that no longer fit are left out as in ``write``.

    Raises:
        FileError: it cannot be read, is damaged or hostile, or of a newer version; the text says which part.
    """
    path = Path(path)
    try:
        with Archive(path) as archive:
            return _read(archive)
    except FileError as error:
        raise FileError(f"“{path.name}” cannot be opened: {error}") from error
    except OSError as error:
        raise FileError(f"“{path.name}” cannot be opened ({error.strerror or error}).") from error


def _fitting(saved: Saved) -> Saved:
    misfits = checks.misfits(saved.document, saved.arrays)
    if not misfits:
        return saved
    kept = {name: array for name, array in saved.arrays.items() if name not in misfits}
    return Saved(saved.document, kept, None, saved.history, saved.thumbnail)


def _entries(saved: Saved) -> dict[str, bytes]:
    # Decoded once, it is known to be readable again, and equal documents (16 is 16.0) give equal bytes.
    document = msgspec.json.encode(_decode(msgspec.json.encode(saved.document)))
    _refuse_not_finite(saved.arrays)
    head = {"format": FORMAT, "version": VERSION, "document": Raw(document)}
    entries = {DOCUMENT: msgspec.json.format(msgspec.json.encode(head), indent=1)}
    if saved.arrays:
        entries[WEIGHTS] = tensors.encode(saved.arrays)
    if saved.run is not None:
        entries[RUN] = json.dumps(saved.run, indent=1).encode()
    if saved.history:
        entries[HISTORY] = write_table(saved.history)
    if saved.thumbnail is not None:
        entries[THUMBNAIL] = saved.thumbnail
    for name, content in entries.items():
        if len(content) > LIMITS[name]:
            most = in_bytes(LIMITS[name])
            raise FileError(f"its {name} would have {in_bytes(len(content))}; at most {most} can be opened.")
    return entries


def _read(archive: Archive) -> Saved:
    head = archive.read(DOCUMENT, LIMITS[DOCUMENT])
    if head is None:
        raise FileError(f"it is not a Neurowright file: there is no {DOCUMENT} in it.")
    raw = _document(head)
    archive.refuse_others(LIMITS)
    document = _decode(raw)
    content = {name: archive.read(name, LIMITS[name]) for name in LIMITS if name != DOCUMENT}
    weights, run, history, thumbnail = (content[n] for n in (WEIGHTS, RUN, HISTORY, THUMBNAIL))
    saved = Saved(
        document,
        {} if weights is None else _arrays(weights),
        None if run is None else _run(run),
        {} if history is None else read_table(history),
        None if thumbnail is None else _thumbnail(thumbnail),
    )
    if document.data.source.external:
        return _fitting(saved)
    for name, reason in checks.misfits(document, saved.arrays).items():
        raise FileError(f"its weights {shown(name)} do not fit the network: {reason}.")
    return saved


def _document(content: bytes) -> bytes:
    """The JSON of the document itself, in today's version."""
    try:
        head = msgspec.json.decode(content, type=_Head)
        if head.format != FORMAT or head.version < 1:
            raise FileError(f"its {DOCUMENT} is not one of Neurowright's ({shown(head.format)}).")
        if head.version > VERSION:
            raise FileError(
                f"it was made with a newer Neurowright (file version {head.version}, "
                f"this one reads up to {VERSION}). Get the newest Neurowright to open it."
            )
        if head.version == VERSION:
            return bytes(head.document)
        return msgspec.json.encode(migrate(msgspec.json.decode(head.document), head.version))
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise FileError(f"in its {DOCUMENT}, {explain(error, content)}") from error


def _decode(raw: bytes) -> Document:
    try:
        document = msgspec.json.decode(raw, type=Document)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise FileError(f"in its {DOCUMENT}, {explain(error, raw)}") from error
    for fault in checks.faults(document.graph):
        raise FileError(f"in its {DOCUMENT}, {fault}")
    return document


def _arrays(content: bytes) -> dict[str, NDArray[Any]]:
    arrays = tensors.decode(content)
    _refuse_not_finite(arrays)
    return arrays


def _refuse_not_finite(arrays: Mapping[str, NDArray[Any]]) -> None:
    for name in checks.not_finite({n: a for n, a in arrays.items() if not n.startswith(OPTIMIZER)}):
        raise FileError(f"its weights {shown(name)} hold values that are not numbers (NaN or infinity).")


def _run(content: bytes) -> dict[str, Any]:
    try:
        run = json.loads(content)
    except (RecursionError, ValueError) as error:
        raise FileError(f"its {RUN} is damaged ({shown(str(error), 120)}).") from error
    if not isinstance(run, dict):
        raise FileError(f"its {RUN} is damaged: expected a group of fields.")
    return run


def _thumbnail(content: bytes) -> bytes:
    sides = [int.from_bytes(content[i : i + 4]) for i in (16, 20)]
    is_png = content[:8] == b"\x89PNG\r\n\x1a\n" and content[12:16] == b"IHDR"
    if not is_png or min(sides) == 0 or max(sides) > LARGEST_THUMBNAIL:
        raise FileError(f"its {THUMBNAIL} is not a picture of at most {LARGEST_THUMBNAIL} pixels a side.")
    return content
