"""Images, texts and series in the views: what a layer sees, forecasts, texts that are written, predictions of each."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from pytestqt.qtbot import QtBot

from core.probes.feature_maps import FeatureMaps
from core.probes.forecast import Forecast
from core.probes.written import Written
from core.training.snapshot import Snapshot
from gui.exhibits import Curves, Pairs, Steps, Table, Tiles, token_text
from gui.theme import DARK, LIGHT, Appearance
from gui.views import discover_views
from gui.views.base import View
from gui.views.confusion import ConfusionView
from gui.views.feature_maps import FeatureMapsView
from gui.views.forecast import ForecastView
from gui.views.predictions import PredictionsView
from gui.views.weights import WeightsView
from gui.views.written import WrittenView
from tests.core.sequences import SEQUENCES, autoencoder, forgetful, names, shapes, sunspots
from tests.gui.view_stage import Stage, digits, point, staged


@pytest.fixture
def seen(appearance: Appearance, qtbot: QtBot) -> Iterator[Stage[FeatureMapsView]]:
    with staged(FeatureMapsView, shapes(), appearance, qtbot) as stage:
        stage.train(steps=1)
        yield stage


@pytest.fixture
def written(appearance: Appearance, qtbot: QtBot) -> Iterator[Stage[WrittenView]]:
    with staged(WrittenView, names(), appearance, qtbot) as stage:
        stage.train(steps=20)
        yield stage


@pytest.mark.parametrize("name", SEQUENCES)
def test_every_view_draws_sequences_and_images_or_says_why_not(name: str, qtbot: QtBot) -> None:
    appearance = Appearance(DARK)
    for kind in discover_views():
        with staged(kind, SEQUENCES[name](), appearance, qtbot) as stage:
            if reason := stage.view.missing(stage.session.document):
                assert reason.endswith(".")
                continue
            stage.train(steps=2)
            dark = stage.picture()
            assert stage.view.readout or kind.title == "Loss"
            appearance.set_theme(LIGHT)
            assert stage.picture() != dark
            appearance.set_theme(DARK)


# -- predictions -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "exhibit"),
    [
        ("shapes", Tiles),
        ("places", Table),
        ("autoencoder", Pairs),
        ("sunspots", Curves),
        ("grammatical", Table),
        ("names", Steps),
        ("copying", Steps),
    ],
)
def test_samples_are_exhibited_as_what_they_are(
    name: str, exhibit: type, appearance: Appearance, qtbot: QtBot
) -> None:
    with staged(PredictionsView, SEQUENCES[name](), appearance, qtbot) as stage:
        stage.train(steps=2)
        canvas = stage.view.canvas
        assert type(canvas.exhibit) is exhibit
        before = canvas.grab().toImage()
        point(
            canvas,
            canvas.box(0, canvas.width()).center().x(),
            canvas.box(0, canvas.width()).center().y(),
            qtbot,
        )
        assert canvas.grab().toImage() != before


def test_sentences_are_read_in_words(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(PredictionsView, SEQUENCES["grammatical"](), appearance, qtbot) as stage:
        stage.train(steps=2)
        canvas = stage.view.canvas
        assert [head for head, _ in canvas.exhibit.columns] == ["is", "called", "sure", "text"]
        first = canvas.entries[0][1]
        assert {first.truth, first.says} <= {"broken", "grammatical"}
        assert set(canvas.exhibit.cells[0][0].split()) <= set(stage.trainer.data.info.vocabulary)


def test_wrong_steps_are_counted_and_marked(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(PredictionsView, SEQUENCES["copying"](), appearance, qtbot) as stage:
        stage.train(steps=3)
        canvas, found = stage.view.canvas, stage.view.canvas.found
        right, judged = int(found.predicted.sum()), int(found.truth.sum())
        assert stage.view.readout == f"{100 * right / judged:.1f} % of {judged:,} steps right"
        said = canvas.entries[0][1]
        wrong = np.flatnonzero(said.truths != said.answers)
        assert said.strength == f"{len(wrong)} of {len(said.truths)} wrong"
        image, cell = canvas.grab().toImage(), canvas.exhibit.cell
        for step in range(len(said.truths)):
            ground = image.pixelColor(QPoint(int(step * cell) + 2, int(canvas.exhibit.high) - 4)).name()
            assert (ground == QColor(DARK.warn).name()) == (step in wrong)


def test_values_that_were_said_stand_beside_the_right_ones(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(PredictionsView, shapes(values=True), appearance, qtbot) as stage:
        stage.train(steps=2)
        assert [head for head, _ in stage.view.canvas.exhibit.columns] == ["off by", "x", "y", "size", ""]
        assert "on average" in stage.view.readout


def test_a_sample_that_is_clicked_is_looked_at(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(PredictionsView, digits(), appearance, qtbot) as stage:
        stage.train(steps=2)
        canvas = stage.view.canvas
        with qtbot.waitSignal(stage.session.sample_changed) as told:
            qtbot.mouseClick(
                canvas, Qt.MouseButton.LeftButton, pos=canvas.box(2, canvas.width()).center().toPoint()
            )
        assert told.args == [int(canvas.held.order[2])]
        assert stage.session.sample == told.args[0]


def test_what_cannot_be_seen_has_a_sign() -> None:
    assert [token_text(token) for token in ("a", " ", "\n", "<start>", "<end>", "cat")] == [
        "a",
        "␣",
        "⏎",
        "",
        "∎",
        "cat",
    ]


# -- what a layer sees -------------------------------------------------------------------------------------------------
def test_the_first_convolution_is_shown_at_first(seen: Stage[FeatureMapsView]) -> None:
    assert seen.view.probes() == {FeatureMaps(node="conv2d1", sample=0)}
    seen.session.select(
        ["maxpooling2d1" if "maxpooling2d1" in seen.session.document.graph.nodes else "dense1"]
    )
    assert seen.view.node != "conv2d1"


def test_samples_follow_each_other(seen: Stage[FeatureMapsView]) -> None:
    count = seen.trainer.data.checking.count
    with seen.qtbot.waitSignal(seen.view.wishes_changed):
        seen.view.after.click()
    assert seen.view.probes() == {FeatureMaps(node="conv2d1", sample=1)}
    seen.view.before.click()
    seen.view.before.click()
    assert seen.session.sample == count - 1
    place = seen.trainer.data.checking.indices[count - 1]
    seen.show()
    assert seen.view.readout == f"sample {place + 1:,}"


def test_a_pixel_under_the_pointer_is_told(seen: Stage[FeatureMapsView]) -> None:
    canvas, found = seen.view.canvas, seen.view.canvas.seen
    grid = canvas.grid(canvas.size())
    row, column = grid.tiling.corner(1)
    at = grid.area.topLeft() + QPoint(int((column + 6.5) * grid.cell[0]), int((row + 9.5) * grid.cell[1]))
    name, value = canvas.value_at(at)
    assert name == "map 2 · pixel 7, 10"
    assert float(value) == pytest.approx(float(found.values[1, 9, 6]), abs=0.005)
    before = canvas.grab().toImage()
    point(canvas, at.x(), at.y(), seen.qtbot)
    assert canvas.grab().toImage() != before


def test_maps_are_coloured_by_what_they_hold(seen: Stage[FeatureMapsView]) -> None:
    canvas = seen.view.canvas
    largest = np.abs(canvas.colours()).max(axis=(1, 2))
    assert set(np.round(largest, 6)) <= {0.0, 1.0}
    seen.view.even.click()
    assert canvas.colours() == pytest.approx(canvas.seen.values / canvas.limit)
    assert "full colour" in canvas.caption(canvas.grid(canvas.size()))


def test_states_stand_below_their_letters(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(FeatureMapsView, names(), appearance, qtbot) as stage:
        stage.session.select(["gru1"])
        stage.train(steps=2)
        canvas, info = stage.view.canvas, stage.trainer.data.info
        grid = canvas.grid(canvas.size())
        at = grid.area.topLeft() + QPoint(int(1.5 * grid.cell[0]), int(2.5 * grid.cell[1]))
        letter = info.vocabulary[int(canvas.seen.sample[1])]
        assert canvas.value_at(at)[0] == f"unit 3 · step 2 “{letter}”"
        map_ = canvas.grab().toImage()
        stage.view.curves.click()
        assert canvas.grab().toImage() != map_
        assert not stage.view.even.isVisible()


def test_a_list_is_drawn_as_bars(seen: Stage[FeatureMapsView]) -> None:
    seen.session.select(["dense1"])
    seen.show()
    canvas = seen.view.canvas
    grid = canvas.grid(canvas.size())
    at = grid.area.topLeft() + QPoint(int(0.5 * grid.cell[0]), 4)
    assert canvas.value_at(at)[0] == "“circle”"


# -- forecast ----------------------------------------------------------------------------------------------------------
def test_the_forecast_is_compared_with_no_change(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(ForecastView, sunspots(2), appearance, qtbot) as stage:
        stage.train(steps=5)
        found = Forecast().measure(stage.trainer)
        (panel,) = stage.view.canvas.panels
        assert [series.name for series in panel.series] == ["same as last", "came", "forecast"]
        assert np.array_equal(panel.series[2].y, found.said[0].values)
        assert stage.view.readout.startswith("MSE ")
        assert "same as last" in stage.view.readout
        stage.view.same.click()
        assert len(stage.view.canvas.panels[0].series) == 2
        with qtbot.waitSignal(stage.view.wishes_changed):
            stage.view.ahead.setCurrentIndex(1)
        assert stage.view.probes() == {Forecast(ahead=2)}


def test_one_number_ahead_leaves_nothing_to_choose(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(ForecastView, sunspots(), appearance, qtbot) as stage:
        assert not stage.view.ahead.isVisible()
        assert "series" in stage.view.missing(digits())


# -- texts -------------------------------------------------------------------------------------------------------------
def test_the_share_of_new_names_is_told(written: Stage[WrittenView]) -> None:
    found = Written().measure(written.trainer)
    assert written.view.readout == f"{100 * found.share:.1f} % new" or written.view.readout == "100 % new"
    assert written.view.text().splitlines() == list(found.texts)


def test_temperature_and_beginning_are_wishes(written: Stage[WrittenView]) -> None:
    view = written.view
    with written.qtbot.waitSignal(view.wishes_changed):
        written.qtbot.keyClick(view.slider, Qt.Key.Key_Home)
    assert view.probes() == {Written(temperature=0)}
    written.qtbot.keyClicks(view.prompt, "ma")
    written.qtbot.keyClick(view.prompt, Qt.Key.Key_Return)
    assert view.probes() == {Written(temperature=0, prompt="ma")}
    view.again.click()
    assert view.probes() == {Written(temperature=0, prompt="ma", draw=1)}
    written.show()
    assert all(line.startswith("ma") for line in view.text().splitlines())


def test_what_is_written_can_be_copied(written: Stage[WrittenView]) -> None:
    QGuiApplication.clipboard().clear()
    with written.qtbot.waitSignal(written.session.notice):
        written.view.copy.click()
    assert QGuiApplication.clipboard().text() == written.view.text()


def test_a_network_that_looks_ahead_says_why_it_writes_nothing(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(WrittenView, names(bidirectional=True), appearance, qtbot) as stage:
        stage.train(steps=1)
        assert "one direction" in stage.view.canvas.found.refused
        assert not stage.view.copy.isEnabled()
        assert stage.view.readout == ""


def test_broken_sentences_are_underlined(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(WrittenView, forgetful(), appearance, qtbot) as stage:
        stage.train(epochs=3)
        canvas = stage.view.canvas
        found = canvas.found
        assert found.share == 0  # from one letter alone nobody can tell the next
        formats = canvas.paragraph(found, 0, 300).formats()
        faulty = [f for f in formats if f.format.fontUnderline()]
        assert [(f.start, f.start + f.length) for f in faulty] == [
            (a, b) for a, b, good in found.pieces[0] if not good
        ]


# -- weights and confusion ---------------------------------------------------------------------------------------------
def test_kernels_are_told_by_place_and_channel(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(WeightsView, shapes(colours="colour"), appearance, qtbot) as stage:
        stage.train(steps=1)
        assert stage.view.node == "conv2d1"
        picture = stage.view.canvas.picture
        assert stage.view._where(picture, (1 * 5 + 3) * 3 + 2, 1) == "place 4, 2 of channel 3 → filter 2"
        assert "filter" in stage.view.canvas.value_at(QPoint(2, 2))[0]


def test_gates_are_told_apart(appearance: Appearance, qtbot: QtBot) -> None:
    with staged(WeightsView, names(), appearance, qtbot) as stage:
        stage.session.select(["gru1"])
        stage.train(steps=1)
        picture = stage.view.canvas.picture
        assert stage.view._where(picture, 0, 17).endswith("unit 2, part 2 of 3")


@pytest.mark.parametrize(
    ("kind", "words"), [(ConfusionView, "gives no classes"), (WrittenView, "Under Data")]
)
def test_what_an_autoencoder_cannot_show_is_told(
    kind: type[View], words: str, appearance: Appearance, qtbot: QtBot
) -> None:
    with staged(kind, autoencoder(), appearance, qtbot) as stage:
        assert words in stage.view.missing(stage.session.document)
        stage.view.show_snapshot(Snapshot(state="ready"))
