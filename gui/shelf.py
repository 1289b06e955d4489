"""The user's own blocks: kept as files in a folder of the user's, to be put into any document."""

import re
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from core.document.blocks import gathered, group, name_of, rename
from core.document.document import Document
from core.document.fragment_file import SUFFIX, read_fragment, write_fragment
from core.document.graph import Graph
from core.errors import FileError
from core.layers.base import Category

MOST = 500  # files that are read
MOST_NAMED = 4  # layers in the help of a block


class OwnBlock:
    """A block of the user's, with what a list tells of an entry: the same words as a layer has."""

    icon: ClassVar[str] = "M2.5 7h11v6h-11zM4 4.8h8M5.5 2.6h5"

    def __init__(self, path: Path, fragment: Graph) -> None:
        self.path, self.fragment = path, fragment

    @property
    def title(self) -> str:
        """The block's name; that of the file where it holds more than one thing."""
        block = next(iter(self.fragment.blocks.values()), None)
        whole = len(gathered(self.fragment, self.fragment.nodes)) == 1
        return name_of(block) if block is not None and whole else self.path.stem

    @cached_property
    def help(self) -> str:
        """Which layers are in it."""
        names = [node.name for node in self.fragment.nodes.values()]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        return f"Your block: {', '.join(names[:MOST_NAMED])}{more}."

    @cached_property
    def category(self) -> Category:
        """Of most of its layers."""
        return Counter(n.spec.category for n in self.fragment.nodes.values()).most_common(1)[0][0]


class Shelf(QObject):
    """Reads and writes the blocks in a folder; files that are none are left alone. ``changed``: there are others."""

    changed = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._blocks: tuple[OwnBlock, ...] | None = None

    @property
    def blocks(self) -> tuple[OwnBlock, ...]:
        """All of them, by name; read at the first use."""
        if self._blocks is None:
            self._blocks = self._read()
        return self._blocks

    def _read(self) -> tuple[OwnBlock, ...]:
        found = []
        for path in sorted(self._folder.glob(f"*{SUFFIX}"))[:MOST]:
            try:
                fragment = read_fragment(path)
            except FileError:
                continue  # not one of ours, or damaged: it stays where it is
            if fragment.nodes:
                found.append(OwnBlock(path, fragment))
        return tuple(sorted(found, key=lambda block: block.title.casefold()))

    def keep(self, fragment: Graph) -> OwnBlock:
        """Put a block on the shelf, under a name that no other has.

        Raises:
            FileError: it cannot be written.
        """
        title = OwnBlock(self._folder / "block", fragment).title
        taken, free, number = {b.title for b in self.blocks}, title, 2
        while free in taken:
            free, number = f"{title} {number}", number + 1
        return self._write(self._free_path(free), _titled(fragment, free))

    def rename(self, block: OwnBlock, title: str) -> None:
        """Give a block another name.

        Raises:
            NeurowrightError: the name is too long, or it cannot be written.
        """
        if title.strip() and title.strip() != block.title:
            self._write(block.path, _titled(block.fragment, title.strip()))

    def remove(self, block: OwnBlock) -> None:
        """Take a block off the shelf.

        Raises:
            FileError: its file cannot be deleted.
        """
        try:
            block.path.unlink(missing_ok=True)
        except OSError as error:
            raise FileError(f"“{block.title}” cannot be deleted ({error.strerror or error}).") from error
        self._forget()

    def put_back(self, block: OwnBlock) -> None:
        """A block that was removed.

        Raises:
            FileError: it cannot be written.
        """
        self._write(block.path, block.fragment)

    def _write(self, path: Path, fragment: Graph) -> OwnBlock:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(f"There is no folder for your blocks ({error.strerror or error}).") from error
        write_fragment(path, fragment)
        self._forget()
        return OwnBlock(path, fragment)

    def _forget(self) -> None:
        self._blocks = None
        self.changed.emit()

    def _free_path(self, title: str) -> Path:
        stem = file_stem(title)
        numbers = (f"{stem}{'' if n == 1 else f'-{n}'}{SUFFIX}" for n in range(1, MOST * 2))
        return next(path for name in numbers if not (path := self._folder / name).exists())


def file_stem(title: str) -> str:
    """A name of a file for a block, without its ending."""
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")[:60] or "block"


def _titled(fragment: Graph, title: str) -> Graph:
    """A part of a graph as one block of this name."""
    document, block = group(Document(graph=fragment), fragment.nodes, title)
    document = rename(document, block, title)
    kept = fragment.blocks.get(block)
    graph = document.graph
    if kept is None:
        return graph
    named = replace(graph.blocks[block], collapsed=kept.collapsed)
    return replace(graph, blocks={**graph.blocks, block: named})
