"""An autoencoder whose middle is random."""

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.layers.sampling import Sampling
from core.losses.binary_cross_entropy import BinaryCrossEntropy
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, below, onward


class VAE(Template, frozen=True, kw_only=True, tag="vae"):
    """64-64, a bell curve in 8 dimensions, 64-64 (Kingma and Welling 2014: Auto-encoding variational Bayes)."""

    title = "Variational autoencoder"
    help = "Digits as clouds of eight numbers: whatever lies between two of them is a digit too."
    order = 190
    group = "Generators"

    def document(self) -> Document:
        document, read = onward(
            Document(
                data=DataRecipe(source=Digits(), preprocessing=Pixels(white=16)),
                training=TrainingRecipe(
                    optimizer=Adam(),
                    learning_rate=0.003,
                    schedule=Cosine(),
                    batch_size=32,
                    epochs=100,
                    metrics=(),
                ),
            ),
            None,
            (Input(), "Digits"),
            (Flatten(), ""),
            (Dense(units=64, activation=ReLU()), "Read"),
        )
        narrow = Dense(units=8, activation=Linear())
        document, mean = onward(document, read, (narrow, "Middle"))
        document, spread = below(document, mean, (narrow, "Width"))
        document = edits.connect(document, End(read, Dense.outputs[0]), End(spread, Dense.inputs[0]))
        # the loss is a mean over 64 pixels, so that the divergence counts as much as a pixel
        document, drawn = onward(document, mean, (Sampling(weight=1 / 64), ""))
        document = edits.connect(document, End(spread, Dense.outputs[0]), End(drawn, Sampling.inputs[1]))
        return onward(
            document,
            drawn,
            (Dense(units=64, activation=ReLU()), "Unfold"),
            (Dense(units=64, activation=Sigmoid()), "Pixels"),
            (Reshape(shape=(8, 8, 1)), "Drawn again"),
            (Output(loss=BinaryCrossEntropy(), compares="sample"), ""),
        )[0]
