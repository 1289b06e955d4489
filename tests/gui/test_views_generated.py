"""The generated samples: points over the discriminator's opinion, images in rows, curves and numbers."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from core.data.base import DataInfo
from core.document import edits
from core.probes.bent_grid import BentGrid
from core.probes.generated import Generated, Made
from core.probes.opinion import Opinion
from core.probes.plane_points import PlanePoints
from core.training.snapshot import Snapshot
from gui.imitation import SamplesCanvas, mosaic, opinion_image
from gui.theme import DARK, LIGHT, Appearance, Theme
from gui.ticks import figure
from gui.tiling import Tiling
from gui.views.confusion import ConfusionView
from gui.views.decision import DecisionView
from gui.views.generated import POINTS, GeneratedView
from gui.views.loss import LossView
from gui.views.predictions import PredictionsView
from gui.views.weights import WeightsView
from tests.core.examples import digits
from tests.core.imitations import clouds, forged_digits, told_digits
from tests.gui.view_stage import Stage, point, staged


@pytest.fixture
def stage(appearance: Appearance, qtbot: QtBot) -> Iterator[Stage[GeneratedView]]:
    with staged(GeneratedView, clouds(), appearance, qtbot) as stage:
        yield stage


def colours_of(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


# -- points ------------------------------------------------------------------------------------------------------------
def test_points_show_both_kinds_in_their_colours(stage: Stage[GeneratedView]) -> None:
    stage.train(epochs=1)
    view, (real, made) = stage.view, (QColor(DARK.positive).name(), QColor(DARK.generator).name())
    view.opinion.click()
    for button, there in (
        (view.real, {made}),
        (view.made, set()),
        (view.real, {real}),
        (view.made, {real, made}),
    ):
        button.click()
        stage.show()
        seen = colours_of(stage.view.canvas.grab(_plane_of(view).toRect()).toImage())
        assert seen & {real, made} == there, button.text()


def _plane_of(view: GeneratedView) -> QRectF:
    x, y = view.points.axes(view.points.size())
    return QRectF(x.start, y.end, x.end - x.start, y.start - y.end)


def test_opinion_and_grid_are_asked_for_where_they_are_seen(stage: Stage[GeneratedView]) -> None:
    view, told = stage.view, []
    view.wishes_changed.connect(lambda: told.append(view.probes()))
    assert view.probes() == {PlanePoints(), Generated(count=POINTS), Opinion()}
    view.opinion.click()
    view.grid.click()
    assert told[-1] == {PlanePoints(), Generated(count=POINTS), BentGrid()}


def test_the_grid_is_drawn_over_the_points(stage: Stage[GeneratedView]) -> None:
    stage.train(epochs=1)
    before = stage.picture()
    stage.view.grid.click()
    stage.show()
    assert stage.view.points.lines is not None
    assert stage.picture() != before


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_opinion_is_blue_for_real_and_the_generators_colour_for_generated(theme: Theme) -> None:
    image = opinion_image(np.array([[0.0, 0.5, 1.0]]), theme)
    made, nothing, real = (image.pixelColor(column, 0) for column in range(3))
    assert nothing.alpha() == 0
    assert 0 < made.alpha() == real.alpha() < 200
    for seen, meant in ((made, theme.generator), (real, theme.positive)):
        assert abs(seen.hue() - QColor(meant).hue()) <= 4


def test_the_upper_row_is_the_higher_x2() -> None:
    image = opinion_image(np.array([[0.5], [1.0]]), DARK)
    assert image.pixelColor(0, 0).alpha() > image.pixelColor(0, 1).alpha() == 0


def test_the_pointer_reads_the_opinion(stage: Stage[GeneratedView], qtbot: QtBot) -> None:
    stage.train(epochs=1)
    place, says = stage.view.points.value_at(0.5, 0.5)
    assert place == "x₁ 0.5, x₂ 0.5"
    assert says.endswith("% taken for real")
    before = stage.picture()
    point(stage.view.points, *_plane_of(stage.view).center().toTuple(), qtbot)
    assert stage.picture() != before


def test_points_that_are_no_numbers_are_left_out(stage: Stage[GeneratedView]) -> None:
    stage.train(epochs=1)
    stage.view.points.made = np.array([[np.nan, 0.5], [0.5, np.inf], [0.5, 0.5]])
    assert not stage.picture().isNull()


@pytest.mark.parametrize(("document", "words"), [(clouds, "JS"), (forged_digits, "diversity")])
def test_the_readout_is_how_like_the_data_it_is(
    document: object, words: str, appearance: Appearance, qtbot: QtBot
) -> None:
    with staged(GeneratedView, document(), appearance, qtbot) as stage:
        stage.show()
        assert stage.view.readout == ""
        stage.train(epochs=2)
        newest = stage.trainer.history.last()[words.lower()]
        assert stage.view.readout == f"{words} {figure(newest)}"


# -- images ------------------------------------------------------------------------------------------------------------
def test_images_stand_in_full_rows(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(GeneratedView, forged_digits(), appearance, qtbot) as stage:
        stage.train(steps=1)
        canvas = stage.view.samples
        assert canvas.made is not None
        for width, height in ((400, 240), (150, 500), (900, 120)):
            room = QRectF(0, 0, width, height)
            block = canvas.block(canvas.made, room)
            assert room.contains(block.area)
            assert block.tiling.count % block.tiling.across == 0
            assert block.tiling.count > 50


@pytest.mark.parametrize(("size", "above"), [((700, 200), True), ((200, 600), False)])
def test_classes_are_named_where_they_are_told(
    size: tuple[int, int], above: bool, appearance: Appearance, qtbot: QtBot
) -> None:
    with staged(GeneratedView, told_digits(), appearance, qtbot) as stage:
        stage.train(steps=1)
        made = stage.view.samples.made
        assert made is not None
        block = stage.view.samples.block(made, QRectF(0, 0, *size))
        assert block.names == tuple("0123456789")
        assert block.above == above
        stage.view.resize(*size)
        assert not stage.picture().isNull()


def test_real_images_stand_beside_generated_ones_where_asked(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(GeneratedView, forged_digits(), appearance, qtbot) as stage:
        stage.train(steps=1)
        alone = stage.picture()
        assert not stage.view.real.isChecked()
        assert stage.view.opinion.isHidden()
        stage.view.real.click()
        both = stage.picture()
        stage.view.made.click()
        assert alone != both != stage.picture()


def test_black_and_white_are_those_of_real_images() -> None:
    real = np.array([0, 200], np.uint8).reshape(2, 1, 1, 1)
    made = np.array([-50.0, 100.0, 500.0, np.nan], np.float32).reshape(4, 1, 1, 1)
    image = mosaic(made, Tiling(4, 1, 1, 4), real)
    assert [image.pixelColor(column, 0).red() for column in (0, 2, 4, 6)] == [0, 127, 255, 0]
    assert image.pixelColor(1, 0).alpha() == 0


def test_colours_stay_colours() -> None:
    made = np.zeros((1, 1, 1, 3), np.float32)
    made[..., 1] = 255
    image = mosaic(made, Tiling(1, 1, 1, 1), np.array([0, 255], np.uint8).reshape(2, 1, 1, 1))
    assert image.pixelColor(0, 0).getRgb()[:3] == (0, 255, 0)


@pytest.mark.parametrize("shape", [(3,), (9, 1), (7, 2)])
def test_numbers_and_curves_are_drawn(shape: tuple[int, ...], appearance: Appearance, qtbot: QtBot) -> None:
    canvas = SamplesCanvas(appearance)
    qtbot.addWidget(canvas)
    canvas.resize(300, 200)
    empty = canvas.grab().toImage()
    random = np.random.default_rng(0)
    info = DataInfo(sample_shape=shape, feature_names=("a", "b", "c"))
    canvas.show_samples(Made(info, random.random((12, *shape)), random.random((12, *shape))))
    made = canvas.grab().toImage()
    canvas.shows_real = True
    canvas.refresh()
    assert empty != made != canvas.grab().toImage()
    assert QColor(DARK.generator).name() in colours_of(made) or len(shape) == 1


# -- documents ---------------------------------------------------------------------------------------------------------
def test_it_follows_from_points_to_images_and_back(stage: Stage[GeneratedView]) -> None:
    stage.train(epochs=1)
    view = stage.view
    assert view.canvas is view.points
    stage.session.open(forged_digits())
    assert view.canvas is view.samples
    assert view.readout == ""
    assert view.samples.made is None
    assert view.probes() == {Generated()}
    stage.session.open(clouds())
    assert view.canvas is view.points
    assert view.points.data is None
    assert view.real.isChecked()


def test_without_a_generator_it_says_what_to_add(stage: Stage[GeneratedView]) -> None:
    assert stage.view.missing(clouds()) == ""
    text = stage.view.missing(digits())
    assert "no generator" in text
    assert "Noise" in text
    half = edits.remove(clouds(), {"noise1"})
    assert stage.view.missing(half) == ""  # the canvas says what is wrong there


@pytest.mark.parametrize("kind", [PredictionsView, ConfusionView, DecisionView])
@pytest.mark.parametrize("document", [clouds, told_digits], ids=["clouds", "told"])
def test_other_views_say_why_they_are_empty(
    kind: type, document: object, appearance: Appearance, qtbot: QtBot
) -> None:
    with staged(kind, document(), appearance, qtbot) as stage:
        assert "Generated" in stage.view.missing(stage.session.document)
        stage.train(steps=1)
        assert not stage.picture().isNull()


def test_weights_show_both_players(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(WeightsView, clouds(), appearance, qtbot) as stage:
        assert stage.view.missing(stage.session.document) == ""
        assert stage.view.layers.count() == 4
        stage.train(steps=2)
        stage.view.layers.setCurrentIndex(3)
        stage.show()
        assert stage.view.readout


# -- losses ------------------------------------------------------------------------------------------------------------
def test_both_losses_have_a_curve_and_a_name(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(LossView, clouds(), appearance, qtbot) as stage:
        assert [button.text() for button in stage.view._quantities.values()] == ["Loss", "JS", "KL", "Right"]
        stage.train(epochs=3)
        loss, js = stage.view.canvas.panels
        last = stage.trainer.history.last()
        assert [(s.name, s.token, s.y[-1]) for s in loss.series if not s.faint] == [
            ("discriminator", "discriminator", last["loss"]),
            ("generator", "generator", last["generator_loss"]),
        ]
        assert (js.title, js.series[0].y[-1]) == ("JS divergence", last["js"])
        assert stage.view.readout.split()[::2] == ["discriminator", "generator"]
        for name in ("kl", "right"):
            stage.view._quantities[name].click()
        assert [panel.title for panel in stage.view.canvas.panels][2:] == ["KL divergence", "Discriminator"]
        right = stage.view.canvas.panels[3]
        assert right.percent
        assert [s.name for s in right.series] == ["right on real", "right on generated"]
        assert {QColor(DARK.generator).name(), QColor(DARK.discriminator).name()} <= colours_of(
            stage.picture()
        )


def test_images_have_a_diversity_instead_of_divergences(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(LossView, forged_digits(), appearance, qtbot) as stage:
        assert list(stage.view._quantities) == ["loss", "diversity", "right"]
        stage.train(epochs=1)
        assert list(stage.view._quantities) == ["loss", "diversity", "right"]
        assert [panel.title for panel in stage.view.canvas.panels] == ["Loss", "Diversity"]


def test_within_the_first_epoch_both_losses_run(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(LossView, clouds(batch_size=4), appearance, qtbot) as stage:
        stage.train(steps=60)
        loss = stage.view.canvas.panels[0]
        assert stage.trainer.epoch == 0
        assert [(s.name, s.faint) for s in loss.series] == [("discriminator", True), ("generator", True)]
        assert stage.view.readout.split()[::2] == ["discriminator", "generator"]
        assert all(len(s.x) > 3 for s in loss.series)
        assert not stage.picture().isNull()


def test_the_numbers_are_saved_under_their_own_names(
    appearance: Appearance, qtbot: QtBot, tmp_path: Path
) -> None:
    with staged(LossView, clouds(), appearance, qtbot) as stage:
        stage.train(epochs=1)
        stage.view.exports.save(tmp_path / "gan.csv")
        head = (tmp_path / "gan.csv").read_text().splitlines()[0].split(",")
        assert {"loss", "generator_loss", "js", "kl"} <= set(head)


def test_a_snapshot_of_nothing_is_no_trouble(stage: Stage[GeneratedView]) -> None:
    stage.view.show_snapshot(Snapshot(state="preparing"))
    assert not stage.picture().isNull()
    assert stage.view.readout == ""
