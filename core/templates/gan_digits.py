"""A generator of small digits."""

from core.activations.leaky_relu import LeakyReLU
from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.document.document import Document
from core.document.recipe import AdversarialRecipe, TrainingRecipe
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.noise import Noise
from core.layers.reshape import Reshape
from core.layers.verdict import Verdict
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, adversaries


class DigitsGAN(Template, frozen=True, kw_only=True, tag="gan-digits"):
    """Two layers on each side, smoothed labels, Adam with a short memory (Goodfellow et al. 2014)."""

    title = "GAN: small digits"
    help = "From random numbers to hand-written digits that nobody wrote."
    order = 230
    group = "Generators"

    def document(self) -> Document:
        swift = Adam(beta1=0.5)
        return adversaries(
            Document(
                data=DataRecipe(source=Digits(), train_share=1.0, preprocessing=Pixels(white=16)),
                training=TrainingRecipe(
                    optimizer=swift,
                    learning_rate=0.001,
                    batch_size=64,
                    epochs=300,
                    schedule=Cosine(),
                    adversarial=AdversarialRecipe(optimizer=swift, learning_rate=0.001),
                ),
            ),
            Noise(size=32),
            (
                (Dense(units=128, activation=ReLU()), ""),
                (Dense(units=128, activation=ReLU()), ""),
                (Dense(units=64, activation=Sigmoid()), "Pixels"),
                (Reshape(shape=(8, 8, 1)), "Digits"),
            ),
            (
                (Flatten(), ""),
                (Dense(units=128, activation=LeakyReLU(slope=0.2)), ""),
                (Dense(units=64, activation=LeakyReLU(slope=0.2)), ""),
                (Dense(units=1, activation=Linear()), "Real?"),
            ),
            Verdict(smoothing=0.1),
        )
