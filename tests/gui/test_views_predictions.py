"""The predictions: wrong ones first, told with class and confidence, in an order that keeps still."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from core.probes.gallery import Gallery, Predictions
from gui.gallery import TILE, GalleryCanvas, entry
from gui.theme import DARK, Appearance
from gui.views.predictions import REORDER_SECONDS, PredictionsView
from tests.gui.view_stage import Stage, digits, gate, hills, iris, point, staged


@pytest.fixture
def stage(appearance: Appearance, qtbot: QtBot) -> Iterator[Stage[PredictionsView]]:
    with staged(PredictionsView, digits(), appearance, qtbot) as stage:
        yield stage


def shown(canvas: GalleryCanvas) -> list[int]:
    """The samples in the order in which they stand there."""
    return [int(canvas.held.order[place]) for place, _ in canvas.entries]


def test_wrong_ones_come_first_and_are_counted(stage: Stage[PredictionsView]) -> None:
    stage.train(steps=30)
    found = Gallery().measure(stage.trainer)
    wrong = int(found.wrong.sum())
    assert stage.view.readout == f"{wrong:,} wrong of {len(found.truth):,}"
    flags = [said.wrong for _, said in stage.view.canvas.entries]
    assert flags == sorted(flags, reverse=True)
    assert sum(flags) == min(wrong, 60)


def test_entries_say_class_and_confidence(stage: Stage[PredictionsView]) -> None:
    stage.train(steps=30)
    found = stage.view.canvas.found
    says = stage.trainer.network.predict(stage.trainer.data.validation.samples)
    for index, (_, said) in zip(shown(stage.view.canvas), stage.view.canvas.entries, strict=True):
        assert said.says == str(says[index].argmax())
        assert said.truth == str(found.truth[index])
        assert said.strength == f"{100 * says[index].max():.0f} %"


def test_the_right_ones_can_be_left_out(stage: Stage[PredictionsView]) -> None:
    stage.train(epochs=3)
    assert not all(said.wrong for _, said in stage.view.canvas.entries)
    stage.view.only_wrong.click()
    assert stage.view.canvas.entries
    assert all(said.wrong for _, said in stage.view.canvas.entries)
    high = stage.view.canvas.minimumHeight()
    stage.view.only_wrong.click()
    assert stage.view.canvas.minimumHeight() > high


def test_samples_are_drawn_as_they_are(stage: Stage[PredictionsView]) -> None:
    stage.train(epochs=3)
    canvas = stage.view.canvas
    sample = canvas.held.samples[0, :, :, 0].astype(int)
    image = canvas.grab().toImage()
    pixel = TILE / 8
    for row, column in ((4, 2), (3, 4), (6, 5), (7, 7)):
        grey = image.pixelColor(QPoint(int((column + 0.5) * pixel), int((row + 0.5) * pixel))).red()
        assert grey == pytest.approx(255 * sample[row, column] / 16, abs=2)


def test_mistakes_are_marked_with_the_right_class(stage: Stage[PredictionsView]) -> None:
    stage.train(steps=20)
    assert stage.view.canvas.entries[0][1].wrong
    image = stage.view.canvas.grab().toImage()
    assert image.pixelColor(1, 1).name() == QColor(DARK.warn).name()


def test_the_order_keeps_still_while_it_trains(appearance: Appearance, qtbot: QtBot) -> None:
    now = [100.0]

    class Timed(PredictionsView):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, clock=lambda: now[0])

    with staged(Timed, digits(), appearance, qtbot) as stage:
        stage.train(epochs=1)
        canvas = stage.view.canvas
        before, said = shown(canvas), [s.strength for _, s in canvas.entries]
        for _ in range(3):
            next(stage._steps)
        now[0] += 0.5 * REORDER_SECONDS
        stage.view.draw(stage.snapshot("running"))
        assert shown(canvas) == before
        assert [s.strength for _, s in canvas.entries] != said
        now[0] += REORDER_SECONDS
        next(stage._steps)
        stage.view.draw(stage.snapshot("running"))
        assert shown(canvas) == Gallery().measure(stage.trainer).order.tolist()


def test_an_order_that_has_become_untrue_is_made_anew(stage: Stage[PredictionsView]) -> None:
    stage.show()
    before = shown(stage.view.canvas)
    for _ in range(66):
        next(stage._steps)
    stage.view.draw(stage.snapshot("running"))
    found = stage.view.canvas.found
    listed = found.wrong[shown(stage.view.canvas)].sum()
    assert shown(stage.view.canvas) != before or 2 * listed >= min(found.wrong.sum(), 60)


def test_at_rest_the_order_is_always_right(stage: Stage[PredictionsView]) -> None:
    for _ in range(3):
        stage.train(steps=5)
        assert shown(stage.view.canvas) == Gallery().measure(stage.trainer).order.tolist()


def test_tables_show_their_features(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(PredictionsView, iris(), appearance, qtbot) as stage:
        stage.train(epochs=1)
        canvas = stage.view.canvas
        assert not canvas.pictured
        heads = [head for head, _ in canvas.exhibit.columns]
        assert heads[:3] == ["is", "called", "sure"]
        assert heads[3:] == ["sepal length", "sepal width", "petal length", "petal width"]
        first = canvas.held.samples[0]
        assert [float(cell) for cell in canvas.exhibit.cells[0]] == pytest.approx(first.tolist(), abs=0.01)
        assert canvas.entries[0][1].truth in ("setosa", "versicolor", "virginica")


def test_values_are_shown_with_their_error(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(PredictionsView, hills(), appearance, qtbot) as stage:
        stage.train(epochs=1)
        assert [head for head, _ in stage.view.canvas.exhibit.columns][:3] == ["is", "predicted", "off by"]
        assert "on average" in stage.view.readout
        assert not stage.view.only_wrong.isVisible()


def test_all_of_a_truth_table_is_shown(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(PredictionsView, gate(), appearance, qtbot) as stage:
        stage.train(epochs=50)
        assert len(stage.view.canvas.entries) == 4
        stage.view.only_wrong.click()
        assert not stage.picture().isNull()


def test_the_pointer_tells_more(stage: Stage[PredictionsView]) -> None:
    stage.train(steps=20)
    before = stage.view.canvas.grab().toImage()
    point(stage.view.canvas, TILE / 2, TILE / 2, stage.qtbot)
    assert stage.view.canvas.grab().toImage() != before


def test_another_document_begins_empty(stage: Stage[PredictionsView]) -> None:
    stage.train(epochs=1)
    stage.session.open(iris())
    assert stage.view.canvas.entries == []
    assert stage.view.readout == ""


def test_outputs_that_are_no_probabilities_are_told_as_they_are() -> None:
    from core.data.base import DataInfo

    found = Predictions(
        info=DataInfo(sample_shape=(1,), class_names=("no", "yes")),
        truth=np.array([1]),
        predicted=np.array([0]),
        strength=np.array([3.25]),
        probable=False,
        wrong=np.array([True]),
        order=np.array([0]),
        samples=np.zeros((1, 1)),
        places=np.array([0]),
    )
    said = entry(found, 0)
    assert (said.truth, said.says, said.strength, said.wrong) == ("yes", "no", "3.25", True)
