"""The weights view: the layer that is selected, its weights as they are, values under the pointer."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from core.document import edits
from core.layers.dense import Dense
from core.probes.gradients import Gradients
from core.probes.norms import Norms
from core.probes.weights import Weights
from gui.theme import DARK, Appearance
from gui.views.weights import WeightsView
from tests.gui.view_stage import Stage, digits, iris, staged


@pytest.fixture
def stage(appearance: Appearance, qtbot: QtBot) -> Iterator[Stage[WeightsView]]:
    with staged(WeightsView, iris(), appearance, qtbot) as stage:
        yield stage


@pytest.fixture
def imaged(appearance: Appearance, qtbot: QtBot) -> Iterator[Stage[WeightsView]]:
    with staged(WeightsView, digits(), appearance, qtbot) as stage:
        yield stage


def layers(view: WeightsView) -> list[str]:
    return [view.layers.itemData(k) for k in range(view.layers.count())]


def test_layers_that_learn_can_be_chosen(stage: Stage[WeightsView]) -> None:
    assert layers(stage.view) == ["dense1", "dense2"]
    assert stage.view.probes() == {Weights(node="dense1"), Norms(node="dense1")}
    with stage.qtbot.waitSignal(stage.view.wishes_changed):
        stage.view.layers.setCurrentIndex(1)
    assert stage.view.probes() == {Weights(node="dense2"), Norms(node="dense2")}


def test_it_follows_the_selection_on_the_canvas(stage: Stage[WeightsView]) -> None:
    stage.session.select(["dense2"])
    assert stage.view.node == "dense2"
    stage.session.select(["input1"])
    assert stage.view.node == "dense2"
    stage.session.select(["dense1", "dense2"])
    assert stage.view.node == "dense2"


def test_it_follows_edits_of_the_network(stage: Stage[WeightsView]) -> None:
    stage.session.select(["dense2"])
    document, new = edits.add_node(stage.session.document, Dense(units=2), (0.0, 300.0))
    stage.session.apply("add", document)
    assert stage.view.node == "dense2"
    assert new not in layers(stage.view)  # it leads nowhere yet
    stage.session.apply("remove", edits.remove(stage.session.document, {"dense2"}, heal=True))
    assert layers(stage.view) == ["dense1"]
    assert stage.view.node == "dense1"
    assert stage.view.missing(stage.session.document) == ""
    stage.session.apply("remove", edits.remove(stage.session.document, {"dense1"}, heal=True))
    assert "has weights" in stage.view.missing(stage.session.document)
    assert stage.view.probes() == frozenset()


def test_weights_and_gradients(stage: Stage[WeightsView]) -> None:
    stage.show()
    stage.view.gradients.click()
    assert Gradients(node="dense1") in stage.view.probes()
    stage.show()
    assert "first step" in stage.view.canvas.note
    stage.train(steps=2)
    gradient = stage.trainer.network.gradients[stage.trainer.network.slots[0].span].reshape(4, 6)
    assert np.array_equal(stage.view.canvas.picture.values, gradient)
    stage.view.weights.click()
    stage.train(steps=1)
    weight = stage.trainer.network.views()["dense1/weight"]
    assert np.array_equal(stage.view.canvas.picture.values, weight)


def centre(view: WeightsView, row: int, column: int) -> QPointF:
    shown = view.canvas._layout(view.canvas._areas(view.canvas.size())[0])
    return shown.area.topLeft() + QPointF((column + 0.5) * shown.cell[0], (row + 0.5) * shown.cell[1])


def test_the_pointer_reads_a_weight_with_the_name_of_its_input(stage: Stage[WeightsView]) -> None:
    stage.train(steps=5)
    weight = stage.trainer.network.views()["dense1/weight"]
    name, value = stage.view.canvas.value_at(centre(stage.view, 2, 4))
    assert name == "petal length → unit 5"
    assert float(value.replace("−", "-")) == pytest.approx(weight[2, 4], abs=6e-3)
    stage.session.select(["dense2"])
    stage.show()
    assert stage.view.canvas.value_at(centre(stage.view, 3, 1))[0] == "input 4 → unit 2"


def test_biases_stand_below_their_units(stage: Stage[WeightsView]) -> None:
    stage.train(steps=5)
    bias = stage.trainer.network.views()["dense1/bias"]
    below = centre(stage.view, 3, 2)
    shown = stage.view.canvas._layout(stage.view.canvas._areas(stage.view.canvas.size())[0])
    name, value = stage.view.canvas.value_at(QPointF(below.x(), shown.area.bottom() + 9))
    assert name == "bias of unit 3"
    assert float(value.replace("−", "-")) == pytest.approx(bias[2], abs=6e-3)
    assert stage.view.canvas.value_at(QPointF(-5, 10)) == []
    assert stage.view.canvas.value_at(QPointF(below.x(), shown.area.bottom() + 100)) == []


def test_colours_tell_the_sign(stage: Stage[WeightsView]) -> None:
    stage.trainer.network.views()["dense1/weight"][...] = 0.5
    stage.trainer.network.views()["dense1/weight"][:, :3] = -0.5
    stage.show()
    image = stage.view.canvas.grab().toImage()
    corner = QPoint(3, 3)
    for column, name in ((0, DARK.negative), (5, DARK.positive)):
        place = stage.view.canvas.mapFromGlobal(stage.view.canvas.mapToGlobal(centre(stage.view, 0, column)))
        cell = stage.view.canvas._layout(stage.view.canvas._areas(stage.view.canvas.size())[0]).cell
        edge = place.toPoint() - QPoint(round(cell[0] / 2), round(cell[1] / 2)) + corner
        assert image.pixelColor(edge).name() == QColor(name).name()


def test_weights_on_images_are_images(imaged: Stage[WeightsView]) -> None:
    imaged.train(steps=5)
    canvas = imaged.view.canvas
    assert imaged.view.as_images.isVisible()
    assert canvas.tiled
    weight = imaged.trainer.network.views()["dense1/weight"]
    top, left = canvas._tiling().corner(2)
    row, column = top + 6, left + 3
    name, value = canvas.value_at(centre(imaged.view, row, column))
    assert name == "pixel 4, 7 → unit 3"
    assert float(value.replace("−", "-")) == pytest.approx(weight[6 * 8 + 3, 2], abs=6e-3)
    gap = centre(imaged.view, 8, 3)
    assert canvas.value_at(gap) == []


def test_images_can_be_shown_as_a_matrix(imaged: Stage[WeightsView]) -> None:
    imaged.train(steps=5)
    imaged.view.as_images.click()
    assert not imaged.view.canvas.tiled
    assert imaged.view.canvas.value_at(centre(imaged.view, 11, 0))[0] == "pixel 4, 2 → unit 1"
    imaged.session.select(["dense2"])
    imaged.show()
    assert not imaged.view.as_images.isVisible()


def test_the_caption_says_how_far_the_last_step_went(stage: Stage[WeightsView]) -> None:
    stage.train(steps=1)
    stage.train(steps=1)
    assert "last step" in stage.view.canvas.caption
    assert stage.view.readout.startswith("4×6  ±")


def test_the_colour_scale_keeps_still_while_weights_move(stage: Stage[WeightsView]) -> None:
    limits = set()
    for _ in range(10):
        stage.train(steps=1)
        limits.add(stage.view.canvas.limit)
    assert len(limits) <= 2
