"""Files dropped on the window: opened, taken as data, or shown to the network; and the words before that happens."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QWidget

from core.data.base import DataInfo, Source
from core.data.dropped import is_image, learning_from, readable, source_from
from core.document.file import SUFFIX
from core.document.fragment_file import SUFFIX as BLOCK_SUFFIX
from core.errors import DataError
from core.layers.base import in_words
from core.training.asking import Answer, ask
from gui.theme import CARD_CORNER, TITLE_PX, Appearance, text_font

if TYPE_CHECKING:
    from gui.main_window import MainWindow

ONE = "Drop one thing at a time: a .neuro file, a table, an image, or a folder of images."
EDGE, PADDING_X, PADDING_Y = 8.0, 28.0, 18.0


class Plan(NamedTuple):
    """What letting go would do, in words; ``warns``: it would only tell why not."""

    words: str
    run: Callable[[], object]
    warns: bool = False


class Drops(QObject):
    """Decides by the name of what is dragged; it is read when it is let go."""

    _answered = Signal(object, str)  # from the training thread: Answer, the file's name

    def __init__(self, window: "MainWindow", appearance: Appearance) -> None:
        super().__init__(window)
        self._window, self._appearance = window, appearance
        self.curtain = Curtain(window, appearance)
        self._answered.connect(self._show_answer)

    def enter(self, event: QDragEnterEvent) -> None:
        """Something has come over the window: say what would be done with it."""
        plan = None if self._window.sheet is not None else self.plan(event.mimeData())
        if plan is not None:
            self.curtain.draw_over(plan.words, plan.warns)
            event.acceptProposedAction()

    def leave(self) -> None:
        self.curtain.hide()

    def drop(self, event: QDropEvent) -> None:
        """It was let go."""
        self.leave()
        plan = self.plan(event.mimeData())
        if plan is not None:
            event.acceptProposedAction()
            plan.run()

    def plan(self, mime: QMimeData) -> Plan | None:
        """What to do with what is dragged; None for what is nothing to this program."""
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if len(paths) > 1:
            return Plan(ONE, lambda: self._window.toasts.show(ONE), warns=True)
        return self._plan_for(paths[0]) if paths else None

    def _plan_for(self, path: Path) -> Plan | None:
        if path.suffix == SUFFIX:
            return Plan(f"Let go to open {path.name}", lambda: self._window.flow.open_path(path))
        if path.suffix == BLOCK_SUFFIX:
            return Plan(f"Let go to insert {path.name}", lambda: self._insert(path))
        if is_image(path):
            refusal = self._no_images()
            words = refusal or f"Let go to show {path.name} to the network"
            act = (lambda: self._window.toasts.show(refusal)) if refusal else (lambda: self._ask(path))
            return Plan(words, act, warns=bool(refusal))
        source = source_from(path)
        if source is None:
            return None
        return Plan(f"Let go to learn from {path.name}", lambda: self._learn_from(source, path.name))

    def _insert(self, path: Path) -> None:
        """Put a block on the canvas, behind what is selected."""
        if self._window.files.has_begun:
            self._window.show_workbench()
        else:
            self._window.files.new()
        self._window.workbench.block_files.insert(path)

    # -- data ----------------------------------------------------------------------------------------------------------
    def _learn_from(self, source: Source, name: str) -> None:
        window = self._window
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            source = readable(source)
            info, recipe = source.info(), learning_from(window.session.document.data, source)
        except DataError as error:
            window.flow.tell(f"{name} cannot be used as data", str(error))
            return
        finally:
            QApplication.restoreOverrideCursor()
        if window.files.has_begun:
            window.show_workbench()
        else:
            window.files.new()
        session = window.session
        session.apply(f"use {name} as data", replace(session.document, data=recipe))
        session.select(())  # the inspector shows the data then
        window.workbench.open_inspector()
        window.toasts.show(f"Learning from {name}: {said(info)}")

    # -- images --------------------------------------------------------------------------------------------------------
    def _no_images(self) -> str:
        """Why no image can be shown to the network, and what to do instead; empty where one can."""
        inference, folder = self._window.session.inference, "drop a folder with one folder of images a class"
        shape = inference.feeds.get("sample")
        if not self._window.files.has_begun:
            return f"Open a network that reads images first, or {folder} to learn from it."
        if shape is None or len(shape) != 3:
            reads = "knows no data yet" if shape is None else f"reads {in_words(shape)}, not images"
            return f"This network {reads}. Open one that takes images, or {folder} to learn from it."
        if not inference.ready:
            return (
                "This network cannot run yet. Mend what is marked on the canvas, then drop the image again."
            )
        return ""

    def _ask(self, path: Path) -> None:
        def tell(future: "Future[Answer]") -> None:
            if not future.cancelled() and future.exception() is None:  # a failure is told by the feed
                self._answered.emit(future.result(), path.name)

        self._window.session.feed.call(lambda trainer: ask(trainer, path)).add_done_callback(tell)

    def _show_answer(self, answer: Answer, name: str) -> None:
        from gui.dialogs.answer import AnswerSheet

        self._window.show_workbench()
        AnswerSheet(self._window, self._appearance, answer, name)


def said(info: DataInfo) -> str:
    """A data set in a few words."""
    what = f"{info.count:,} sample{'' if info.count == 1 else 's'} of {in_words(info.sample_shape)}"
    return f"{what}, {len(info.class_names)} classes." if info.class_names else f"{what}."


class Curtain(QWidget):
    """Lies over the window while something is dragged across it, and says what letting go would do."""

    def __init__(self, window: "MainWindow", appearance: Appearance) -> None:
        super().__init__(window)
        self._window, self._appearance = window, appearance
        self.words, self._warns = "", False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def draw_over(self, words: str, warns: bool) -> None:
        """Cover the window below its menus, with some words in the middle."""
        self.words, self._warns = words, warns
        self.setAccessibleName(words)
        self.setGeometry(self._window.stack.geometry())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._appearance.theme
        accent = QColor(theme.warn if self._warns else theme.accent)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wash = QColor(theme.canvas)
        wash.setAlphaF(0.6)
        painter.fillRect(self.rect(), wash)
        frame = self.rect().toRectF().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        painter.setPen(QPen(accent, 2.0, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, CARD_CORNER, CARD_CORNER)
        self._paint_plate(painter, frame, accent)

    def _paint_plate(self, painter: QPainter, frame: QRectF, accent: QColor) -> None:
        theme, font = self._appearance.theme, text_font(TITLE_PX, QFont.Weight.DemiBold)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = frame.adjusted(2 * PADDING_X, 0, -2 * PADDING_X, 0)
        room.setWidth(min(room.width(), 560.0))
        room.moveCenter(frame.center())
        text = QFontMetricsF(font).boundingRect(room, flags, self.words)
        painter.setPen(QPen(accent, 1.0))
        painter.setBrush(QColor(theme.surface))
        plate = text.adjusted(-PADDING_X, -PADDING_Y, PADDING_X, PADDING_Y)
        painter.drawRoundedRect(plate, CARD_CORNER, CARD_CORNER)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(room, flags, self.words)
