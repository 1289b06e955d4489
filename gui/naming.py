"""What things on the canvas are called in a sentence: "3 layers and a comment"."""

from collections.abc import Callable, Iterable

from core.document.blocks import gathered, name_of, nodes_of
from core.document.graph import Graph


def named(graph: Graph, ids: Iterable[str], title: Callable[[str], str]) -> str:
    """A node or block alone by its title; all else by number and kind."""
    names = gathered(graph, list(ids))
    nodes, blocks = nodes_of(graph, names), names & graph.blocks.keys()
    notes = [graph.notes[name] for name in names if name in graph.notes]
    frames = sum(note.frame for note in notes)
    if len(blocks) == 1 and len(nodes) == len(nodes_of(graph, blocks)):
        layers = name_of(graph.blocks[blocks.pop()])
    elif len(nodes) == 1:
        layers = title(nodes[0])
    else:
        layers = f"{len(nodes)} layers" if nodes or not notes else ""
    parts = [layers, counted(len(notes) - frames, "comment"), counted(frames, "frame")]
    *first, last = [part for part in parts if part]
    return f"{', '.join(first)} and {last}" if first else last


def part_named(graph: Graph) -> str:
    """All that is in a part of a graph."""
    return named(graph, (*graph.nodes, *graph.notes), lambda node: graph.nodes[node].name)


def told(graph: Graph) -> list[str]:
    """How many layers and wires there are, and comments and frames, where there are any."""
    frames = sum(note.frame for note in graph.notes.values())
    counts = {"layer": len(graph.nodes), "wire": len(graph.wires)}
    counts |= {word: n for word, n in (("comment", len(graph.notes) - frames), ("frame", frames)) if n}
    return [f"{number} {word}{'' if number == 1 else 's'}" for word, number in counts.items()]


def counted(number: int, word: str) -> str:
    """A number of things; empty where there are none."""
    return "" if number == 0 else f"a {word}" if number == 1 else f"{number} {word}s"


def stays(graph: Graph, pinned: Iterable[str], title: Callable[[str], str]) -> str:
    """What to say of things that would not move; empty where there are none."""
    things = list(pinned)
    names = [name for name in things if name in graph.nodes]
    if not names:
        blocks = [name for name in things if name in graph.blocks]
        return f"{title(blocks[0])} holds a layer that is pinned; unpin it first." if blocks else ""
    if len(names) == 1:
        return f"{title(names[0])} is pinned; unpin it first."
    return f"{len(names)} layers are pinned; unpin them first."
