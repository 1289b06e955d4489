"""The training bar: play, single steps, fresh starts, how far it is, and what can be turned while it runs."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from core.training.adversarial import Side
from core.training.snapshot import Snapshot, State
from gui.actions import Command
from gui.icons import icon, themed
from gui.session import Session
from gui.theme import SPACE, Appearance, Theme
from gui.training.live import LiveButton
from gui.training.progress import Progress

HEIGHT, GAP, PLAY_WIDTH = 34, 6, 96
LEAST_PROGRESS = 180  # points that the words of the progress need
STEP_TIP = "Train one step: one batch of samples (F10)"
BOTH_TIP = "Train both players one step: the discriminator, then the generator (F10)"
ALONE: dict[Side, str] = {"discriminator": "F8", "generator": "F9"}  # and the key that does it
WAITING: tuple[State, ...] = ("blocked", "preparing")


class TrainingBar(QWidget):
    """Steers the session's training. In a narrow window it leaves out words first, then buttons."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.session, self._appearance = session, appearance
        self._state: State = "blocked"
        self._running = self._adversarial = False
        self.play = _button("Play", "Train until the last epoch, or rest (F5)", self.toggle)
        self.step = _button("Step", STEP_TIP, session.step)
        self.alone = {side: _alone_button(side, key, session) for side, key in ALONE.items()}
        self.epoch = _button("Epoch", "Train to the end of one pass over the data (F11)", session.run_epoch)
        self.reset = _button("Reset", "Back to the same first weights (Ctrl+R)", session.reset)
        self.fresh = _button("New weights", "", session.new_weights)
        self.live, self.progress = LiveButton(session, appearance), Progress(appearance)
        self._icons = {self.step: "one-step", **dict.fromkeys(self.alone.values(), "one-step")}
        self._icons |= {self.epoch: "epoch", self.reset: "reset", self.fresh: "dice"}
        self._lay_out()
        session.snapshot_arrived.connect(self._show)
        session.document_changed.connect(lambda *_: self._follow())
        appearance.changed.connect(self._dress)
        self._dress(appearance.theme)
        self._follow()
        self._show(session.snapshot)

    def commands(self) -> list[Command]:
        """Everything the bar can do."""
        session, ready = self.session, self._is_ready
        run, again, speed = "Train/run", "Train/again", "Train/speed"
        return [
            Command(
                "Play or pause", run, self.toggle, "F5", "Train until the last epoch, or rest.", ready,
                live_text=lambda: "Pause" if self._running else "Play",
            ),
            Command("One step", run, session.step, "F10", "Train one batch of samples.", ready),
            *(self._alone_command(side, key) for side, key in ALONE.items()),
            Command("One epoch", run, session.run_epoch, "F11", "Train to the end of one pass.", ready),
            Command("Reset", again, session.reset, "Ctrl+R", "Back to the same first weights.", ready),
            Command(
                "New weights", again, session.new_weights, "Ctrl+Shift+R",
                "Start over from other first weights, those of the next seed.", ready,
            ),
            Command(
                "Full speed", speed, self._toggle_speed,
                help="Use all cores; otherwise one is left to the window.",
                checked=lambda: session.feed.all_cores,
            ),
        ]  # fmt: skip

    def _alone_command(self, side: Side, key: str) -> Command:
        return Command(
            f"One step of the {side}",
            "Train/run",
            lambda: self.session.step_alone(side),
            key,
            f"Train the {side} alone, one step; the other player rests.",
            lambda: self._is_ready() and self.session.players is not None,
        )

    def toggle(self) -> None:
        """Play where it rests, pause where it runs."""
        if self._running:
            self.session.pause()
        else:
            self.session.play()

    def _toggle_speed(self) -> None:
        self.session.feed.all_cores = not self.session.feed.all_cores

    def _is_ready(self) -> bool:
        return self.session.snapshot.state not in WAITING

    def _lay_out(self) -> None:
        self.play.setProperty("role", "primary")
        self.play.setFixedWidth(PLAY_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.live.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # what is shown follows the width
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for button in (self.play, *self._icons):
            row.addWidget(button)
        row.addSpacing(SPACE[1])
        row.addWidget(self.progress, 1)
        row.addSpacing(SPACE[0])
        row.addWidget(self.live)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, HEIGHT)

    def _show(self, snapshot: Snapshot) -> None:
        self.progress.show_snapshot(snapshot)
        if snapshot.state == "diverged" != self._state:
            self.session.notice.emit(snapshot.message)
        self._state = snapshot.state
        running, ready = snapshot.state == "running", self._is_ready()
        if running != self._running:
            self._running = running
            self._dress_play()
        if ready != self.play.isEnabled():
            for button in (self.play, *self._icons):
                button.setEnabled(ready)

    def _follow(self) -> None:
        """Another document, or another edition of it."""
        self._show_seed()
        adversarial = self.session.players is not None
        if adversarial != self._adversarial:
            self._adversarial = adversarial
            self.step.setToolTip(BOTH_TIP if adversarial else STEP_TIP)
            self._fit()

    def _show_seed(self) -> None:
        seed = self.session.document.training.seed
        self.fresh.setText(f"{seed}")
        self.fresh.setToolTip(f"Other first weights (Ctrl+Shift+R). These are those of seed {seed}.")

    def _dress(self, theme: Theme) -> None:
        for button, drawing in self._icons.items():
            button.setIcon(themed(drawing, theme))
        self._dress_play()

    def _dress_play(self) -> None:
        theme = self._appearance.theme
        self.play.setText("Pause" if self._running else "Play")
        self.play.setIcon(icon("pause" if self._running else "play", theme.on_accent, theme.disabled))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        """Leave out as much as has to be left out for the progress to be read."""
        worded = (self.step, self.epoch, self.reset)
        for words, rate, fresh, live in (
            (True, True, True, True),
            (True, False, True, True),
            (False, False, True, True),
            (False, False, False, True),
            (False, False, False, False),
        ):
            for button in worded:
                button.setText(button.accessibleName() if words else "")
            self.live.set_short(not rate)
            self.fresh.setVisible(fresh)
            self.live.setVisible(live)
            for button in self.alone.values():
                button.setVisible(live and self._adversarial)
            if self._room() >= LEAST_PROGRESS:
                return

    def _room(self) -> int:
        """What is left for the progress."""
        others = [b for b in (*self._icons, self.live) if not b.isHidden()]
        used = PLAY_WIDTH + sum(b.sizeHint().width() for b in others) + SPACE[1] + SPACE[0]
        return self.width() - used - (len(others) + 3) * GAP


def _button(text: str, help: str, run: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(help)
    button.setAccessibleName(text)
    button.setFixedHeight(HEIGHT)
    button.setIconSize(QSize(16, 16))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda: run())
    return button


def _alone_button(side: Side, key: str, session: Session) -> QPushButton:
    """A step of one player; named by its initial, which stands for it in every formula."""
    button = _button(
        f"Step {side}", f"Train the {side} alone, one step ({key})", lambda: session.step_alone(side)
    )
    button.setText(side[0].upper())
    button.hide()
    return button
