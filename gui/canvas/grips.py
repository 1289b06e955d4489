"""Numbers on the canvas that can be taken hold of: weights, biases, typed inputs."""

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from PySide6.QtCore import QRectF

from core import phrases
from core.document import edits
from core.document.document import Document
from core.document.graph import Node, Wire
from core.spec import Field, fields

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Grip:
    """One number: what it is called, where it stands, how it is changed. ``field`` says what it may be."""

    field: ClassVar[Field]

    def __init__(self, view: "CanvasView", name: str, place: QRectF) -> None:
        self.view, self.name, self.place = view, name, place

    @property
    def title(self) -> str:
        """What the number is, as in "Weight of the wire from x₁ to Neuron"."""
        raise NotImplementedError

    @property
    def value(self) -> float:
        """What it is now."""
        raise NotImplementedError

    def put(self, value: float, merge: object = None) -> None:
        """Make it another; equal ``merge`` values become one step of undo."""
        raise NotImplementedError

    def within(self, value: float) -> float:
        """The nearest value that is allowed."""
        low, high = self.field.low, self.field.high
        return min(max(value, value if low is None else low), value if high is None else high)

    def _apply(self, what: str, value: float, change: object, merge: object) -> None:
        self.view.operations.attempt(f"set {what} to {phrases.number(value)}", change, merge)  # type: ignore[arg-type]


class WeightGrip(Grip):
    """The weight of a wire."""

    field = replace(next(f for f in fields(Wire) if f.name == "weight"), optional=False)

    @property
    def wire(self) -> Wire | None:
        return self.view.operations.graph.wires.get(self.name)

    @property
    def title(self) -> str:
        return weight_title(self.view, self.wire) if self.wire else ""

    @property
    def value(self) -> float:
        wire = self.wire
        return (self.view.canvas.live.weight(wire) or 0.0) if wire else 0.0

    def put(self, value: float, merge: object = None) -> None:
        if self.wire is not None:
            self._apply("the weight", value, lambda d: edits.set_wires(d, [self.name], weight=value), merge)


class BiasGrip(Grip):
    """The bias of a neuron."""

    def __init__(self, view: "CanvasView", name: str, place: QRectF) -> None:
        super().__init__(view, name, place)
        spec = view.operations.graph.nodes[name].spec
        self.field = next(f for f in fields(type(spec)) if f.name == BIAS)  # type: ignore[misc]

    @property
    def node(self) -> Node | None:
        return self.view.operations.graph.nodes.get(self.name)

    @property
    def title(self) -> str:
        return f"Bias of {self.view.operations.title(self.name)}"

    @property
    def value(self) -> float:
        return (self.view.canvas.live.bias(self.node) or 0.0) if self.node else 0.0

    def put(self, value: float, merge: object = None) -> None:
        if self.node is not None:
            self._apply("the bias", value, lambda d: edits.set_field(d, self.name, BIAS, value), merge)


class InputGrip(Grip):
    """A number of the sample that is looked at, to be typed over. The document knows nothing of it."""

    field = Field("number", "Input", "A number in place of the data's own.", "float", 0.0, low=-1e9, high=1e9)

    @property
    def _column(self) -> int:
        return self.view.operations.graph.nodes[self.name].spec.column

    @property
    def title(self) -> str:
        return f"Value of {self.view.operations.title(self.name)}"

    @property
    def value(self) -> float:
        return self.view.canvas.live.raw(self._column) or 0.0

    def put(self, value: float, merge: object = None) -> None:
        if self.name in self.view.operations.graph.nodes:
            self.view.neurons.type_in(self._column, value)


BIAS = "first_bias"  # the field of a neuron that an edit of its bias sets


def weight_title(view: "CanvasView", wire: Wire) -> str:
    ends = (view.operations.title(end.node) for end in (wire.source, wire.target))
    return "Weight of the wire from {} to {}".format(*ends)


def step_weights(view: "CanvasView", wires: list[str], by: float) -> None:
    """Make the weights of some wires larger; steps that follow each other are one step of undo."""
    graph, live = view.operations.graph, view.canvas.live
    low, high = WeightGrip.field.low or 0.0, WeightGrip.field.high or 0.0
    weights = {name: (live.weight(graph.wires[name]) or 0.0) + by for name in wires}

    def change(document: Document) -> Document:
        for name, weight in weights.items():
            document = edits.set_wires(document, [name], weight=min(max(round(weight, 6), low), high))
        return document

    text = "change a weight" if len(wires) == 1 else f"change {len(wires)} weights"
    view.operations.attempt(text, change, ("weigh", tuple(wires)))
