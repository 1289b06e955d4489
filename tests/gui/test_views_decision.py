"""The decision boundary: colours are answers, points are data."""

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from core.data.recipe import DataRecipe
from core.data.sources.circle import Circle
from core.data.sources.typed_table import TypedTable
from core.document import edits
from core.probes.decision_map import DecisionMap
from core.probes.plane_points import PlanePoints
from core.probes.score import Score
from gui.plane import FULL, Meaning, meaning, plane_image, point_colour
from gui.theme import DARK, Appearance
from gui.views.decision import UNITS_RESOLUTION, DecisionView
from tests.gui.view_stage import Stage, circle, classes, digits, gate, hills, point, staged


@pytest.fixture
def stage(appearance: Appearance, qtbot: QtBot) -> Iterator[Stage[DecisionView]]:
    with staged(DecisionView, circle(), appearance, qtbot) as stage:
        yield stage


def strong(name: str) -> tuple[int, int, int, int]:
    return (*QColor(name).getRgb()[:3], round(255 * FULL))


@pytest.mark.parametrize(
    ("means", "outputs"),
    [
        (Meaning(2), [[0.0, 1.0], [1.0, 0.0]]),
        (Meaning(2, 0.5, 2.0), [[1.0, 0.0]]),
        (Meaning(1), [[1.0, -1.0]]),
        (Meaning(0, 0.0, 1 / 5), [[5.0, -5.0]]),
    ],
    ids=["one output a class", "0/1", "-1/+1", "values"],
)
def test_blue_is_the_second_class_and_the_high_value(means: Meaning, outputs: list[list[float]]) -> None:
    image = plane_image(np.array(outputs)[:, None, :], means, DARK, stepped=False)
    for x, name in ((0, DARK.positive), (1, DARK.negative)):
        assert image.pixelColor(x, 0).getRgb() == pytest.approx(strong(name), abs=3)


def test_the_picture_has_high_x2_at_the_top() -> None:
    image = plane_image(np.array([[[1.0], [-1.0]]]), Meaning(1), DARK, stepped=False)
    assert image.pixelColor(0, 1).blue() > image.pixelColor(0, 1).red()
    assert image.pixelColor(0, 0).red() > image.pixelColor(0, 0).blue()


def test_several_classes_have_a_colour_each() -> None:
    outputs = np.eye(4)[:, None, :]
    image = plane_image(outputs, Meaning(4), DARK, stepped=False)
    for x in range(4):
        assert image.pixelColor(x, 0).getRgb() == pytest.approx(strong(DARK.classes[x]), abs=3)


def test_doubt_is_pale() -> None:
    unsure = plane_image(np.array([[[0.34]], [[0.33]], [[0.33]]]), Meaning(3), DARK, stepped=False)
    assert unsure.pixelColor(0, 0).alpha() < 60
    even = plane_image(np.array([[[0.5]], [[0.5]]]), Meaning(2), DARK, stepped=False)
    assert even.pixelColor(0, 0).alpha() == 0


def test_steps_show_which_side_alone() -> None:
    image = plane_image(np.array([[[0.01, -0.01]]]), Meaning(1), DARK, stepped=True)
    assert image.pixelColor(0, 0).alpha() == image.pixelColor(1, 0).alpha() > 150
    values = plane_image(np.array([[[0.1, 0.3]]]), Meaning(0), DARK, stepped=True)
    assert values.pixelColor(0, 0).alpha() == 0
    assert values.pixelColor(1, 0).alpha() > 0


def test_it_wants_map_points_and_score(stage: Stage[DecisionView]) -> None:
    assert stage.view.probes() == {DecisionMap(), PlanePoints(), Score()}
    stage.train(epochs=2)
    assert stage.view.readout.endswith("% right")


def test_values_are_read_out_as_loss(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(DecisionView, hills(), appearance, qtbot) as stage:
        stage.train(epochs=1)
        assert stage.view.readout.startswith("loss ")


def test_it_only_draws_the_plane(stage: Stage[DecisionView]) -> None:
    assert stage.view.missing(circle()) == ""
    assert stage.view.missing(gate()) == ""
    assert "two inputs" in stage.view.missing(digits())


def seen(canvas: object, size: QSize) -> QImage:
    canvas.resize(size)
    return canvas.grab().toImage()


def test_every_point_is_drawn_where_it_lies(stage: Stage[DecisionView]) -> None:
    stage.train(epochs=1)
    canvas = stage.view.canvas
    image = canvas.grab().toImage()
    x, y = canvas.axes(canvas.size())
    # The last points drawn are covered by none.
    places, answers = canvas.data.validation.places[-5:], canvas.data.validation.answers[-5:]
    for (x1, x2), answer in zip(places, answers, strict=True):
        colour = image.pixelColor(round(float(x.place(x1)) - 0.5), round(float(y.place(x2)) - 0.5))
        assert colour.name() == point_colour(DARK, canvas.data, int(answer))


def test_validation_points_can_be_left_out(stage: Stage[DecisionView]) -> None:
    stage.train(epochs=1)
    both = stage.view.canvas.grab().toImage()
    stage.view.validation.click()
    assert stage.view.canvas.grab().toImage() != both
    stage.view.validation.click()
    assert stage.view.canvas.grab().toImage() == both


def test_the_toggle_for_steps(stage: Stage[DecisionView]) -> None:
    stage.train(epochs=1)
    smooth = stage.view.canvas.grab().toImage()
    stage.view.steps.click()
    assert stage.view.canvas.grab().toImage() != smooth


def test_the_pointer_reads_place_and_answer(stage: Stage[DecisionView]) -> None:
    stage.train(epochs=20)
    place, says = stage.view.canvas.value_at(0.0, 0.0)
    assert place == "x₁ 0, x₂ 0"
    outputs = stage.trainer.network.predict(np.zeros((1, 2), np.float32))[0]
    name, _, value = says.rpartition(" ")
    assert name == ("outside", "inside")[int(outputs.argmax())]
    assert float(value) == pytest.approx(outputs.max(), abs=0.1)
    x, y = stage.view.canvas.axes(stage.view.canvas.size())
    before = stage.view.canvas.grab().toImage()
    point(stage.view.canvas, float(x.place(0.0)), float(y.place(0.0)), stage.qtbot)
    assert stage.view.canvas.grab().toImage() != before


def test_the_pointer_reads_values_and_single_outputs(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(DecisionView, hills(), appearance, qtbot) as stage:
        stage.train(epochs=1)
        assert len(stage.view.canvas.value_at(6.0, -6.0)) == 2
    with staged(DecisionView, gate(), appearance, qtbot) as stage:
        stage.train(epochs=1)
        assert stage.view.canvas.value_at(1.0, 1.0)[1].split()[0] in ("0", "1")


def test_units_of_a_layer_can_be_seen(stage: Stage[DecisionView]) -> None:
    view = stage.view
    names = [view.layers.itemData(k) for k in range(view.layers.count())]
    assert names == ["", "dense1", "dense2"]
    with stage.qtbot.waitSignal(view.wishes_changed):
        view.layers.setCurrentIndex(1)
    assert DecisionMap(node="dense1", resolution=UNITS_RESOLUTION) in view.probes()
    stage.train(epochs=1)
    cells = view.units.cells(view.units.size())
    assert len(cells) == 6
    for cell in cells:
        assert cell.right() <= view.units.width() + 1
        assert cell.bottom() <= view.units.height() + 1
    assert not any(a.intersects(b) for a in cells for b in cells if a is not b)
    before = view.units.grab().toImage()
    point(view.units, cells[0].center().x(), cells[0].center().y(), stage.qtbot)
    assert view.units.grab().toImage() != before


def test_a_layer_that_is_gone_gives_way_to_the_answer(stage: Stage[DecisionView]) -> None:
    stage.view.layers.setCurrentIndex(1)
    stage.session.apply("remove", edits.remove(stage.session.document, {"dense1"}, heal=True))
    assert stage.view.node == ""


@pytest.mark.parametrize("size", [QSize(420, 200), QSize(200, 420)], ids=["wide", "high"])
def test_the_map_is_square_and_inside(stage: Stage[DecisionView], size: QSize) -> None:
    stage.train(epochs=1)
    x, y = stage.view.canvas.axes(size)
    assert x.end - x.start == pytest.approx(y.start - y.end)
    assert 0 <= x.start < x.end <= size.width()
    assert 0 <= y.end < y.start <= size.height()


def test_meaning_follows_the_data(appearance: Appearance, qtbot: QtBot) -> None:
    three = TypedTable(rows="a,b,c\n" + "0,0,x\n1,0,y\n0,1,z\n" * 4)
    for document, expected in (
        (circle(), Meaning(2)),
        (classes(three, 3), Meaning(3)),
        (replace(gate(), data=DataRecipe(source=Circle(points=20), encoding="0/1")), Meaning(2, 0.5, 2.0)),
    ):
        with staged(DecisionView, document, appearance, qtbot) as stage:
            stage.train(steps=1)
            assert meaning(stage.view.canvas.data) == expected
            assert not stage.picture().isNull()
