"""Small adversarial networks on data sets that the program has, so that they can be saved and opened."""

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.data.sources.points_to_imitate import PointsToImitate
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.recipe import AdversarialRecipe, TrainingRecipe
from core.layers.base import Layer
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.label import Label
from core.layers.noise import Noise
from core.layers.reshape import Reshape
from core.layers.verdict import Verdict
from core.templates.base import Titled, adversaries

BOTH = Concatenate(count=2)


def recipe(**changes: object) -> TrainingRecipe:
    plain = {"batch_size": 50, "epochs": 100_000, "adversarial": AdversarialRecipe(learning_rate=0.004)}
    return TrainingRecipe(**{**plain, **changes})


def untitled(*layers: Layer) -> tuple[Titled, ...]:
    return tuple((layer, "") for layer in layers)


def clouds(**changes: object) -> Document:
    """Two numbers of noise are to become points of two clouds."""
    source = PointsToImitate(points=400)
    hidden = Dense(units=8, activation=ReLU())
    return adversaries(
        Document(data=DataRecipe(source=source, train_share=1.0), training=recipe(**changes)),
        Noise(size=2),
        untitled(hidden, Dense(units=2, activation=Sigmoid())),
        untitled(hidden, Dense(units=1, activation=Linear())),
        Verdict(),
    )


def forged_digits(**changes: object) -> Document:
    """Images of 8×8 pixels."""
    return adversaries(
        Document(data=DataRecipe(source=Digits(), train_share=0.2), training=recipe(**changes)),
        Noise(size=4),
        untitled(Dense(units=64, activation=ReLU()), Reshape(shape=(8, 8, 1))),
        untitled(Flatten(), Dense(units=1, activation=Linear())),
        Verdict(),
    )


def told_digits(**changes: object) -> Document:
    """The same, both players told the class."""
    document = forged_digits(**changes)
    document, label = edits.add_node(document, Label(), (0.0, 900.0))
    for node in ("noise1", "flatten1"):
        wire = next(w for w in document.graph.wires.values() if w.source.node == node)
        document = edits.remove(document, {wire.id})
        document, both = edits.add_node(document, BOTH, (600.0, 600.0))
        for source, port in zip((node, label), BOTH.inputs, strict=True):
            document = edits.connect(document, End(source, "out"), End(both, port))
        document = edits.connect(document, End(both, "out"), wire.target)
    return document
