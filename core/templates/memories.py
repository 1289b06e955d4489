"""Tasks that take a memory: what the examples have in common, whatever remembers."""

from core.activations.linear import Linear
from core.data.recipe import DataRecipe
from core.data.sources.adding_problem import AddingProblem
from core.data.sources.sunspots import Sunspots
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.layers.recurrent import Recurrent
from core.losses.mean_squared import MeanSquared
from core.metrics.mean_absolute_error import MeanAbsoluteError
from core.metrics.r_squared import RSquared
from core.optimizers.adam import Adam
from core.schedules.cosine import Cosine
from core.templates.base import Titled, in_a_row


def adding(memory: Recurrent) -> Document:
    """The adding problem of 100 steps (Hochreiter and Schmidhuber 1997, experiment 4)."""
    training = TrainingRecipe(
        optimizer=Adam(),
        learning_rate=0.005,
        schedule=Cosine(),
        batch_size=64,
        epochs=20,
        clip_norm=1.0,
        metrics=(MeanAbsoluteError(),),
    )
    document = Document(data=DataRecipe(source=AddingProblem()), training=training)
    return in_a_row(document, (Input(), "Numbers, markers"), (memory, "Memory"), *value("Sum"))


def sunspots(memory: Recurrent, *, title: str = "Memory", output: str = "") -> Document:
    """22 years of sunspots are read, and the 23rd is told; checked with the last years."""
    training = TrainingRecipe(
        optimizer=Adam(),
        learning_rate=0.005,
        schedule=Cosine(),
        batch_size=16,
        epochs=40,
        metrics=(RSquared(),),
    )
    document = Document(data=DataRecipe(source=Sunspots()), training=training)
    return in_a_row(document, (Input(), "Years"), (memory, title), *value("Next year", output))


def value(title: str, output: str = "") -> tuple[Titled, Titled]:
    """One number, and the Output that says how far off it is."""
    return (Dense(units=1, activation=Linear()), title), (Output(loss=MeanSquared()), output)
