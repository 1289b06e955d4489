"""The training bar: play, single steps, fresh starts, how far it is, and what can be turned while it runs."""

import random
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.progress import in_words
from core.training.snapshot import Snapshot, State
from gui.actions import Command
from gui.elided import ElidedLabel
from gui.icons import icon, themed
from gui.session import Session
from gui.theme import Appearance, Theme
from gui.training.live import LivePopup
from gui.training.progress import ProgressLine

RESTING = ("ready", "paused", "finished", "diverged")
ICON_WIDTH = 34
QWIDGETSIZE_MAX = 16_777_215  # Qt's own, which PySide does not export
ROOM_FOR_TEXTS = 620  # points of width below which the quiet buttons show their icons alone


class TrainingBar(QWidget):
    """Buttons, then the progress in words and as a thin line."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.session, self._appearance = session, appearance
        self._state: State = session.snapshot.state
        self.play = QPushButton("Play")
        self.play.setProperty("role", "primary")
        self.play.setMinimumWidth(92)
        self.play.clicked.connect(self.toggle)
        self.step = self._button("Step", "Train one step: one batch of samples.", session.step)
        self.epoch = self._button("Epoch", "Train to the end of one pass over the data.", session.run_epoch)
        self.reset = self._button("Reset", "Back to the same first weights.", session.reset)
        self.fresh = self._button(
            "New weights", "Other first weights, drawn from another seed.", self.draw_weights
        )
        self.live = self._button("Tune", "What can be turned while it trains.", self._open_live)
        self.where, self.speed, self.line = ElidedLabel(), ElidedLabel(), ProgressLine(appearance)
        self._lay_out()
        self._icons = {
            self.step: "one-step",
            self.epoch: "epoch",
            self.reset: "reset",
            self.fresh: "dice",
            self.live: "tune",
        }
        appearance.changed.connect(self._dress)
        session.snapshot_arrived.connect(self._show)
        session.opened.connect(lambda: self._show(session.snapshot))
        self._dress(appearance.theme)
        self._show(session.snapshot)

    def commands(self) -> list[Command]:
        """Everything the bar can do."""
        session, feed = self.session, self.session.feed
        ready = self._is_ready
        return [
            Command("Play or pause", "Train/run", self.toggle, "F5", "Train, or rest.", enabled=ready),
            Command("One step", "Train/run", session.step, "F6", "Train one batch.", enabled=ready),
            Command("One epoch", "Train/run", session.run_epoch, "F7", "Train one pass.", enabled=ready),
            Command(
                "Reset", "Train/start", session.reset, "Ctrl+R", "The same first weights.", enabled=ready
            ),
            Command(
                "New weights",
                "Train/start",
                self.draw_weights,
                "Ctrl+Shift+R",
                "Another seed.",
                enabled=ready,
            ),
            Command(
                "Full speed",
                "Train/speed",
                self._toggle_speed,
                "",
                "Use all cores; otherwise one is left to the window.",
                checked=lambda: feed.all_cores,
            ),
        ]

    def toggle(self) -> None:
        """Play where it rests, pause where it runs."""
        if self.session.snapshot.state == "running":
            self.session.pause()
        else:
            self.session.play()

    def draw_weights(self) -> None:
        """Another seed, as an edit that can be undone, and its first weights."""
        document = self.session.document
        seed = random.Random().randrange(1, 10_000)
        recipe = replace(document.training, seed=seed)
        self.session.apply(f"draw new weights (seed {seed})", replace(document, training=recipe))
        self.session.reset()

    # -- making --------------------------------------------------------------------------------------------------------
    def _button(self, text: str, help: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "quiet")
        button.setToolTip(help)
        button.setAccessibleName(text)
        button.clicked.connect(lambda: run())
        return button

    def _lay_out(self) -> None:
        self.where.setProperty("role", "strong")
        self.speed.setProperty("role", "muted")
        words = QHBoxLayout()
        words.setSpacing(12)
        words.addWidget(self.where)
        words.addWidget(self.speed, 1)
        progress = QVBoxLayout()
        progress.setSpacing(5)
        progress.addStretch(1)
        progress.addLayout(words)
        progress.addWidget(self.line)
        progress.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.play)
        for button in (self.step, self.epoch, self.reset, self.fresh, self.live):
            row.addWidget(button)
        row.addSpacing(12)
        row.addLayout(progress, 1)

    def _dress(self, theme: Theme) -> None:
        for button, drawing in self._icons.items():
            button.setIcon(themed(drawing, theme))
            button.setIconSize(QSize(16, 16))
        self._show_play()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        texts = self.width() >= ROOM_FOR_TEXTS
        for button in self._icons:
            text = button.accessibleName() if texts and button is not self.fresh else ""
            button.setText(text)
            button.setMaximumWidth(QWIDGETSIZE_MAX if text else ICON_WIDTH)

    # -- showing -------------------------------------------------------------------------------------------------------
    def _is_ready(self) -> bool:
        return self.session.snapshot.state in (*RESTING, "running")

    def _show(self, snapshot: Snapshot) -> None:
        for button in (self.play, *self._icons):
            button.setEnabled(self._is_ready())
        self.where.setText(_where(snapshot))
        self.speed.setText(_speed(snapshot))
        self.speed.setToolTip(snapshot.message)
        self.fresh.setToolTip(f"Other first weights, drawn from another seed (now {snapshot.seed}).")
        self.line.show_share((snapshot.epoch + snapshot.fraction) / max(snapshot.epochs, 1), snapshot.state)
        self._show_play()
        if snapshot.state == "diverged" != self._state:
            self.session.notice.emit(snapshot.message)
        self._state = snapshot.state

    def _show_play(self) -> None:
        running, theme = self.session.snapshot.state == "running", self._appearance.theme
        self.play.setText("Pause" if running else "Play")
        self.play.setIcon(icon("pause" if running else "play", theme.on_accent, theme.muted))

    def _open_live(self) -> None:
        popup = LivePopup(self.session, self._appearance, self)
        popup.move(self.live.mapToGlobal(self.live.rect().bottomLeft()))
        popup.show()

    def _toggle_speed(self) -> None:
        self.session.feed.all_cores = not self.session.feed.all_cores


def _where(snapshot: Snapshot) -> str:
    match snapshot.state:
        case "blocked":
            return "Not ready yet"
        case "preparing":
            return "Getting ready …"
        case "ready":
            return "Ready"
        case "finished":
            return f"Done, {snapshot.epoch} epochs"
        case "diverged":
            return "Stopped: the loss ran away"
    return f"Epoch {min(snapshot.epoch + 1, snapshot.epochs)} of {snapshot.epochs}"


def _speed(snapshot: Snapshot) -> str:
    if snapshot.state == "running":
        parts = [f"{snapshot.steps_per_second:,.0f} steps/s" if snapshot.steps_per_second else ""]
        if snapshot.seconds_left is not None:
            parts.append(f"{in_words(snapshot.seconds_left)} left")
        return " · ".join(part for part in parts if part)
    if snapshot.message:
        return snapshot.message
    if snapshot.state == "ready":
        return f"{snapshot.epochs} epochs · seed {snapshot.seed}"
    return f"{snapshot.steps:,} steps · seed {snapshot.seed}"
