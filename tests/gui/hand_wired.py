"""Documents wired by hand, for tests of drawings."""

from collections.abc import Iterable

from core.data.recipe import DataRecipe
from core.data.sources.logic_gate import LogicGate
from core.document.document import Document
from core.document.graph import End, Graph, Node, Wire
from core.layers.base import Layer
from core.layers.bias import Bias
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue

Ends = tuple[str, str]


def wired(layers: dict[str, Layer], ends: Iterable[Ends], **changes: dict[str, object]) -> Document:
    """Layers by id, each one below the last; wires ``("a", "b.in2")``; ``changes`` of wires: ``w0={...}``."""
    nodes = {
        name: Node(id=name, spec=spec, position=(0.0, 100.0 * row))
        for row, (name, spec) in enumerate(layers.items())
    }
    wires = {}
    for number, (source, target) in enumerate(ends):
        name = f"w{number}"
        target, _, port = target.partition(".")
        ends_of = {"source": End(source, "out"), "target": End(target, port or "in")}
        wires[name] = Wire(id=name, **ends_of, **changes.get(name, {}))
    return Document(graph=Graph(nodes=nodes, wires=wires), data=DataRecipe(source=LogicGate()))


def xor() -> Document:
    """Two values and a bias through two neurons to one, with a wire that skips and two that lead back."""
    return wired(
        {
            "a": InputValue(column=1),
            "b": InputValue(column=2),
            "one": Bias(),
            "h1": Neuron(),
            "h2": Neuron(),
            "o": Neuron(),
            "y": OutputValue(),
        },
        [
            *(("a", "h1"), ("a", "h2"), ("b", "h1"), ("b", "h2"), ("one", "h1")),
            *(("h1", "o"), ("h2", "o"), ("a", "o"), ("o", "y"), ("o", "h2"), ("o", "o")),
        ],
        w0={"weight": 1.85},
        w1={"weight": -1.48},
        w2={"weight": -1.7},
        w3={"weight": 0.1},
        w5={"weight": 3.0},
        w6={"weight": -2.0},
        w9={"weight": 0.75, "delayed": True},
        w10={"weight": -0.6, "delayed": True},
    )
