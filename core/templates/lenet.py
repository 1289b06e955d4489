"""The first network that read handwriting at large."""

from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.data.augmentation.shift import Shift
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.mnist import MNIST
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Template, in_a_row


class LeNet5(Template, frozen=True, kw_only=True, tag="lenet"):
    """6 and 16 filters of 5×5, 120-84-10: LeNet-5 with ReLU and maxima (LeCun, Bottou, Bengio, Haffner 1998, II.B)."""

    title = "LeNet-5"
    help = (
        "The classic convolutional network: reads 99 of 100 hand-written digits right after a minute or two."
    )
    order = 80
    group = "Images"

    def document(self) -> Document:
        return in_a_row(
            Document(
                data=DataRecipe(
                    source=MNIST(), train_share=1.0, preprocessing=Pixels(), augmentation=(Shift(most=0.04),)
                ),
                training=TrainingRecipe(
                    optimizer=Adam(), learning_rate=0.002, schedule=Cosine(), batch_size=64, epochs=12
                ),
            ),
            (Input(), "Digits"),
            (Conv2D(filters=6, kernel=(5, 5)), "Strokes"),
            (MaxPooling2D(), ""),
            (Conv2D(filters=16, kernel=(5, 5), padding="valid"), "Parts"),
            (MaxPooling2D(), ""),
            (Flatten(), ""),
            (Dense(units=120, activation=ReLU()), ""),
            (Dense(units=84, activation=ReLU()), ""),
            (Dense(units=10, activation=Softmax()), "Which digit"),
            (Output(loss=CategoricalCrossEntropy()), ""),
        )
