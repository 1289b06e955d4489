"""Large networks of cards and single neurons, for the clock."""

from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.data.sources.logic_gate import LogicGate
from core.document.document import Document
from core.document.graph import End, Graph, Node, Wire
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.layers.output_value import OutputValue

CARD_PITCH, NEURON_PITCH = (220.0, 96.0), (180.0, 60.0)
CARDS = 0.4  # of all nodes


def mixed(nodes: int, wires: int, rows: int = 30) -> Document:
    """Rows of Dense cards from one Data to an Output each; beside them columns of neurons, each fed by the one before.

    One Output is given more numbers than the data's answer has: so no training runs beside the clock.
    """
    drawing = _Drawing()
    cards = round(CARDS * nodes)
    drawing.cards(cards, rows)
    drawing.neurons(
        nodes - cards, wires - len(drawing.wires), 5 * rows // 3, left=(cards // rows + 3) * CARD_PITCH[0]
    )
    graph = Graph(nodes=drawing.nodes, wires=drawing.wires)
    return Document(graph=graph, data=DataRecipe(source=LogicGate(), encoding="-1/+1", train_share=1.0))


class _Drawing:
    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.wires: dict[str, Wire] = {}

    def _put(self, name: str, spec: Layer, x: float, y: float) -> str:
        self.nodes[name] = Node(id=name, spec=spec, position=(x, y))
        return name

    def _wire(self, source: str, target: str, port: str = "in") -> None:
        name = f"wire{len(self.wires) + 1}"
        self.wires[name] = Wire(id=name, source=End(source, "out"), target=End(target, port))

    def cards(self, count: int, rows: int) -> None:
        """One Data, rows of Dense cards, an Output behind each; the last rows are one card shorter than the first."""
        dense, (across, down) = count - 1 - rows, CARD_PITCH
        self._put("input1", Input(), 0, 0)
        last = ["input1"] * rows
        for i in range(dense + rows):
            column, row = divmod(i, rows)
            ends, units = i >= dense, 1 if i >= dense - rows + 1 else 8
            name = f"output{i - dense + 1}" if ends else f"dense{i + 1}"
            self._put(
                name,
                Output() if ends else Dense(units=units, activation=Tanh()),
                (column + 1) * across,
                row * down,
            )
            self._wire(last[row], name)
            last[row] = name

    def neurons(self, count: int, wires: int, height: int, left: float) -> None:
        """Columns of single values: the first of inputs, the last of outputs, the wires between shared out evenly."""
        across, down = NEURON_PITCH
        waiting, middle = wires - height, count - 2 * height
        names: list[str] = []
        for i in range(count):
            column, row = divmod(i, height)
            first, rest = (column - 1) * height, middle - (i - height)
            spec: Layer = Neuron() if rest > 0 else OutputValue()
            if column == 0:
                spec = InputValue(column=row % 2 + 1)
            names.append(self._put(f"single{i + 1}", spec, left + column * across, row * down))
            fan = 0 if column == 0 or rest <= 0 else round(waiting / rest)
            waiting -= fan
            for k in range(fan):
                self._wire(names[first + (i + k * 11) % height], names[i])
            if rest <= 0:
                self._wire(names[i - height], names[i])
