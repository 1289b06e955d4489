"""Generators of points of a plane: what the examples have in common."""

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.data.recipe import DataRecipe
from core.data.sources.points_to_imitate import Pattern, PointsToImitate
from core.document.document import Document
from core.document.recipe import AdversarialRecipe, TrainingRecipe
from core.layers.dense import Dense
from core.layers.noise import Noise
from core.layers.verdict import Verdict
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Titled, adversaries


def points(pattern: Pattern) -> Document:
    """Two hidden layers of 32 on both sides, and 5,000 steps.

    The discriminator learns five times as fast, so that it knows how far apart the two are (Heusel et al. 2017). The
    falling learning rate lets the two come to rest.
    """
    steady = Adam(beta1=0.0)
    training = TrainingRecipe(
        optimizer=steady,
        learning_rate=0.005,
        schedule=Cosine(),
        batch_size=128,
        epochs=63,
        adversarial=AdversarialRecipe(optimizer=steady, learning_rate=0.001),
    )
    return adversaries(
        Document(
            data=DataRecipe(source=PointsToImitate(pattern=pattern), train_share=1.0), training=training
        ),
        Noise(size=8),
        (*_hidden(), (Dense(units=2, activation=Sigmoid()), "Points")),
        (*_hidden(), (Dense(units=1, activation=Linear()), "Real?")),
        Verdict(),
    )


def _hidden() -> tuple[Titled, ...]:
    return tuple((Dense(units=32, activation=ReLU()), "") for _ in range(2))
