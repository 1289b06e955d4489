"""How far the training is: a line of words above a thin bar."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.progress import in_words
from core.training.snapshot import Snapshot
from gui.plots import face
from gui.theme import MUTED_PX, TEXT_PX, Appearance

BAR, GAP, TEXT_HEIGHT, WORD_GAP = 3, 5, 18, 12
ALARMS = ("blocked", "diverged")


class Progress(QWidget):
    """``head`` says where the training stands, ``rest`` more about it.

    It paints itself: labels would have the whole bar laid out anew thirty times a second.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.head = self.rest = ""
        self.share = 0.0
        self._alarm = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Progress")
        appearance.changed.connect(self.update)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Say where the training stands."""
        head, rest = words(snapshot)
        share, alarm = share_done(snapshot), snapshot.state in ALARMS
        if (head, rest, share, alarm) != (self.head, self.rest, self.share, self._alarm):
            self.head, self.rest, self.share, self._alarm = head, rest, share, alarm
            self.setAccessibleDescription(f"{head}. {rest}")
            self.setToolTip(snapshot.message)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, TEXT_HEIGHT + GAP + BAR)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, TEXT_HEIGHT + GAP + BAR)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong, quiet = face(TEXT_PX, QFont.Weight.Medium), face(MUTED_PX)
        used = self._write(painter, self.head, 0, strong, theme.warn_text if self._alarm else theme.text)
        self._write(painter, self.rest, used + WORD_GAP, quiet, theme.muted)
        painter.setPen(Qt.PenStyle.NoPen)
        done = QRectF(0, TEXT_HEIGHT + GAP, max(BAR, self.share * self.width()), BAR)
        painter.setBrush(QColor(theme.track))
        painter.drawRoundedRect(QRectF(0, done.top(), self.width(), BAR), BAR / 2, BAR / 2)
        if self.share > 0:
            painter.setBrush(QColor(theme.warn if self._alarm else theme.accent))
            painter.drawRoundedRect(done, BAR / 2, BAR / 2)

    def _write(self, painter: QPainter, text: str, left: float, font: QFont, colour: str) -> float:
        """Put a text at a place, cut off where there is no more room; where it ends."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(self.width() - left, 0))
        painter.setFont(font)
        painter.setPen(QColor(colour))
        place = QRectF(left, 0, self.width() - left, TEXT_HEIGHT)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return left + metrics.horizontalAdvance(shown)


def share_done(snapshot: Snapshot) -> float:
    """The part of the run that is done, 0 to 1."""
    return min((snapshot.epoch + snapshot.fraction) / snapshot.epochs, 1.0) if snapshot.epochs else 0.0


def words(snapshot: Snapshot) -> tuple[str, str]:
    """Where the training stands: a head, and what more there is to say."""
    epoch = min(snapshot.epoch + (snapshot.fraction > 0), snapshot.epochs)
    at = f"Epoch {max(epoch, 1):,} of {snapshot.epochs:,}"
    match snapshot.state:
        case "preparing":
            return "Getting ready …", ""
        case "blocked":
            return "Not ready yet", snapshot.message
        case "ready":
            return "Ready", f"{snapshot.epochs:,} epochs to go"
        case "running":
            return at, _speed(snapshot)
        case "paused":
            return at, f"{snapshot.steps:,} step{'' if snapshot.steps == 1 else 's'} done"
        case "finished":
            return (
                (at, snapshot.message) if snapshot.message else (f"All {snapshot.epochs:,} epochs done", "")
            )
        case "diverged":
            return "Stopped: the loss ran away", snapshot.message
    raise AssertionError(snapshot.state)


def _speed(snapshot: Snapshot) -> str:
    rate = snapshot.steps_per_second
    if not rate:
        return ""
    speed = f"{rate:,.0f} steps/s" if rate >= 10 else f"{rate:.1f} steps/s"
    return speed if snapshot.seconds_left is None else f"{speed} · {in_words(snapshot.seconds_left)} left"
