"""A part of a graph as text: on the clipboard, in a file of its own."""

from pathlib import Path

import msgspec

from core.atomic import replacing
from core.document.checks import faults
from core.document.graph import Graph
from core.errors import DocumentError, FileError

SUFFIX = ".neuroblock"
LONGEST = 16 * 2**20  # bytes


def written(fragment: Graph) -> bytes:
    """A part of a graph as JSON, laid out to be read."""
    return msgspec.json.format(msgspec.json.encode(fragment), indent=2)


def parsed(data: bytes, where: str, advice: str = "") -> Graph:
    """A part of a graph from JSON that may come from anywhere.

    Args:
        where: to tell what is wrong, as in "on the clipboard".
        advice: what to do where there are no layers.

    Raises:
        DocumentError: it is something else, too large or damaged.
    """
    if len(data) > LONGEST:
        raise DocumentError(f"What is {where} is too large to be layers.")
    try:
        fragment = msgspec.json.decode(data, type=Graph)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise DocumentError(f"There are no layers {where}{advice}.") from error
    if not fragment.nodes and not fragment.notes:
        raise DocumentError(f"There are no layers {where}{advice}.")
    fault = next(faults(fragment), None)
    if fault is not None:
        raise DocumentError(f"The layers {where} are damaged: {fault}")
    return fragment


def read_fragment(path: Path) -> Graph:
    """A part of a graph from a file.

    Raises:
        FileError: the file cannot be read, or holds something else.
    """
    name = f"in “{path.name}”"
    try:
        if not path.is_file():
            raise FileError(f"“{path.name}” is not there any more, or is no file.")
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
        return parsed(data, name)
    except OSError as error:
        raise FileError(f"“{path.name}” cannot be read ({error.strerror or error}).") from error
    except DocumentError as error:
        raise FileError(str(error)) from error


def write_fragment(path: Path, fragment: Graph) -> None:
    """Write a part of a graph to a file, whole or not at all.

    Raises:
        FileError: the file cannot be written.
    """
    with replacing(path) as file:
        file.write(written(fragment))
