"""One neuron that remembers a bit."""

from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.data.sources.latch import Latch
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.losses.half_squared import HalfSquared
from core.optimizers.adam import Adam
from core.templates.base import Template
from core.templates.by_hand import column, told, wired


class RememberABit(Template, frozen=True, kw_only=True, tag="remember-a-bit"):
    """y(t) = tanh(w₁ set + w₂ reset + v y(t - 1) + b): with v above 1 there are two states that last.

    How long a neuron latches on to one: Bengio, Simard, Frasconi 1994, section II.
    """

    title = "A neuron that remembers a bit"
    help = "Set and reset pulses come now and then. In between, a wire back to itself keeps the state."
    order = 96
    group = "Sequences"

    def document(self) -> Document:
        document, pulses = column(
            Document(
                data=DataRecipe(source=Latch(), encoding="-1/+1"),
                training=TrainingRecipe(optimizer=Adam(), learning_rate=0.05, batch_size=32, epochs=20),
            ),
            0,
            (InputValue(column=1), "Set"),
            (InputValue(column=2), "Reset"),
        )
        document, memory = column(document, 1, (Neuron(activation=Tanh()), "Memory"))
        document, state = column(document, 2, (OutputValue(loss=HalfSquared()), "State"))
        document = wired(document, pulses, memory)
        document = wired(document, memory, memory)
        return told(
            wired(document, memory, state),
            "+1 means on, −1 off. The dashed wire hands the neuron its own value of the step before.\n\n"
            "Press Play and watch its weight: above 1 the neuron holds on to its state until a pulse is stronger. Or "
            "set it by hand: 4 from Set, −4 from Reset, 2 on the dashed wire. Then go through the steps of a sample, "
            "at the top.",
            (460.0, 148.0),
        )
