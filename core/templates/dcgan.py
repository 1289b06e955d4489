"""A generator of digits that paints with filters."""

from core.activations.leaky_relu import LeakyReLU
from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.mnist import MNIST
from core.document.document import Document
from core.document.recipe import AdversarialRecipe, TrainingRecipe
from core.layers.activation import Activation
from core.layers.batch_norm import BatchNorm
from core.layers.conv2d import Conv2D
from core.layers.conv2d_transpose import Conv2DTranspose
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.noise import Noise
from core.layers.reshape import Reshape
from core.layers.verdict import Verdict
from core.optimizers.adam import Adam
from core.templates.base import Template, adversaries


class DCGAN(Template, frozen=True, kw_only=True, tag="dcgan"):
    """Transposed convolutions against convolutions, batch norm in the generator (Radford, Metz and Chintala 2015)."""

    title = "DCGAN: digits"
    help = "Paints digits of 28×28 pixels with small filters. Takes some minutes; watch them emerge."
    order = 250
    group = "Generators"

    def document(self) -> Document:
        swift = Adam(beta1=0.5)
        return adversaries(
            Document(
                data=DataRecipe(source=MNIST(), train_share=1.0, preprocessing=Pixels()),
                training=TrainingRecipe(
                    optimizer=swift,
                    learning_rate=0.0004,
                    batch_size=64,
                    epochs=11,
                    adversarial=AdversarialRecipe(optimizer=swift, learning_rate=0.0004),
                ),
            ),
            Noise(size=32),
            (
                (Dense(units=7 * 7 * 32, activation=Linear()), ""),
                (Reshape(shape=(7, 7, 32)), ""),
                (BatchNorm(), ""),
                (Activation(function=ReLU()), ""),
                (Conv2DTranspose(filters=16, activation=Linear(), bias=False), ""),
                (BatchNorm(), ""),
                (Activation(function=ReLU()), ""),
                (Conv2DTranspose(filters=1, activation=Sigmoid()), "Digits"),
            ),
            (
                (Conv2D(filters=16, kernel=(4, 4), stride=(2, 2), activation=LeakyReLU(slope=0.2)), ""),
                (Conv2D(filters=32, kernel=(4, 4), stride=(2, 2), activation=LeakyReLU(slope=0.2)), ""),
                (Flatten(), ""),
                (Dense(units=1, activation=Linear()), "Real?"),
            ),
            Verdict(smoothing=0.1),
        )
