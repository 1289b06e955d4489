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
from core.probes.opinion import imitated
from core.training.columns import ADVERSARIAL, Column, columns_of
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
TOKENS = ("accent", "warn")  # of two curves in a picture
SIDES = (("", "train", TOKENS[0]), (VALIDATION, "validation", TOKENS[1]))
PLAYERS = ("discriminator", "generator")  # and of these two
SHOWN_FIRST = (LOSS, "js", "diversity")
FALLING = "Press Play to see the loss fall."
BOTH = "Press Play to see how discriminator and generator do against each other."
FEW_EPOCHS = 20  # that are all in sight from the start
FAR_FROM_END = 4  # of more, when so many times as many as are done are still to come, the end is out of sight


class LossView(View):
    """Loss and metrics over the epochs, for training and validation samples."""

    title = "Loss"
    help = "How the loss, and what else is measured, develops from epoch to epoch."
    order = 10

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.canvas = CurvesCanvas(appearance, FALLING)
        self.tools, self.log = ToolRow(), toggle("Log", "A logarithmic scale: small losses stay apart")
        self.more = MoreButton(appearance)
        self.exports = Exports(self.canvas, "training", self.columns, session.notice.emit)
        self.exports.fill(self.more.menu(), self)
        self._quantities: dict[str, QToolButton] = {}
        self._chosen = set(SHOWN_FIRST)
        self._shown: Snapshot | None = None
        self._drawn: tuple[object, ...] = ()
        self.log.toggled.connect(lambda _: self._redraw())
        self.tools.at_right(self.log)
        self.tools.at_right(self.more)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.canvas, 1)
        self._name_columns(session.document)
        self._offer(self._names({}))
        session.opened.connect(self._forget)
        session.document_changed.connect(self._follow)

    def draw(self, snapshot: Snapshot) -> None:
        new = _progress(snapshot) != self._drawn
        self._shown = snapshot
        if new:
            self._drawn = _progress(snapshot)
            self._offer(self._names(snapshot.history))
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

    def _follow(self, before: Document, after: Document) -> None:
        if before.graph is not after.graph:
            self._name_columns(after)

    def _name_columns(self, document: Document) -> None:
        self._named = columns_of(document.graph)
        self.canvas.note = BOTH if self._named else FALLING

    def _names(self, history: Columns) -> tuple[str, ...]:
        """The quantities that are measured, or will be before anything is; the loss first."""
        columns = tuple(c for c in history if c not in PLACES) or (LOSS, *_expected(self.session.document))
        plain = (column.removeprefix(VALIDATION) for column in columns)
        names = dict.fromkeys(self._named[c].quantity if c in self._named else c for c in plain)
        order = [LOSS, *(column.quantity for column in self._named.values())]
        return tuple(sorted(names, key=lambda name: order.index(name) if name in order else len(order)))

    def _offer(self, names: tuple[str, ...]) -> None:
        """One toggle for each quantity there is."""
        if tuple(self._quantities) == names:
            return
        self.tools.clear()
        self._quantities.clear()
        for name in names:
            text, _, _ = self._words(name)
            button = toggle(text, "Show or hide this curve", on=name in self._chosen)
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
        history, fine = snapshot.history, snapshot.running
        _, title, percent = self._words(name)
        curves = self._curves(name)
        restless = [Series(n, t, fine[EPOCH], fine[c], faint=True) for c, n, t in curves if c in fine]
        means = [Series(n, t, history[EPOCH], history[c]) for c, n, t in curves if c in history]
        return Panel(title, restless + means, percent)

    def _curves(self, name: str) -> list[tuple[str, str, str]]:
        """Column, name and colour of each curve of a quantity."""
        named = [(key, column.curve) for key, column in self._named.items() if column.quantity == name]
        if not named:
            return [(prefix + name, side, token) for prefix, side, token in SIDES]
        tokens = PLAYERS if name == LOSS else TOKENS
        return [(key, curve, token) for (key, curve), token in zip(named, tokens, strict=False)]

    def _words(self, name: str) -> tuple[str, str, bool]:
        """A quantity in a word and in full, and whether it is a share."""
        column: Column | None = next((c for c in self._named.values() if c.quantity == name), None)
        if column is not None:
            return column.short, column.title, column.percent
        metric = self._metrics().get(name)
        title = metric.title if metric is not None else name.replace("_", " ").capitalize()
        return title, title, metric is not None and metric.percent

    def _metrics(self) -> dict[str, Metric]:
        known = {metric.key: metric for metric in (cls() for cls in METRICS)}
        return known | {metric.key: metric for metric in self.session.document.training.metrics}


def _progress(snapshot: Snapshot) -> tuple[object, ...]:
    """What has to change for the curves to change."""
    history, running = snapshot.history, snapshot.running
    lengths = tuple(len(next(iter(c.values()), ())) for c in (history, running))
    last = float(history[STEPS][-1]) if lengths[0] and STEPS in history else 0.0
    return (*lengths, last, snapshot.epochs, *history)


def _expected(document: Document) -> tuple[str, ...]:
    """What will be measured beside the loss, before anything is."""
    try:
        if columns_of(document.graph):
            other = ("diversity",) if imitated(document.data.source) is not None else ("js", "kl")
            return tuple(column for column in ADVERSARIAL if column not in other)
        classes = bool(document.data.source.info().class_names)
    except NeurowrightError:
        return ()
    return tuple(m.key for m in document.training.metrics if m.scalar and m.for_classes == classes)


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
