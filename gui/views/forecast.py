"""The forecast against the truth, over the whole stretch that is held back."""

from itertools import cycle

from core.data.series import Series as TimeSeries
from core.document.document import Document
from core.document.players import players
from core.errors import NeurowrightError
from core.probes.base import Probe
from core.probes.forecast import Forecast, Forecasts
from core.training.snapshot import Snapshot
from gui.controls import Choice
from gui.curves import CurvesCanvas, Panel, Series
from gui.session import Session
from gui.theme import Appearance
from gui.ticks import figure
from gui.tools import ToolRow, compact, toggle
from gui.views.base import View

TOKENS = ("negative", "ok", "accent", "warn")


class ForecastView(View):
    """What came, what the network said would come, and, to compare with, that all stays as it is."""

    title = "Forecast"
    help = (
        "What came and what was forecast, for the part of the series that the network has not learned from."
    )
    particular = True
    order = 44

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.canvas = CurvesCanvas(appearance, "Loading …", "number")
        self.ahead, self.tools = Choice(), ToolRow()
        self.same = toggle("Same as last", "The forecast that nothing changes, to compare with", on=True)
        self._shown: Forecasts | None = None
        compact(self.ahead)
        self.ahead.setAccessibleName("How far ahead")
        self.ahead.setToolTip("Which of the numbers that are forecast at once")
        self.ahead.currentIndexChanged.connect(lambda _: self.wishes_changed.emit())
        self.same.toggled.connect(lambda _: self._redraw())
        self.tools.add(self.ahead)
        self.tools.at_right(self.same)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.canvas, 1)
        session.inference_changed.connect(lambda _: self._list())
        session.opened.connect(self._forget)
        self._list()

    def probes(self) -> frozenset[Probe]:
        return frozenset((self._probe(),))

    def missing(self, document: Document) -> str:
        if players(document.graph) is not None or not isinstance(document.data.source, TimeSeries):
            return "This view needs a series to forecast. Under Data, choose one, such as the sunspots."
        try:
            document.data.source.info()
        except NeurowrightError as error:
            return str(error)
        return ""

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.results.get(self._probe())
        if found is None or found is self._shown:
            return
        self._shown = found
        self._redraw()
        self.readout = _readout(found)

    def _probe(self) -> Forecast:
        return Forecast(ahead=max(self.ahead.currentIndex(), 0) + 1)

    def _redraw(self) -> None:
        found = self._shown
        if found is None:
            return
        curves = [Series("came", "positive", found.times, found.truth)]
        for said, token in zip(found.said, cycle(TOKENS), strict=False):
            name = said.name if len(found.said) > 1 else "forecast"
            curves.append(Series(name, token, found.times, said.values))
        if self.same.isChecked():
            curves.insert(0, Series("same as last", "muted", found.times, found.same.values, thin=True))
        start, end = float(found.times.min()), float(found.times.max())
        panel = Panel("", curves, tight=True)
        self.canvas.show_panels((panel,), max(end, start + 1), log=False, start=start)

    def _list(self) -> None:
        """One entry for each number that is forecast at once."""
        source = self.session.document.data.source
        count = source.horizon if isinstance(source, TimeSeries) else 1
        self.ahead.setVisible(count > 1)
        if count == self.ahead.count():
            return
        chosen = max(self.ahead.currentIndex(), 0)
        self.ahead.blockSignals(True)
        self.ahead.clear()
        self.ahead.addItems([f"{step} ahead" for step in range(1, count + 1)])
        self.ahead.setCurrentIndex(min(chosen, count - 1))
        self.ahead.blockSignals(False)
        self.wishes_changed.emit()

    def _forget(self) -> None:
        self._shown, self.readout = None, ""
        self.canvas.zoom_to(None)
        self.canvas.show_panels((), 1.0, log=False)


def _readout(found: Forecasts) -> str:
    same = found.same.error
    if len(found.said) > 1:
        errors = ", ".join(f"{said.name} {figure(said.error)}" for said in found.said)
        return f"MSE {errors}, same as last {figure(same)}"
    error = found.said[0].error
    change = 100 * (error / same - 1) if same > 0 else 0.0
    sign = "+" if change > 0 else "−"
    return f"MSE {figure(error)}, same as last {figure(same)} ({sign}{abs(change):.0f} %)"
