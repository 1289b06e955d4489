"""One neuron that counts."""

from core.activations.linear import Linear
from core.data.recipe import DataRecipe
from core.data.sources.count_ones import CountOnes
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.losses.mean_squared import MeanSquared
from core.metrics.mean_absolute_error import MeanAbsoluteError
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template
from core.templates.by_hand import column, told, wire, wired


class CountingNeuron(Template, frozen=True, kw_only=True, tag="counting-neuron"):
    """y(t) = w x(t) + v y(t - 1) + b counts with w = v = 1 and b = 0.

    Both weights start at a half. Drawn at random, v is far below 0 in one start of ten; then the sum dies away within
    a few steps, and nothing tells that it should not.
    """

    title = "A neuron that counts"
    help = "A wire back to itself gives one neuron a memory. It learns to add up the ones it has seen."
    order = 93
    group = "Sequences"

    def document(self) -> Document:
        training = TrainingRecipe(
            optimizer=Adam(),
            learning_rate=0.05,
            schedule=Cosine(),
            batch_size=32,
            epochs=40,
            clip_norm=1.0,
            metrics=(MeanAbsoluteError(),),
        )
        document, (zeros_and_ones,) = column(
            Document(data=DataRecipe(source=CountOnes()), training=training),
            0,
            (InputValue(), "0 or 1"),
        )
        document, (counter,) = column(document, 1, (Neuron(activation=Linear()), "Counter"))
        document, count = column(document, 2, (OutputValue(loss=MeanSquared()), "Count"))
        document, _ = wire(document, zeros_and_ones, counter, 0.5)
        document, _ = wire(document, counter, counter, 0.5)
        return told(
            wired(document, [counter], count),
            "The dashed wire hands the neuron its own value of the step before. Weighing 0.5 it forgets half of the "
            "count at each step.\n\n"
            "Press Play: both weights become 1, and the bias 0. To count is to add what comes to what was. "
            "Go through the steps of a sample, at the top, and see it count.",
            (460.0, 130.0),
        )
