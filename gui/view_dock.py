"""A view on a card of its own that can be moved, floated and closed."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QSizeGrip,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.training.snapshot import Snapshot
from gui.elided import ElidedLabel
from gui.icons import icon
from gui.session import Session
from gui.theme import CARD_CORNER, Appearance, Theme
from gui.views.base import View

AROUND, INSIDE = 5, 12  # points around the card, and between its border and what is in it
SMALLEST, FLOATING = QSize(190, 130), QSize(480, 380)


def key_of(view: type[View]) -> str:
    """The name by which layouts remember a view."""
    return view.__module__.rpartition(".")[2]


class ViewDock(QDockWidget):
    """Makes its view when it is first seen, and asks for measurements only while it is.

    ``closed``: the user closed it.
    """

    closed = Signal()

    def __init__(self, kind: type[View], session: Session, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(kind.title, parent)
        self.kind = kind
        self.view: View | None = None
        self._session, self._appearance = session, appearance
        self._live = False
        self.setObjectName(key_of(kind))
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, False)
        self.bar = TitleBar(kind, appearance)
        self.bar.close.clicked.connect(self._close_by_user)
        self.bar.float.clicked.connect(self._float_or_dock)
        self.setTitleBarWidget(self.bar)
        self._empty = _empty_label()
        self._stack = self._make_content()
        self._grip = QSizeGrip(self)
        self.topLevelChanged.connect(self._grip.setVisible)
        self._grip.setVisible(False)
        self.visibilityChanged.connect(self._set_live)
        session.snapshot_arrived.connect(self._show_snapshot)
        session.inference_changed.connect(lambda _: self._check_missing())
        appearance.changed.connect(self.update)

    def _make_content(self) -> QStackedLayout:
        content = QWidget()
        content.setMinimumSize(SMALLEST)
        frame = QVBoxLayout(content)
        frame.setContentsMargins(AROUND + INSIDE, 0, AROUND + INSIDE, AROUND + INSIDE - 2)
        stack = QStackedLayout()
        stack.addWidget(self._empty)
        frame.addLayout(stack)
        self.setWidget(content)
        return stack

    def _close_by_user(self) -> None:
        self.close()
        self.closed.emit()

    def _float_or_dock(self) -> None:
        """A view of its own is larger, and stands away from where it was."""
        self.setFloating(not self.isFloating())
        if self.isFloating():
            size = self.size().expandedTo(FLOATING)
            corner = self.pos() - QPoint(0, size.height() - self.height() + 24)
            self.setGeometry(QRect(corner, size))

    # -- life ----------------------------------------------------------------------------------------------------------
    def _set_live(self, visible: bool) -> None:
        self._live = visible
        if visible:
            self._make_view()
            self._check_missing()
            self._show_snapshot(self._session.snapshot)
        self._wish()

    def _make_view(self) -> View:
        if self.view is None:
            self.view = self.kind(self._session, self._appearance)
            self.view.wishes_changed.connect(self._wish)
            self.view.readout_changed.connect(self.bar.readout.setText)
            self._stack.addWidget(self.view)
        return self.view

    def missing(self) -> str:
        """Why there is nothing to show for this document; empty when there is."""
        return self._make_view().missing(self._session.document)

    def _check_missing(self) -> None:
        if self.view is not None and self._live:
            reason = self.missing()
            self._empty.setText(reason)
            self._stack.setCurrentWidget(self._empty if reason else self.view)
            self.bar.readout.setVisible(not reason)
            self._wish()

    def _wish(self) -> None:
        if self.view is not None:
            wanted = self._live and self._stack.currentWidget() is self.view
            self._session.feed.want(self.view, self.view.probes() if wanted else frozenset())

    def _show_snapshot(self, snapshot: Snapshot) -> None:
        if self.view is not None and self._live and self._stack.currentWidget() is self.view:
            self.view.show_snapshot(snapshot)

    # -- looks ---------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        corner, size = self.rect().bottomRight(), self._grip.sizeHint()
        self._grip.setGeometry(
            corner.x() - size.width(), corner.y() - size.height(), size.width(), size.height()
        )
        self._grip.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.surface))
        painter.setPen(QColor(theme.border))
        painter.setBrush(QColor(theme.canvas))
        box = self.rect().toRectF().adjusted(AROUND + 0.5, AROUND + 0.5, -AROUND - 0.5, -AROUND - 0.5)
        painter.drawRoundedRect(box, CARD_CORNER, CARD_CORNER)


class TitleBar(QWidget):
    """Title, read-out, buttons to float and to close; to be dragged by."""

    def __init__(self, kind: type[View], appearance: Appearance) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(AROUND + INSIDE, AROUND + 6, AROUND + 6, 4)
        row.setSpacing(2)
        title = QLabel(kind.title)
        title.setProperty("role", "strong")
        title.setToolTip(kind.help)
        self.readout = ElidedLabel()
        self.readout.setProperty("role", "muted")
        self.readout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.float, self.close = _button("Float or put back"), _button(f"Close {kind.title}")
        row.addWidget(title)
        row.addWidget(self.readout, 1)
        row.addSpacing(4)
        row.addWidget(self.float)
        row.addWidget(self.close)
        appearance.changed.connect(self._dress)
        self._dress(appearance.theme)

    def _dress(self, theme: Theme) -> None:
        for button, name in ((self.float, "float"), (self.close, "close")):
            button.setIcon(icon(name, theme.muted, size=14))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setIconSize(QSize(14, 14))
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _empty_label() -> QLabel:
    label = QLabel()
    label.setProperty("role", "lead")
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
