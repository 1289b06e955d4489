"""The loss view: curves, read-out under the pointer, zoom, and the ways out."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.training.history import History
from core.training.snapshot import Snapshot
from gui.session import Session
from gui.theme import DARK, Appearance
from gui.views.loss import LossView
from tests.gui.view_stage import Stage, circle, digits, hills, staged


@pytest.fixture
def stage(appearance: Appearance, qtbot: QtBot) -> Iterator[Stage[LossView]]:
    with staged(LossView, circle(), appearance, qtbot) as stage:
        yield stage


@pytest.fixture
def view(appearance: Appearance, qtbot: QtBot) -> Iterator[LossView]:
    session = Session(digits())
    view = LossView(session, appearance)
    qtbot.addWidget(view)
    view.resize(420, 280)
    view.show()
    yield view
    session.close()


def falling(epochs: int, *, last: int = 20, names: tuple[str, ...] = ("loss", "val_loss")) -> Snapshot:
    """A loss of 1, 1/2, 1/4 ..."""
    history = History()
    for epoch in range(1, epochs + 1):
        values = {name: 2.0**-epoch * (2 if name.startswith("val_") else 1) for name in names}
        history.append({"epoch": epoch, "steps": 10 * epoch} | values)
    return Snapshot(state="running", epoch=epochs, epochs=last, history=history.columns())


def colours_of(view: LossView) -> set[str]:
    image = view.canvas.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_it_says_what_to_do_before_anything_is_trained(view: LossView) -> None:
    view.show_snapshot(Snapshot(state="ready", epochs=20))
    assert view.canvas.empty
    assert view.readout == ""


def test_training_and_validation_have_a_curve_each(view: LossView) -> None:
    view.draw(falling(5))
    (panel,) = view.canvas.panels
    assert [(series.name, series.y.tolist()) for series in panel.series] == [
        ("train", [2.0**-k for k in range(1, 6)]),
        ("validation", [2.0 ** (1 - k) for k in range(1, 6)]),
    ]
    assert view.readout == "train 0.031  validation 0.062"
    assert {QColor(DARK.accent).name(), QColor(DARK.warn).name()} <= colours_of(view)


def test_metrics_can_be_shown_beside_the_loss(stage: Stage[LossView]) -> None:
    stage.train(epochs=4)
    assert [button.text() for button in stage.view._quantities.values()] == ["Loss", "Accuracy"]
    stage.view._quantities["accuracy"].click()
    assert [panel.title for panel in stage.view.canvas.panels] == ["Loss", "Accuracy"]
    assert stage.view.canvas.panels[1].percent
    stage.view._quantities["loss"].click()
    assert [panel.title for panel in stage.view.canvas.panels] == ["Accuracy"]
    assert stage.view.readout.endswith("%")
    stage.view._quantities["accuracy"].click()
    assert len(stage.view.canvas.panels) == 1  # something is always shown


def test_values_to_predict_have_no_accuracy(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(LossView, hills(), appearance, qtbot) as stage:
        assert list(stage.view._quantities) == ["loss"]
        stage.train(epochs=2)
        assert list(stage.view._quantities) == ["loss"]


def test_the_first_epoch_shows_its_inner_points(view: LossView) -> None:
    running = History()
    for step in range(10):
        running.append({"epoch": 0.1 * step, "loss": 1 - 0.05 * step})
    view.draw(Snapshot(state="running", epochs=10, running=running.columns()))
    (panel,) = view.canvas.panels
    assert [series.faint for series in panel.series] == [True]
    assert view.readout == "train 0.550"
    assert not view.canvas.empty


def test_the_axis_ends_with_the_run_or_a_little_ahead(view: LossView) -> None:
    view.draw(falling(5, last=20))
    assert view.canvas.end == 20
    view.draw(falling(7, last=1_000_000))
    assert view.canvas.end == 8
    view.draw(falling(7, last=7))
    assert view.canvas.end == 7


def laid_out(view: LossView) -> tuple[float, float, bool]:
    view.canvas.repaint()
    axis = view.canvas._drawn[0].y
    return axis.low, axis.high, axis.log


def test_a_logarithmic_axis_keeps_small_losses_apart(view: LossView) -> None:
    view.draw(falling(10))
    assert laid_out(view) == (0, 1, False)
    view.log.click()
    low, high, log = laid_out(view)
    assert (low, high, log) == (pytest.approx(5e-4), 1, True)


def test_a_loss_of_zero_is_no_trouble_on_a_logarithmic_axis(view: LossView) -> None:
    history = History()
    for epoch, loss in enumerate((0.5, 0.0, 0.25, 0.0), 1):
        history.append({"epoch": epoch, "steps": epoch, "loss": loss})
    view.log.click()
    view.draw(Snapshot(state="paused", epochs=4, history=history.columns()))
    assert laid_out(view) == (0.2, 0.5, True)


def test_negative_values_and_gaps_are_drawn(view: LossView) -> None:
    history = History()
    for epoch in range(1, 9):
        history.append({"epoch": epoch, "steps": epoch, "loss": -1.0 if epoch < 4 else float("nan")})
    view.draw(Snapshot(state="paused", epochs=8, history=history.columns()))
    low, high, _ = laid_out(view)
    assert low <= -1 <= high


def test_the_pointer_reads_the_nearest_epoch(view: LossView, qtbot: QtBot) -> None:
    view.draw(falling(10, last=10))
    before = view.canvas.grab().toImage()
    x = view.canvas._drawn[0].x
    assert view.canvas._nearest(4.4) == 4
    qtbot.mouseMove(view.canvas, QPoint(round(float(x.place(4.4))), 100))
    assert view.canvas.hovered is not None
    assert view.canvas.grab().toImage() != before


def test_dragging_zooms_in_and_a_double_click_out_again(view: LossView, qtbot: QtBot) -> None:
    view.draw(falling(10, last=10))
    view.canvas.repaint()
    x = view.canvas._drawn[0].x
    start, end = (QPoint(round(float(x.place(epoch))), 80) for epoch in (5, 8))
    qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.canvas, end)
    qtbot.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=end)
    assert view.canvas.zoom == pytest.approx((5, 8), abs=0.1)
    assert laid_out(view)[1] < 0.1  # the axis fits what is left in sight
    qtbot.mouseDClick(view.canvas, Qt.MouseButton.LeftButton, pos=end)
    assert view.canvas.zoom is None
    assert laid_out(view)[1] == 1


def test_a_click_alone_zooms_nowhere(view: LossView, qtbot: QtBot) -> None:
    view.draw(falling(10))
    view.canvas.repaint()
    qtbot.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 80))
    assert view.canvas.zoom is None


def test_numbers_are_saved_as_csv(stage: Stage[LossView], tmp_path: Path) -> None:
    stage.train(epochs=3)
    stage.view.exports.save(tmp_path / "run.csv")
    with (tmp_path / "run.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    written = [float(row["val_loss"]) for row in rows]
    assert written == stage.trainer.history.columns()["val_loss"].tolist()


def test_the_picture_is_saved_as_png_and_svg(stage: Stage[LossView], tmp_path: Path) -> None:
    stage.train(epochs=3)
    stage.view.exports.save(tmp_path / "loss.png")
    image = QImage(str(tmp_path / "loss.png"))
    assert image.size() == stage.view.canvas.size() * 2
    stage.view.exports.save(tmp_path / "loss.svg")
    drawing = QSvgRenderer(str(tmp_path / "loss.svg"))
    assert drawing.isValid()
    assert "epoch" in (tmp_path / "loss.svg").read_text()


def test_picture_and_numbers_can_be_copied(stage: Stage[LossView]) -> None:
    stage.train(epochs=2)
    stage.view.exports.copy_numbers()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["epoch", "steps"]
    assert len(lines) == 3
    stage.view.exports.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()


def test_a_place_that_cannot_be_written_to_is_told(stage: Stage[LossView], tmp_path: Path) -> None:
    told: list[str] = []
    stage.session.notice.connect(told.append)
    stage.train(epochs=1)
    stage.view.exports.save(tmp_path / "nowhere" / "run.csv")
    assert "run.csv" in told[0]


def test_the_menu_asks_where_to_save(stage: Stage[LossView], tmp_path: Path, qtbot: QtBot) -> None:
    stage.train(epochs=1)
    actions = {action.text(): action for action in stage.view.more.menu().actions()}
    actions["Save numbers as CSV…"].trigger()
    dialog = stage.view.exports._dialog
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "mine.csv"))
    assert (tmp_path / "mine.csv").exists()
    dialog.close()


def test_another_document_begins_with_an_empty_picture(stage: Stage[LossView]) -> None:
    stage.train(epochs=2)
    stage.session.open(hills())
    assert stage.view.canvas.empty
    assert stage.view.readout == ""


def test_a_reset_clears_the_curves(stage: Stage[LossView]) -> None:
    stage.train(epochs=2)
    stage.trainer.reset()
    stage.show()
    assert stage.view.canvas.empty
