"""Which layers fit at an open end of a wire: found by asking every layer of the registry."""

from collections.abc import Iterator

from msgspec.structs import replace

from core.document.document import Document
from core.document.graph import End, Graph
from core.document.replacing import inheriting, replaced
from core.document.shapes import Inference
from core.errors import NeurowrightError, ShapeError
from core.layers import LAYERS
from core.layers.base import Layer, Shape

PROBES: tuple[Shape, ...] = ((8,), (8, 8, 1), (8, 8))
"""What is tried on layers whose own input is not known yet: a list, an image, a sequence."""


def fitting_behind(document: Document, inference: Inference, source: End) -> tuple[Layer, ...]:
    """The layers that take what an output delivers; all that have an input while its shape is not known."""
    return taking(document, inference.shape(source, document.graph))


def taking(document: Document, shape: Shape | None) -> tuple[Layer, ...]:
    """The layers that take a shape; all that have an input where it is not known."""
    feeds, candidates = _feeds(document), [cls() for cls in LAYERS if cls.inputs]
    if shape is None:
        return tuple(candidates)
    return tuple(
        spec for spec in candidates if _outputs(spec, (shape,) * len(spec.inputs), feeds) is not None
    )


def fitting_before(document: Document, inference: Inference, target: End) -> tuple[Layer, ...]:
    """The layers that can deliver what an input takes; set to the one size that it wants, if it wants one."""
    feeds = _feeds(document)
    place = _Place(document, inference, target, feeds)
    found = (_giver(cls(), place, feeds) for cls in LAYERS if cls.outputs)
    return tuple(spec for spec in found if spec is not None)


def instead(
    document: Document, inference: Inference, node_id: str
) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """The layers that fit in a node's place, and those that only have as many ports; with the settings they share."""
    document = _around(document, node_id)
    old = document.graph.nodes[node_id].spec
    fitting, others = [], []
    for cls in LAYERS:
        spec = inheriting(cls(), old)
        after = replaced(document, node_id, spec).graph
        if cls is type(old) or not _keeps_ports(document.graph, after, node_id):
            continue
        fitted = fitted_instead(document, inference, node_id, spec)
        others.append(spec) if fitted is None else fitting.append(fitted)
    return tuple(fitting), tuple(others)


def _around(document: Document, node_id: str) -> Document:
    """What decides what fits in a node's place: its wires, and those that end where its own do.

    Where one is delayed all of it: whether that closes a circle may be decided far away.
    """
    graph = document.graph
    ends = {node_id, *(w.target.node for w in graph.out_of(node_id))}
    wires = {k: w for k, w in graph.wires.items() if w.target.node in ends}
    if any(w.delayed for w in wires.values()):
        return document
    names = {node_id, *(end.node for w in wires.values() for end in (w.source, w.target))}
    return replace(document, graph=Graph(nodes={n: graph.nodes[n] for n in names}, wires=wires))


def fitted_instead(document: Document, inference: Inference, node_id: str, spec: Layer) -> Layer | None:
    """A layer, set so that it fits in a node's place; None where it does not.

    It fits where it takes what comes in, and what it puts out is what the layers behind it take. Shapes that are not
    known yet speak against nothing.
    """
    before, after = document.graph, replaced(document, node_id, spec)
    spec, feeds = after.graph.nodes[node_id].spec, _feeds(document)
    wires = sorted(after.graph.into(node_id), key=lambda w: spec.inputs.index(w.target.port))
    shapes = [inference.shape(wire.source, before) for wire in wires if wire.source.node != node_id]
    known = tuple(shape for shape in shapes if shape is not None)
    if len(known) < len(shapes) or len(shapes) < (1 if spec.weighs else len(spec.inputs)):
        return spec
    onward = [w for w in after.graph.out_of(node_id) if w.target.node != node_id]
    places = [(spec.outputs.index(w.source.port), _Place(after, inference, w.target, feeds)) for w in onward]
    for _ in range(2):  # as it is, then as the layer behind wants it
        outputs = _outputs(spec, known, feeds)
        objections = [place.objection(outputs[port]) for port, place in places] if outputs else []
        wanted = next((o.wanted for o in objections if o is not None), None)
        if outputs is not None and not any(objections):
            return spec
        changed = spec.giving(wanted) if wanted is not None else None
        if changed is None:
            return None
        spec = changed
    return None


def _keeps_ports(before: Graph, after: Graph, node_id: str) -> bool:
    """Whether a node has all its wires, and no ports that it had not."""
    old, new = before.nodes[node_id].spec, after.nodes[node_id].spec
    wires = len(before.into(node_id))
    inputs = new.weighs or len(new.inputs) == (max(1, wires) if old.weighs else len(old.inputs))
    kept = len(after.into(node_id)) == wires and len(after.out_of(node_id)) == len(before.out_of(node_id))
    return kept and bool(old.inputs) == bool(new.inputs) and inputs and len(new.outputs) == len(old.outputs)


class _Place:
    """An input port, asked what it takes."""

    def __init__(
        self, document: Document, inference: Inference, target: End, feeds: dict[str, Shape]
    ) -> None:
        graph = document.graph
        self.spec, self.feeds = graph.nodes[target.node].spec, feeds
        self.port = self.spec.inputs.index(target.port)
        wires = {w.target.port: w for w in graph.into(target.node) if w.target != target}
        self.others = [
            inference.shape(wires[p].source, graph) if p in wires else None for p in self.spec.inputs
        ]

    def objection(self, shape: Shape) -> ShapeError | None:
        """Why the port does not take a shape; inputs that are not known yet are taken to be the same."""
        shapes = [other or shape for other in self.others]
        shapes[self.port] = shape
        if not self.feeds.keys() >= set(self.spec.fed):  # what the data feeds is not known
            return None
        try:
            self.spec.output_shapes((*shapes, *(self.feeds[f] for f in self.spec.fed)))
        except ShapeError as error:
            if error.wanted == shape:  # another input was blamed, which is there already
                error.wanted = next((other for other in self.others if other is not None), None)
            return error
        return None

    def probes(self) -> Iterator[Shape]:
        for probe in PROBES:
            error = self.objection(probe)
            if error is not None and error.wanted is not None:
                yield error.wanted
        yield from PROBES


def _giver(spec: Layer, place: _Place, feeds: dict[str, Shape]) -> Layer | None:
    for probe in place.probes():
        outputs = _outputs(spec, (probe,) * len(spec.inputs), feeds)
        if outputs is None:
            continue
        objection = place.objection(outputs[0])
        if objection is None:
            return spec
        changed = spec.giving(objection.wanted) if objection.wanted is not None else None
        if changed is not None:
            return changed
    return None


def _outputs(spec: Layer, shapes: tuple[Shape, ...], feeds: dict[str, Shape]) -> tuple[Shape, ...] | None:
    """What a layer makes of some inputs; None where it does not take them."""
    try:
        return spec.output_shapes((*shapes, *(feeds[f] for f in spec.fed)))
    except (ShapeError, KeyError):
        return None


def _feeds(document: Document) -> dict[str, Shape]:
    try:
        return document.data.feeds()
    except NeurowrightError:  # told where problems are told
        return {}
