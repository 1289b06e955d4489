"""What things on the canvas are called in a sentence: "3 layers and a comment"."""

from collections.abc import Callable, Iterable

from core.document.graph import Graph


def named(graph: Graph, ids: Iterable[str], title: Callable[[str], str]) -> str:
    """A node alone by its title; all else by number and kind."""
    names = list(ids)
    nodes = [name for name in names if name in graph.nodes]
    notes = [graph.notes[name] for name in names if name in graph.notes]
    frames = sum(note.frame for note in notes)
    if len(nodes) == 1:
        layers = title(nodes[0])
    else:
        layers = f"{len(nodes)} layers" if nodes or not notes else ""
    parts = [layers, counted(len(notes) - frames, "comment"), counted(frames, "frame")]
    *first, last = [part for part in parts if part]
    return f"{', '.join(first)} and {last}" if first else last


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
    names = [name for name in pinned if name in graph.nodes]
    if not names:
        return ""
    if len(names) == 1:
        return f"{title(names[0])} is pinned; unpin it first."
    return f"{len(names)} layers are pinned; unpin them first."
