"""XOR, neuron by neuron."""

from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.data.sources.logic_gate import LogicGate
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.losses.half_squared import HalfSquared
from core.optimizers.adam import Adam
from core.templates.base import Template
from core.templates.by_hand import column, told, wired


class HandWiredXor(Template, frozen=True, kw_only=True, tag="hand-wired-xor"):
    """2-3-1 of single neurons (Rumelhart, Hinton, Williams 1986), each wire with a weight of its own.

    Without the little L2 one start in fourteen ends where a hidden neuron says the same to all: large weights leave
    its tanh flat. With it none of a hundred does.
    """

    title = "XOR, wired by hand"
    help = "Every neuron and every wire is yours to see, weigh and cut. Which neuron does what?"
    order = 35

    def document(self) -> Document:
        document, switches = column(
            Document(
                data=DataRecipe(source=LogicGate(gate="XOR"), train_share=1.0, encoding="-1/+1"),
                training=TrainingRecipe(
                    optimizer=Adam(), learning_rate=0.05, batch_size=4, epochs=500, l2=0.003
                ),
            ),
            0,
            (InputValue(column=1), "Switch 1"),
            (InputValue(column=2), "Switch 2"),
        )
        document, hidden = column(
            document, 1, *((Neuron(activation=Tanh()), f"Hidden {n}") for n in (1, 2, 3))
        )
        document, answer = column(document, 2, (Neuron(activation=Tanh()), "Answer"))
        document, lamp = column(document, 3, (OutputValue(loss=HalfSquared()), "Lamp"))
        for sources, targets in ((switches, hidden), (hidden, answer), (answer, lamp)):
            document = wired(document, sources, targets)
        return told(
            document,
            "The lamp is to say +1 where just one of the switches is on, else −1. No single neuron can.\n\n"
            "Press Play and watch the weights settle. A hidden neuron draws a line through the plane of the two "
            "switches; the answer combines the lines. Then cut a wire, and train again.",
            (580.0, 100.0),
        )
