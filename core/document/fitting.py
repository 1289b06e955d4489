"""Which layers fit at an open end of a wire: found by asking every layer of the registry."""

from collections.abc import Iterator

from core.document.document import Document
from core.document.graph import End
from core.document.shapes import Inference
from core.errors import NeurowrightError, ShapeError
from core.layers import LAYERS
from core.layers.base import Layer, Shape

PROBES: tuple[Shape, ...] = ((8,), (8, 8, 1), (8, 8))
"""What is tried on layers whose own input is not known yet: a list, an image, a sequence."""


def fitting_behind(document: Document, inference: Inference, source: End) -> tuple[Layer, ...]:
    """The layers that take what an output delivers; all that have an input while its shape is not known."""
    shape, feeds = inference.shape(source, document.graph), _feeds(document)
    candidates = [cls() for cls in LAYERS if cls.inputs]
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
        try:
            self.spec.output_shapes((*shapes, *(self.feeds[f] for f in self.spec.fed if f in self.feeds)))
        except ShapeError as error:
            if error.wanted == shape:  # another input was blamed, which is there already
                error.wanted = next((other for other in self.others if other is not None), None)
            return error
        except ValueError:  # what the data feeds is not known
            return None
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
