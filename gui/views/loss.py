"""How loss and metrics develop."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QToolButton

from core.document.document import Document
from core.errors import NeurowrightError
from core.metrics import METRICS
from core.metrics.base import Metric
from core.training.history import EPOCH, LOSS, STEPS, VALIDATION
from core.training.snapshot import Snapshot
from gui.curves import CurvesCanvas, Panel, Series
from gui.exports import Exports
from gui.session import Session
from gui.theme import Appearance
from gui.ticks import figure, rounded_up
from gui.tools import MoreButton, ToolRow, toggle
from gui.views.base import View

Columns = Mapping[str, NDArray[np.float64]]
PLACES = (EPOCH, STEPS)
SIDES = (("", "train", "accent"), (VALIDATION, "validation", "warn"))
FEW_EPOCHS = 20  # that are all in sight from the start
FAR_FROM_END = 4  # of more, when so many times as many as are done are still to come, the end is out of sight


class LossView(View):
    """Loss and metrics over the epochs, for training and validation samples."""

    title = "Loss"
    help = "How the loss, and what else is measured, develops from epoch to epoch."
    order = 10

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.canvas = CurvesCanvas(appearance, "Press Play to see the loss fall.")
        self.tools, self.log = ToolRow(), toggle("Log", "A logarithmic scale: small losses stay apart")
        self.more = MoreButton(appearance)
        self.exports = Exports(self.canvas, "training", self.columns, session.notice.emit)
        self.exports.fill(self.more.menu(), self)
        self._quantities: dict[str, QToolButton] = {}
        self._chosen = {LOSS}
        self._shown: Snapshot | None = None
        self._drawn: tuple[object, ...] = ()
        self.log.toggled.connect(lambda _: self._redraw())
        self.tools.at_right(self.log)
        self.tools.at_right(self.more)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.canvas, 1)
        self._offer((LOSS, *_expected(session.document)))
        session.opened.connect(self._forget)

    def draw(self, snapshot: Snapshot) -> None:
        new = _progress(snapshot) != self._drawn
        self._shown = snapshot
        if new:
            self._drawn = _progress(snapshot)
            self._offer(_quantities(snapshot.history) or (LOSS, *_expected(self.session.document)))
            self._redraw()

    def columns(self) -> Columns:
        """What is drawn, as a table: one row an epoch; before the first is over, the points within it."""
        if self._shown is None:
            return {}
        return self._shown.history or self._shown.running

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.more.menu().popup(event.globalPos())

    def _forget(self) -> None:
        self._shown, self._drawn, self.readout = None, (), ""
        self.canvas.zoom_to(None)
        self.canvas.show_panels((), 1.0, log=False)

    def _offer(self, names: tuple[str, ...]) -> None:
        """One toggle for each quantity there is."""
        if tuple(self._quantities) == names:
            return
        self.tools.clear()
        self._quantities.clear()
        for name in names:
            button = toggle(_title(name, self._metrics()), "Show or hide this curve", on=name in self._chosen)
            button.toggled.connect(lambda on, name=name: self._choose(name, on))
            self._quantities[name] = button
            self.tools.add(button)

    def _choose(self, name: str, on: bool) -> None:
        if on:
            self._chosen.add(name)
        elif self._chosen & set(self._quantities) == {name}:
            self._quantities[name].setChecked(True)  # something has to be seen
        else:
            self._chosen.discard(name)
        self._redraw()

    def _redraw(self) -> None:
        snapshot = self._shown
        if snapshot is None:
            return
        chosen = [name for name in self._quantities if name in self._chosen] or [LOSS]
        panels = [self._panel(name, snapshot) for name in chosen]
        self.canvas.show_panels(panels, _end(snapshot), log=self.log.isChecked())
        self.readout = _readout(panels[0])

    def _panel(self, name: str, snapshot: Snapshot) -> Panel:
        history, metric = snapshot.history, self._metrics().get(name)
        series = [
            Series(side, token, history[EPOCH], history[prefix + name])
            for prefix, side, token in SIDES
            if prefix + name in history
        ]
        if name in snapshot.running:
            fine = snapshot.running
            series.insert(0, Series(SIDES[0][1], SIDES[0][2], fine[EPOCH], fine[name], faint=True))
        return Panel(_title(name, self._metrics()), series, metric is not None and metric.percent)

    def _metrics(self) -> dict[str, Metric]:
        known = {metric.key: metric for metric in (cls() for cls in METRICS)}
        return known | {metric.key: metric for metric in self.session.document.training.metrics}


def _progress(snapshot: Snapshot) -> tuple[object, ...]:
    """What has to change for the curves to change."""
    history, running = snapshot.history, snapshot.running
    lengths = tuple(len(next(iter(c.values()), ())) for c in (history, running))
    last = float(history[STEPS][-1]) if lengths[0] and STEPS in history else 0.0
    return (*lengths, last, snapshot.epochs, *history)


def _quantities(history: Columns) -> tuple[str, ...]:
    names = dict.fromkeys(name.removeprefix(VALIDATION) for name in history if name not in PLACES)
    return tuple(sorted(names, key=lambda name: name != LOSS))


def _expected(document: Document) -> tuple[str, ...]:
    """What will be measured, before anything is."""
    try:
        classes = bool(document.data.source.info().class_names)
    except NeurowrightError:
        return ()
    return tuple(m.key for m in document.training.metrics if m.scalar and m.for_classes == classes)


def _title(name: str, metrics: Mapping[str, Metric]) -> str:
    return metrics[name].title if name in metrics else name.replace("_", " ").capitalize()


def _end(snapshot: Snapshot) -> float:
    """Where the axis of epochs ends: at the last one where that is in sight, else a little ahead."""
    columns = (snapshot.history, snapshot.running)
    done = max((float(c[EPOCH][-1]) for c in columns if len(c.get(EPOCH, ()))), default=0.0)
    if snapshot.epochs <= max(FEW_EPOCHS, FAR_FROM_END * done) or done == 0:
        return float(max(snapshot.epochs, 1))
    return min(rounded_up(done), float(snapshot.epochs))


def _readout(panel: Panel) -> str:
    newest = [(s.name, s.y[-1]) for s in panel.series if len(s.y) and not s.faint]
    newest = newest or [(s.name, s.y[-1]) for s in panel.series if len(s.y)]
    return "  ".join(f"{name} {figure(float(value), panel.percent)}" for name, value in newest)
