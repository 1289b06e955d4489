"""What a figure is put together from: a piece for each thing that is drawn, a link for each arrow. No Qt here."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from core.activations.linear import Linear
from core.document.document import Document
from core.document.facts import Facts
from core.document.graph import Graph, Node, Wire, sorted_nodes
from core.document.shapes import Inference
from core.layers.base import Layer, Shape, in_words
from core.layers.bias import Bias
from core.layers.conv2d_transpose import Conv2DTranspose
from core.layers.convolving import Convolving
from core.layers.dense import Dense
from core.layers.input_value import InputValue
from core.layers.output_value import OutputValue
from core.layers.pooling import PoolingOfImages
from core.layers.recurrent import Recurrent
from core.layers.take import Take
from gui.canvas.faces import in_signs, title_of

Kind = Literal["planes", "bar", "strips", "cell", "disc", "joint", "plate", "unknown"]
"""Feature maps; a list of values; the steps of a sequence; a layer that goes through steps; a single value; where
several values meet; an end; what nobody knows yet."""
Measure = Callable[[str, bool], float]
"""The width of a text, in semibold or not."""

PLANE_STEP = 5.0  # from plane to plane
BAR, STRIP, STRIP_GAP = 18.0, 9.0, 3.0  # widths
TALLEST, TALLEST_STRIP = 210.0, 150.0
LARGEST_PLANE = 132.0
RADIUS, JOINT = 18.0, 15.0  # of a single value, of where values meet
LOOP = 22.0  # height of the arrow over a cell
PLATE_PADDING = 12.0
LINE = 15.0  # from a line of text to the next
LONGEST_NAME, LONGEST_INSIDE = 150.0, 30.0
DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Piece(NamedTuple):
    """One thing in a figure; ``width`` and ``height`` are those of its picture, without the words around it.

    ``count``: of planes, strips or values, as many as are drawn. ``operation``: what is done on the arrow that leads
    here. ``window``: height and width of the patch that is looked at, in shares of what it is taken from, or negative
    where each value is spread over such a patch. ``full``: each value hangs on all values before it.
    """

    id: str
    kind: Kind
    category: str
    width: float
    height: float
    count: int = 1
    shape: str = ""
    name: str = ""
    inside: str = ""
    operation: tuple[str, ...] = ()
    icon: str = ""
    window: tuple[float, float] | None = None
    full: bool = False
    place: tuple[float, float] = (0.0, 0.0)  # on the canvas

    @property
    def caption(self) -> tuple[str, ...]:
        """What is written below."""
        return tuple(filter(None, (self.name, self.shape)))

    @property
    def plane(self) -> tuple[float, float]:
        """Width and height of one of the planes."""
        spread = (self.count - 1) * PLANE_STEP
        return self.width - spread, self.height - spread

    @property
    def left(self) -> float:
        """How far it reaches from its middle to the left, at half its height: there arrows end."""
        if self.kind != "planes":
            return self.width / 2
        hidden = math.ceil(max(0.0, self.height / 2 - self.plane[1]) / PLANE_STEP)
        return self.width / 2 - hidden * PLANE_STEP

    @property
    def right(self) -> float:
        """How far it reaches to the right, at half its height: there arrows start; alike, as it is symmetric."""
        return self.left


class Link(NamedTuple):
    """An arrow between two pieces. ``weighed``: it has a weight of its own, which is None where nobody knows it."""

    wire: str
    source: str
    target: str
    delayed: bool = False
    weighed: bool = False
    weight: float | None = None


def assemble(
    document: Document, inference: Inference, measure: Measure, weights: Mapping[str, float] | None = None
) -> tuple[dict[str, Piece], list[Link]]:
    """The pieces by the id of their node, in the order of computing, and the links between them.

    ``weights``: what the wires that have one weigh now, by wire; else what they start with.
    """
    assembly = _Assembly(document, inference, measure)
    return assembly.pieces, list(assembly.links(weights or {}))


class _Assembly:
    def __init__(self, document: Document, inference: Inference, measure: Measure) -> None:
        self.document, self.facts, self.measure = document, inference.facts, measure
        self.graph: Graph = document.graph
        self.into: dict[str, list[Wire]] = {name: [] for name in self.graph.nodes}
        self.leaving = dict.fromkeys(self.graph.nodes, 0)
        for wire in self.graph.wires.values():
            self.into[wire.target.node].append(wire)
            self.leaving[wire.source.node] += 1
        self.largest = max((max(s[-3:-1]) for s in self._shapes() if len(s) > 2), default=1)
        self.pieces: dict[str, Piece] = {}
        self.owner: dict[str, str] = {}  # of a node the piece that shows it
        order, cyclic = sorted_nodes(self.graph)
        for name in (*order, *(n for n in self.graph.nodes if n in cyclic)):
            self._show(self.graph.nodes[name])

    def _shapes(self) -> Iterator[Shape]:
        return (shape for facts in self.facts.values() for shape in facts.outputs)

    def _show(self, node: Node) -> None:
        host = self._host(node)
        if host is None:
            self.pieces[node.id], self.owner[node.id] = self._piece(node), node.id
            return
        self.owner[node.id] = host.id
        lines = (*host.operation, _in_passing(node))
        self.pieces[host.id] = host._replace(operation=lines, name=host.name or node.title)

    def _host(self, node: Node) -> Piece | None:
        """The piece on whose arrow it can be told what the node does: that changes values, but nothing in their order.

        Papers write activations, normalisation and dropout so, and draw what comes out.
        """
        facts, spec = self.facts.get(node.id), node.spec
        sources = [w.source.node for w in self.into[node.id]]
        if facts is None or len(sources) != 1 or self.leaving[sources[0]] != 1 or spec.single:
            return None
        if len(spec.inputs) != 1 or facts.outputs != facts.inputs[:1]:
            return None
        if any(p.decays for p in spec.parameters(facts.inputs)) or sources[0] not in self.owner:
            return None
        host = self.pieces[self.owner[sources[0]]]
        return host if host.operation and host.kind in ("planes", "bar", "strips") else None

    def links(self, weights: Mapping[str, float]) -> Iterator[Link]:
        for wire in self.graph.wires.values():
            source, target = self.owner[wire.source.node], self.owner[wire.target.node]
            if source != target or source == wire.source.node == wire.target.node:
                weighed = self.graph.nodes[wire.target.node].spec.weighs
                weight = weights.get(wire.id, wire.weight)
                yield Link(wire.id, source, target, wire.delayed, weighed, weight if weighed else None)

    # -- one piece -----------------------------------------------------------------------------------------------------
    def _piece(self, node: Node) -> Piece:
        spec, facts = node.spec, self.facts.get(node.id)
        name = self._short(title_of(node, self.document.data)) if self._named(node) else ""
        shape = facts.outputs[0] if facts is not None and facts.outputs else None
        piece = Piece(node.id, "unknown", spec.category, 44.0, 64.0, name=name, place=node.position)
        if spec.single:
            return self._circle(piece, node)
        if spec.ends:
            return self._plate(piece, node)
        if len(spec.inputs) > 1 or len(spec.outputs) > 1:
            shapes = "  ".join(map(in_signs, facts.outputs)) if facts is not None else "?"
            size = 2 * JOINT
            name = piece.name or spec.title
            return piece._replace(
                kind="joint", width=size, height=size, name=name, shape=shapes, icon=spec.icon
            )
        if isinstance(spec, Recurrent):
            return self._cell(piece, node, facts)
        operation = _operation(node, facts) if self.into[node.id] else ()
        piece = piece._replace(operation=operation, inside="?")
        return piece if shape is None else self._value(piece._replace(inside=""), node, shape)

    def _named(self, node: Node) -> bool:
        return bool(node.title) or not self.into[node.id]

    def _short(self, text: str, room: float = LONGEST_NAME) -> str:
        """A text that fits a width, with … where it was cut."""
        if self.measure(text, True) <= room:
            return text
        while text and self.measure(f"{text}…", True) > room:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def _circle(self, piece: Piece, node: Node) -> Piece:
        fits = bool(node.title) and self.measure(node.title, True) <= LONGEST_INSIDE
        return piece._replace(
            kind="disc",
            width=2 * RADIUS,
            height=2 * RADIUS,
            inside=node.title if fits else _symbol(node.spec),
            name="" if fits or not node.title else piece.name,
        )

    def _plate(self, piece: Piece, node: Node) -> Piece:
        lines = (piece.name or node.spec.title, self._short(node.spec.summary))
        width = max(self.measure(line, place == 0) for place, line in enumerate(lines)) + 2 * PLATE_PADDING
        return piece._replace(kind="plate", width=width, height=46.0, inside="\n".join(lines), name="")

    def _cell(self, piece: Piece, node: Node, facts: Facts | None) -> Piece:
        title, shape = node.spec.title, facts.outputs[0] if facts is not None else None
        height = 56.0 if shape is None else min(max(_length(shape[-1], TALLEST_STRIP), 48.0), 120.0)
        extra = tuple(p for p in _parts(node.spec, facts) if p != node.spec.gives)
        return piece._replace(
            kind="cell",
            width=max(self.measure(title, True) + 24.0, 64.0),
            height=height,
            inside=title,
            shape=_signs(shape),
            operation=(" · ".join(extra),) if extra else (),
        )

    def _value(self, piece: Piece, node: Node, shape: Shape) -> Piece:
        piece = piece._replace(shape=_signs(shape))
        if len(shape) > 2:
            rows, columns = shape[-3:-1]
            count = drawn(shape[-1] if len(shape) == 3 else shape[0])
            width, height = (self._side(n) + (count - 1) * PLANE_STEP for n in (columns, rows))
            window = self._window(node)
            return piece._replace(kind="planes", width=width, height=height, count=count, window=window)
        if len(shape) == 2:
            count = drawn(shape[0])
            width = count * (STRIP + STRIP_GAP) - STRIP_GAP
            return piece._replace(
                kind="strips", width=width, height=_length(shape[1], TALLEST_STRIP), count=count
            )
        full = isinstance(node.spec, Dense)
        return piece._replace(
            kind="bar", width=BAR, height=_length(shape[0], TALLEST), count=shape[0], full=full
        )

    def _side(self, pixels: int) -> float:
        """Of a plane: the largest of a figure is large, the others are smaller by rather more than their logarithm."""
        largest = min(48.0 + 14.0 * math.log2(self.largest), LARGEST_PLANE)
        return max(largest * (pixels / self.largest) ** 0.6, 10.0)

    def _window(self, node: Node) -> tuple[float, float] | None:
        spec, facts = node.spec, self.facts[node.id]
        if isinstance(spec, Convolving) and len(spec.taps) == 2:
            taps, shape, sign = spec.taps, facts.inputs[0], 1
        elif isinstance(spec, PoolingOfImages):
            taps, shape, sign = spec.kernel, facts.inputs[0], 1
        elif isinstance(spec, Conv2DTranspose):
            taps, shape, sign = spec.kernel, facts.outputs[0], -1
        else:
            return None
        rows, columns = shape[-3:-1]
        return sign * min(taps[0] / rows, 1.0), sign * min(taps[1] / columns, 1.0)


def drawn(count: int) -> int:
    """How many planes or strips stand for so many: all of a few, the logarithm of many."""
    return count if count <= 4 else min(4 + round(1.3 * math.log2(count / 4)), 14)


def _length(values: int, most: float) -> float:
    """Height of a list of values."""
    return min(20.0 + 18.0 * math.log2(values), most)


def _signs(shape: Shape | None) -> str:
    if shape is None:
        return "?"
    return in_words(shape) if len(shape) in (2, 4) else in_signs(shape)


def _symbol(spec: Layer) -> str:
    """What stands in the circle of a single value."""
    match spec:
        case InputValue():
            return "x" + str(spec.column).translate(DIGITS)
        case OutputValue():
            return "y" + str(spec.column).translate(DIGITS)
        case Take():
            return "v" + str(spec.index).translate(DIGITS)
        case Bias():
            return f"{spec.value:g}"
    return "Σ" if spec.weighs else spec.title[:1]


def _operation(node: Node, facts: Facts | None) -> tuple[str, ...]:
    """What a layer does, in one or two lines; sizes are left out that are written below what comes out."""
    details = " · ".join(_parts(node.spec, facts))
    return (node.spec.title, details) if details else (node.spec.title,)


def _parts(spec: Layer, facts: Facts | None) -> list[str]:
    shape = facts.outputs[0] if facts is not None and facts.outputs else ()
    known = {in_signs(shape), *(map(str, shape[-1:]))}
    if isinstance(spec.final_activation, Linear):
        known.add(spec.final_activation.title)
    return [part for part in spec.summary.split(" · ") if part and part not in known]


def _in_passing(node: Node) -> str:
    """What a layer does, in one line; an activation's own name says it all."""
    spec = node.spec
    if spec.final_activation is not None:
        return spec.final_activation.title
    return f"{spec.title} {spec.summary}".strip()
