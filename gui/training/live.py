"""What can be turned while a training runs, in a small window under its button."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from core.document.edits import with_path
from core.document.recipe import TrainingRecipe
from core.errors import DocumentError
from gui.editing import Change
from gui.form import StructForm
from gui.session import Session
from gui.theme import Appearance

WIDTH = 288


class LivePopup(QFrame):
    """The live fields of the training recipe; each change acts at the next step."""

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.session = session
        self.setProperty("role", "card")
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Tune while it trains")
        heading = QLabel("Acts at the next step")
        heading.setProperty("role", "section")
        self.form = StructForm(TrainingRecipe, appearance, lambda field: field.live)
        self.form.edited.connect(self._edit)
        self.form.settled.connect(session.end_merge)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self.form)
        session.document_changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        self.form.show_values([self.session.document.training])

    def _edit(self, change: Change) -> None:
        document = self.session.document
        try:
            recipe = with_path(document.training, change.path, change.value)
        except DocumentError as error:
            self.form.complain(change.path, str(error))
            return
        self.session.apply(change.text, replace(document, training=recipe), change.merge)
