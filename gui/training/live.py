"""What can be turned while a training runs, in a small window under its button."""

import msgspec
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from core import phrases
from core.document.document import Document
from core.document.edits import with_path
from core.document.recipe import AdversarialRecipe, TrainingRecipe
from core.errors import DocumentError
from core.spec import fields
from gui.controls import BLEED
from gui.editing import Change
from gui.form import StructForm
from gui.icons import themed
from gui.session import Session
from gui.theme import SPACE, Appearance, Theme
from gui.training import players

WIDTH = 288
RECIPE = "training"  # the document's field that holds them


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
        heading.setContentsMargins(BLEED, 0, 0, 0)
        self.form = self._make_form(TrainingRecipe, appearance)
        self.form.edited.connect(self._edit)
        self.generator = self._make_form(AdversarialRecipe, appearance)
        self.generator.edited.connect(lambda change: self._edit(change.within(players.GROUP)))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self.form)
        column.addWidget(self.generator)
        session.document_changed.connect(self._refresh)
        self._refresh()

    def _make_form(self, cls: type[msgspec.Struct], appearance: Appearance) -> StructForm:
        form = StructForm(cls, appearance, lambda field: field.live)
        form.settled.connect(self.session.end_merge)
        return form

    def open_below(self, button: QWidget) -> None:
        """Show it under a button, right edge under right edge where there is room."""
        self.adjustSize()
        corner = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + SPACE[0]))
        self.move(max(corner.x(), 0), corner.y())
        self.show()

    def _refresh(self) -> None:
        recipe, adversarial = self.session.document.training, self.session.players is not None
        self.form.show_values([recipe])
        players.suit(self.form, adversarial=adversarial)
        self.generator.show_values([getattr(recipe, players.GROUP)])
        self.generator.setVisible(adversarial)

    def _edit(self, change: Change) -> None:
        try:
            document = with_path(self.session.document, (RECIPE, *change.path), change.value)
        except DocumentError as error:
            group = change.path[0] == players.GROUP
            form, path = (self.generator, change.path[1:]) if group else (self.form, change.path)
            form.complain(path, str(error))
            return
        self.session.apply(change.text, document, change.merge)


class LiveButton(QPushButton):
    """Says what the first of the live fields is, and opens them all."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session, self._appearance = session, appearance
        self._field = next(field for field in fields(TrainingRecipe) if field.live)
        self._short = False
        self.setProperty("role", "quiet")
        self.setToolTip("Learning rate and more, while it trains")
        self.setAccessibleName("Tune")
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._open)
        session.document_changed.connect(lambda _, after: self._follow(after))
        appearance.changed.connect(self._dress)
        self._dress(appearance.theme)
        self._follow(session.document)

    def set_short(self, short: bool) -> None:
        """Show the icon alone."""
        if short != self._short:
            self._short = short
            self._follow(self._session.document)

    def _follow(self, document: Document) -> None:
        name, unit, recipe = self._field.name, self._field.unit, document.training
        value = phrases.said(getattr(recipe, name), unit)
        if self._session.players is not None:  # the discriminator's, and the generator's
            value += f" · {phrases.said(getattr(getattr(recipe, players.GROUP), name), unit)}"
        self.setText("" if self._short else f"{self._field.title} {value}")

    def _dress(self, theme: Theme) -> None:
        self.setIcon(themed("tune", theme))

    def _open(self) -> None:
        LivePopup(self._session, self._appearance, self).open_below(self)
