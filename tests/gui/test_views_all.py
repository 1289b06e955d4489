"""What holds for every view."""

import statistics
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.document.document import Document
from core.training.snapshot import Snapshot
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance
from gui.views import discover_views
from gui.views.base import READOUT_MS, View
from gui.views.confusion import ConfusionView
from gui.views.decision import DecisionView
from gui.views.forecast import ForecastView
from gui.views.generated import GeneratedView
from gui.views.predictions import PredictionsView
from gui.views.written import WrittenView
from tests.core.imitations import clouds
from tests.core.sequences import forgetful, sunspots
from tests.gui.view_stage import DOCUMENTS, circle, digits, staged

VIEWS = discover_views()


SUITING = {GeneratedView: clouds, ForecastView: sunspots, WrittenView: forgetful}


def suiting(kind: type[View]) -> Document:
    """Points of a plane that a view has something to show for."""
    return SUITING.get(kind, circle)()


def test_views_are_found_in_their_order() -> None:
    files = {path.stem for path in (Path(__file__).parents[2] / "gui" / "views").glob("*.py")}
    assert {view.__module__.rpartition(".")[2] for view in VIEWS} == files - {"__init__", "base"}
    assert [view.order for view in VIEWS] == sorted(view.order for view in VIEWS)


@pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.title)
def test_every_view_says_what_it_is(kind: type[View]) -> None:
    assert kind.title
    assert kind.help.endswith(".")


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.title)
def test_every_view_draws_or_says_why_not(
    kind: type[View], name: str, appearance: Appearance, qtbot: QtBot
) -> None:
    with staged(kind, DOCUMENTS[name](), appearance, qtbot) as stage:
        if reason := stage.view.missing(stage.session.document):
            assert reason.endswith(".")
            return
        stage.show()
        empty = stage.picture()
        stage.train(epochs=3)
        assert stage.picture() != empty
        assert stage.view.readout


@pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.title)
def test_every_view_follows_the_theme(kind: type[View], qtbot: QtBot) -> None:
    appearance = Appearance(DARK)
    with staged(kind, suiting(kind), appearance, qtbot) as stage:
        stage.train(epochs=2)
        dark = stage.picture()
        appearance.set_theme(LIGHT)
        light = stage.picture()
        assert light != dark
        appearance.set_theme(DARK)
        assert stage.picture() == dark


@pytest.mark.parametrize("size", [(180, 130), (260, 500), (900, 160), (1200, 700)])
@pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.title)
def test_every_view_draws_at_any_size(
    kind: type[View], size: tuple[int, int], appearance: Appearance, qtbot: QtBot
) -> None:
    with staged(kind, suiting(kind), appearance, qtbot) as stage:
        stage.train(epochs=2)
        stage.view.resize(*size)
        assert not stage.picture().isNull()


@pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.title)
def test_showing_a_snapshot_takes_two_milliseconds_at_most(
    kind: type[View], appearance: Appearance, qtbot: QtBot
) -> None:
    document = suiting(kind) if kind in (DecisionView, *SUITING) else digits()
    with staged(kind, document, appearance, qtbot) as stage:
        times = []
        for _ in range(15):
            for _ in range(3):
                next(stage._steps)
            snapshot = stage.snapshot("running")
            start = time.perf_counter()
            stage.view.draw(snapshot)
            times.append(time.perf_counter() - start)
        assert statistics.median(times) < 0.002


@pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.title)
def test_the_same_results_are_not_drawn_twice(kind: type[View], appearance: Appearance, qtbot: QtBot) -> None:
    with staged(kind, suiting(kind), appearance, qtbot) as stage:
        snapshot = stage.train(epochs=2)
        QApplication.processEvents()
        painted: list[QSize] = []
        stage.view.canvas.paint = lambda painter, size: painted.append(size)
        stage.view.show_snapshot(snapshot)
        stage.view.show_snapshot(snapshot)
        QApplication.processEvents()
        assert not painted
        stage.train(epochs=1)
        QApplication.processEvents()
        assert painted


@pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.title)
def test_a_result_may_be_absent(kind: type[View], appearance: Appearance, qtbot: QtBot) -> None:
    with staged(kind, suiting(kind), appearance, qtbot) as stage:
        stage.view.show_snapshot(Snapshot(state="preparing"))
        stage.view.show_snapshot(Snapshot(state="ready", epochs=5))
        assert not stage.picture().isNull()
        stage.train(epochs=1)
        stage.view.show_snapshot(Snapshot(state="blocked", message="no wire"))
        assert not stage.picture().isNull()


def test_while_it_trains_neighbours_take_turns(appearance: Appearance, qtbot: QtBot) -> None:
    class Counting(View):
        order = 10

        def draw(self, snapshot: Snapshot) -> None:
            self.drawn = [*getattr(self, "drawn", []), snapshot.steps]

    class Neighbour(Counting):
        order = 20

    session = Session()
    views = [Counting(session, appearance), Neighbour(session, appearance)]
    for view in views:
        qtbot.addWidget(view)
        for step in range(6):
            view.show_snapshot(Snapshot(state="running", steps=step))
        view.show_snapshot(Snapshot(state="paused", steps=6))
    first, second = (set(view.drawn) for view in views)
    assert first & second == {6}
    assert first | second == set(range(7))
    session.close()


def test_readouts_come_slowly_enough_to_be_read(appearance: Appearance, qtbot: QtBot) -> None:
    session = Session(digits())
    view = ConfusionView(session, appearance)
    qtbot.addWidget(view)
    told: list[str] = []
    view.readout_changed.connect(told.append)
    for number in range(50):
        view.readout = f"{number} % right"
    assert told == ["0 % right"]
    assert view.readout == "49 % right"
    qtbot.waitUntil(lambda: told[-1] == "49 % right", timeout=20 * READOUT_MS)
    assert len(told) == 2
    session.close()


@pytest.mark.parametrize(
    ("kind", "document", "words"),
    [(DecisionView, digits(), "two inputs"), (ConfusionView, DOCUMENTS["hills"](), "values to predict")],
    ids=["decision", "confusion"],
)
def test_reasons_for_nothing_to_see_name_the_remedy(
    kind: type[View], document: Document, words: str, appearance: Appearance, qtbot: QtBot
) -> None:
    session = Session(document)
    view = kind(session, appearance)
    qtbot.addWidget(view)
    assert words in view.missing(session.document)
    assert PredictionsView(session, appearance).missing(session.document) == ""
    session.close()
