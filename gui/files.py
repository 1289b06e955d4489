"""The document's file: new, open, save; whether there is anything to lose. No dialogs here."""

import re
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.document.document import Document
from core.document.file import SUFFIX, Saved, read, write
from core.errors import DocumentError, FileError, NeurowrightError
from core.templates.base import Template
from core.training.checkpoint import capture, restore, set_weights
from core.training.trainer import Trainer
from gui.session import Session
from gui.settings import Settings

UNTITLED = "Untitled"
Done = Callable[[], object]


class Files(QObject):
    """Which file the session's document belongs to.

    ``begun``: there is another document. ``changed``: its name, path or ``edited`` is another. ``saved(Path)``,
    ``failed(text)``: how a saving ended. ``notice(text)``: something about an opened file that is worth knowing.
    """

    begun = Signal()
    changed = Signal()
    saved = Signal(object)
    failed = Signal(str)
    notice = Signal(str)
    _written = Signal(object, object)  # from the training thread: Future, _Saving

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session, self.settings = session, settings
        self.path: Path | None = None
        self._title = UNTITLED
        self._kept = Saved(session.document)  # as in the file, or as it was begun
        self._steps = 0  # of the training, then
        self._was_edited = False
        self.has_begun = False  # a document was begun or opened, the window's first empty one apart
        self._written.connect(self._finish)
        session.document_changed.connect(self._look)
        session.snapshot_arrived.connect(self._look)

    # -- what there is -------------------------------------------------------------------------------------------------
    @property
    def name(self) -> str:
        return self.path.name if self.path else self._title

    @property
    def edited(self) -> bool:
        """Whether closing now would lose something: an edit, or what was learned since."""
        return self.session.document != self._kept.document or self._trained

    @property
    def _trained(self) -> bool:
        snapshot = self.session.snapshot
        return snapshot.state not in ("blocked", "preparing") and snapshot.steps != self._steps

    def suggested_path(self) -> Path:
        """Where to save, to start a dialog with."""
        if self.path:
            return self.path
        stem = re.sub(r"[^\w]+", "-", self._title.lower()).strip("-")
        return self.settings.folder / f"{stem or UNTITLED.lower()}{SUFFIX}"

    def _look(self) -> None:
        if self.edited != self._was_edited:
            self._was_edited = not self._was_edited
            self.changed.emit()

    # -- another document ----------------------------------------------------------------------------------------------
    def new(self, document: Document | None = None, title: str = UNTITLED) -> None:
        """Begin a document that has no file yet."""
        self._begin(Saved(document or Document()), None, title, None)

    def new_from(self, template: Template) -> None:
        """Begin with a template, at the weights that it brings along."""
        weights = template.weights()
        prepare = (lambda trainer: set_weights(trainer, weights)) if weights else None
        self._begin(Saved(template.document(), dict(weights)), None, template.title, prepare)

    def open(self, path: Path) -> None:
        """Open a file; its training goes on where it stood.

        Raises:
            FileError: the file cannot be read; nothing has changed.
        """
        saved = read(path)
        self._begin(saved, path, path.stem, self._resume(saved))
        self._remember(path)

    def _begin(
        self, saved: Saved, path: Path | None, title: str, prepare: Callable[[Trainer], None] | None
    ) -> None:
        self._kept, self.path, self._title = saved, path, title
        self._steps = _steps(saved)
        self._was_edited, self.has_begun = False, True
        self.begun.emit()
        self.session.open(saved.document, prepare)
        self.changed.emit()

    def _resume(self, saved: Saved) -> Callable[[Trainer], None] | None:
        return None if not saved.arrays else lambda trainer: self._restore(trainer, saved)

    def _restore(self, trainer: Trainer, saved: Saved) -> None:
        """In the training thread. A run that cannot go on still leaves its weights, as far as they fit."""
        try:
            restore(trainer, saved.arrays, saved.run, saved.history)
        except (NeurowrightError, ArithmeticError, ValueError, TypeError) as error:
            trainer.reset()
            fitting = {k: v.shape for k, v in trainer.network.views().items()}
            set_weights(trainer, {k: a for k, a in saved.arrays.items() if fitting.get(k) == a.shape})
            self.notice.emit(f"The training starts anew from the saved weights: {error}")

    def _remember(self, path: Path) -> None:
        self.settings.add_recent(path)
        self.settings.folder = path.absolute().parent

    # -- saving --------------------------------------------------------------------------------------------------------
    def save(self, path: Path, thumbnail: bytes | None = None, then: Done | None = None) -> None:
        """Save, in the training thread where there is one; ``then()`` follows once all is on the disk."""
        saving = _Saving(self.session.document, path, thumbnail, self._kept, then)
        if not self.session.feed.active:
            self._finish(_at_once(saving.without_trainer), saving)
            return
        future = self.session.feed.control.call(saving.with_trainer)
        future.add_done_callback(lambda done: self._written.emit(done, saving))

    def _finish(self, future: "Future[Saved]", saving: "_Saving") -> None:
        if future.cancelled() or isinstance(future.exception(), DocumentError):
            future = _at_once(
                saving.without_trainer
            )  # there is no training to ask: it could not begin, or is gone
        error = future.exception()
        if error is not None:
            self.failed.emit(
                str(error) if isinstance(error, NeurowrightError) else f"Saving failed: {error!r}"
            )
            return
        self._kept, self.path = future.result(), saving.path
        self._steps = _steps(self._kept)
        self._was_edited = self.edited
        self._remember(saving.path)
        self.changed.emit()
        self.saved.emit(saving.path)
        if saving.then is not None:
            saving.then()


class _Saving:
    """One saving: what was to be written when it was asked for."""

    def __init__(
        self, document: Document, path: Path, thumbnail: bytes | None, kept: Saved, then: Done | None
    ) -> None:
        self.document, self.path, self.thumbnail, self.kept, self.then = document, path, thumbnail, kept, then

    def with_trainer(self, trainer: Trainer) -> Saved:
        """What is kept of it needs no arrays: the trainer has them."""
        arrays, run = capture(trainer)
        self._write(Saved(self.document, arrays, run, trainer.history.columns(), self.thumbnail))
        return Saved(self.document, run=run)

    def without_trainer(self) -> Saved:
        """The document with what was in its file: it could not be trained since."""
        kept = self.kept
        return self._write(Saved(self.document, kept.arrays, kept.run, kept.history, self.thumbnail))

    def _write(self, saved: Saved) -> Saved:
        write(self.path, saved)
        return saved


def _at_once(job: Callable[[], Saved]) -> "Future[Saved]":
    future: Future[Saved] = Future()
    try:
        future.set_result(job())
    except FileError as error:
        future.set_exception(error)
    return future


def _steps(saved: Saved) -> int:
    steps = (saved.run or {}).get("steps", 0)
    return steps if isinstance(steps, int) else 0
