"""Puts a view on the screen with what a real trainer measures, one step at a time."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from msgspec.structs import replace
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.activations.linear import Linear
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.base import Source
from core.data.preprocessing.standardise import Standardise
from core.data.recipe import DataRecipe
from core.data.sources.circle import Circle
from core.data.sources.iris import Iris
from core.data.sources.many_gaussians import ManyGaussians
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.losses.half_squared import HalfSquared
from core.training.snapshot import Snapshot, State
from core.training.trainer import Trainer
from gui.plots import Canvas
from gui.session import Session
from gui.theme import Appearance
from gui.views.base import View
from tests.core.examples import digits, gate, in_a_row
from tests.core.imitations import clouds, forged_digits

SCHOOL = TrainingRecipe(batch_size=10, epochs=40, learning_rate=0.02)
V = TypeVar("V", bound=View)


def classes(source: Source, outputs: int, **data: object) -> Document:
    return in_a_row(
        Input(),
        Dense(units=6, activation=Tanh()),
        Dense(units=outputs, activation=Softmax()),
        Output(loss=CategoricalCrossEntropy()),
        data=DataRecipe(source=source, **data),
        training=SCHOOL,
    )


def circle() -> Document:
    return classes(Circle(points=80), 2)


def iris() -> Document:
    return classes(Iris(), 3, preprocessing=Standardise())


def hills() -> Document:
    return in_a_row(
        Input(),
        Dense(units=8, activation=Tanh()),
        Dense(units=1, activation=Linear()),
        Output(loss=HalfSquared()),
        data=DataRecipe(source=ManyGaussians(points=60)),
        training=SCHOOL,
    )


DOCUMENTS = {
    "digits": digits,
    "gate": gate,
    "circle": circle,
    "iris": iris,
    "hills": hills,
    "clouds": clouds,
    "forged": forged_digits,
}


class Stage(Generic[V]):
    """A view, the session it belongs to, and a trainer of the test's own that it is shown."""

    def __init__(self, kind: type[V], document: Document, appearance: Appearance, qtbot: QtBot) -> None:
        self.session = Session(document)
        self.appearance, self.qtbot = appearance, qtbot
        self.trainer = Trainer(document)
        self._steps = self.trainer.run()
        self.view = kind(self.session, appearance)
        qtbot.addWidget(self.view)
        self.view.resize(420, 280)
        self.view.show()

    def train(self, *, steps: int = 0, epochs: int = 0) -> Snapshot:
        """Train on, and show how it stands then."""
        for _ in itertools.islice(self._steps, steps):
            pass
        goal = self.trainer.epoch + epochs
        while self.trainer.epoch < goal:
            next(self._steps)
        return self.show()

    def snapshot(self, state: State = "paused") -> Snapshot:
        """How the training stands."""
        measured = {probe: probe.measure(self.trainer) for probe in self.view.probes()}
        return Snapshot(
            state=state,
            epoch=self.trainer.epoch,
            epochs=self.trainer.epochs,
            steps=self.trainer.steps,
            history={name: column.copy() for name, column in self.trainer.history.columns().items()},
            running={name: column.copy() for name, column in self.trainer.running.columns().items()},
            results={probe: value for probe, value in measured.items() if value is not None},
        )

    def show(self) -> Snapshot:
        snapshot = self.snapshot()
        self.view.show_snapshot(snapshot)
        return snapshot

    def picture(self) -> QImage:
        """What is seen of the view."""
        return self.view.grab().toImage()


def point(canvas: Canvas, x: float, y: float, qtbot: QtBot) -> None:
    """Put the pointer somewhere on a canvas, and have it painted."""
    qtbot.mouseMove(canvas, QPointF(x, y).toPoint())
    canvas.repaint()


@contextmanager
def staged(kind: type[V], document: Document, appearance: Appearance, qtbot: QtBot) -> Iterator[Stage[V]]:
    stage = Stage(kind, document, appearance, qtbot)
    try:
        yield stage
    finally:
        stage.session.close()


def longer(document: Document, epochs: int) -> Document:
    return replace(document, training=replace(document.training, epochs=epochs))
