"""The confusion matrix."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from core.probes.confusion import Confusion, Counts
from gui.matrix import MatrixCanvas
from gui.theme import DARK, Appearance
from gui.views.confusion import ConfusionView
from tests.gui.view_stage import Stage, digits, iris, point, staged

NAMES = ("ape", "bee", "a very long name of a class that never ends")


@pytest.fixture
def stage(appearance: Appearance, qtbot: QtBot) -> Iterator[Stage[ConfusionView]]:
    with staged(ConfusionView, iris(), appearance, qtbot) as stage:
        yield stage


@pytest.fixture
def canvas(appearance: Appearance, qtbot: QtBot) -> MatrixCanvas:
    canvas = MatrixCanvas(appearance)
    qtbot.addWidget(canvas)
    canvas.resize(360, 240)
    canvas.show_counts(Counts(NAMES, np.array([[8, 2, 0], [0, 1_000, 0], [0, 0, 0]])))
    canvas.show()
    return canvas


def test_the_share_of_right_answers_is_read_out(stage: Stage[ConfusionView]) -> None:
    stage.train(epochs=5)
    counts = Confusion().measure(stage.trainer).counts
    right = counts.trace() / counts.sum()
    assert stage.view.readout == (f"{100 * right:.1f} % right" if right < 1 else "100 % right")


def test_shares_are_those_of_a_row(canvas: MatrixCanvas) -> None:
    assert canvas.shares.tolist() == [[0.8, 0.2, 0], [0, 1, 0], [0, 0, 0]]


def test_a_cell_in_words(canvas: MatrixCanvas) -> None:
    assert canvas.told(0, 1) == ["ape called bee", "2 of 10 (20.0 %)"]
    assert canvas.told(1, 1) == ["bee called bee", "1,000 of 1,000 (100.0 %)"]
    assert canvas.told(2, 0)[1] == "0 of 0 (0.0 %)"


def hue_at(canvas: MatrixCanvas, row: int, column: int) -> QColor:
    cell = canvas.grid(canvas.size()).cell(row, column)
    return canvas.grab().toImage().pixelColor(round(cell.left() + 3), round(cell.top() + 3))


def test_right_ones_are_blue_and_mistakes_orange(canvas: MatrixCanvas) -> None:
    right, mistake, nothing = hue_at(canvas, 0, 0), hue_at(canvas, 0, 1), hue_at(canvas, 1, 0)
    assert right.blue() > right.red()
    assert mistake.red() > mistake.blue()
    assert nothing.name() == DARK.surface
    assert hue_at(canvas, 1, 1).blue() > right.blue()  # a whole row is fuller than most of one


@pytest.mark.parametrize("size", [QSize(360, 240), QSize(190, 130), QSize(900, 200), QSize(200, 700)])
@pytest.mark.parametrize("classes", [2, 10, 60])
def test_the_cells_lie_inside_at_any_size(canvas: MatrixCanvas, classes: int, size: QSize) -> None:
    counts = np.ones((classes, classes), int)
    canvas.show_counts(Counts(tuple(f"class {k}" for k in range(classes)), counts))
    grid = canvas.grid(size)
    assert grid.area.left() > 0
    assert grid.area.bottom() <= size.height()
    assert grid.area.right() <= size.width() or classes == 60
    for row, column in ((0, 0), (classes - 1, classes - 1)):
        assert grid.at(grid.cell(row, column).center()) == (row, column)
    canvas.resize(size)
    assert not canvas.grab().toImage().isNull()


def test_the_pointer_frames_a_cell(canvas: MatrixCanvas, qtbot: QtBot) -> None:
    before = canvas.grab().toImage()
    cell = canvas.grid(canvas.size()).cell(0, 1)
    point(canvas, cell.center().x(), cell.center().y(), qtbot)
    assert canvas.grab().toImage() != before


def test_ten_classes(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(ConfusionView, digits(), appearance, qtbot) as stage:
        stage.train(epochs=1)
        found = stage.view.canvas.found
        assert found.counts.sum() == stage.trainer.data.validation.count
        assert found.class_names == tuple("0123456789")
