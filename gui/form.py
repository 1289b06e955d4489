"""A form that edits any struct by its fields, and the editors of fields that are made of further fields."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core import phrases
from core.spec import Field, Spec, fields
from gui.controls import BLEED, ROW_HEIGHT, Choice, Switch
from gui.editing import Change, Editor
from gui.param_editors import (
    MIXED,
    ChoiceEditor,
    FileEditor,
    FolderEditor,
    LineEditor,
    LinesEditor,
    NumberEditor,
    NumbersEditor,
    OptionalEditor,
    SwitchEditor,
    stretches,
)
from gui.theme import Appearance

ROW_GAP, NEST, NEST_GAP = 6, 12, 4
LINK_PADDING = 5  # of a button that looks like a link
WIDEST_HEAD, NARROWEST_HEAD = 182, 96


class StructForm(QWidget):
    """Edits one struct, or the same fields of several structs of one class.

    ``edited(Change)``: the user asks for a change; who listens makes it and shows the new values, or calls
    ``complain``. ``settled``: the quick changes that belong together are over.
    """

    edited = Signal(object)
    settled = Signal()

    def __init__(
        self,
        cls: type[msgspec.Struct],
        appearance: Appearance,
        wanted: Callable[[Field], bool] = lambda field: True,
    ) -> None:
        super().__init__()
        self.cls = cls
        self.rows = {field.name: self._row(field, appearance) for field in fields(cls) if wanted(field)}
        layout = column(self, ROW_GAP)
        for row in self.rows.values():
            if not row.field.advanced:
                layout.addWidget(row)
        if hidden := [row for row in self.rows.values() if row.field.advanced]:
            self._add_hidden(layout, hidden)

    def _row(self, field: Field, appearance: Appearance) -> "Row":
        row = Row(field, appearance)
        row.editor.edited.connect(partial(self._pass_on, field.name))
        row.editor.settled.connect(self.settled)
        return row

    def _pass_on(self, name: str, change: Change) -> None:
        self.edited.emit(change.within(name))

    def _add_hidden(self, layout: QVBoxLayout, rows: list["Row"]) -> None:
        """Put rows behind a button."""
        self.more = QPushButton("More")
        self.more.setProperty("role", "link")
        self.more.setCheckable(True)
        self.more.setAccessibleDescription("Show the settings that are seldom needed")
        rest = QWidget()
        inner = column(rest, ROW_GAP)
        for row in rows:
            inner.addWidget(row)
        rest.hide()
        self.more.toggled.connect(rest.setVisible)
        self.more.toggled.connect(lambda on: self.more.setText("Less" if on else "More"))
        line = QHBoxLayout()
        line.setContentsMargins(BLEED - LINK_PADDING, 0, 0, 0)
        line.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(line)
        layout.addWidget(rest)

    def show_values(self, values: Sequence[msgspec.Struct]) -> None:
        """Show structs of the form's class, at least one."""
        for name, row in self.rows.items():
            row.editor.show_values([getattr(value, name) for value in values])

    def suit(self, hidden: Collection[str], titles: Mapping[str, str]) -> None:
        """Leave out these fields, and call those by other names; all others are as they are declared."""
        for name, row in self.rows.items():
            row.setVisible(name not in hidden)
            row.entitle(titles.get(name, row.field.title))

    def complain(self, path: tuple[str, ...], message: str) -> None:
        """Say under a field why it was not changed."""
        self.rows[path[0]].editor.complain(path[1:], message)

    def retire(self) -> None:
        """Take the form away for good; what it still does on its way out counts no more."""
        self.blockSignals(True)
        self.hide()
        self.deleteLater()


class Row(QWidget):
    """One field: label left, value right, what needs more room below, and what is wrong with the entry."""

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__()
        self.field, self.editor = field, editor_for(field, appearance)
        self.editor.setParent(self)
        self.label = QLabel(field.title)
        self.label.setProperty("role", "lead")
        self.label.setToolTip(explanation(field))
        self.message = _message()
        self.editor.refused.connect(self._refuse)
        layout = column(self, 0)
        layout.addLayout(self._head())
        if self.editor.below is not None:
            layout.addWidget(self.editor.below)
        layout.addWidget(self.message)
        self._name_parts()

    def _head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(BLEED, 0, BLEED - self.editor.bleed, 0)
        line.setSpacing(BLEED)
        self.label.setMinimumHeight(ROW_HEIGHT)
        line.addWidget(self.label)
        line.addStretch(1)
        if (head := self.editor.head) is not None:
            if stretches(head):
                head.setMinimumWidth(NARROWEST_HEAD)
                head.setMaximumWidth(WIDEST_HEAD)
            line.addWidget(head, 100 if stretches(head) else 0)
        return line

    def _name_parts(self) -> None:
        if (focus := self.editor.focus) is not None:
            self.label.setBuddy(focus)
        self._named = [part for part in self.editor.parts if part is not None and not part.accessibleName()]
        for part in self._named:
            part.setAccessibleName(self.field.title)
            part.setAccessibleDescription(self.field.help)
            part.setToolTip(explanation(self.field))

    def entitle(self, title: str) -> None:
        """Call the field by another name."""
        if title != self.label.text():
            self.label.setText(title)
            for part in self._named:
                part.setAccessibleName(title)

    def _refuse(self, message: str) -> None:
        self.message.setText(message)
        self.message.setVisible(bool(message))


def _message() -> QLabel:
    label = QLabel()
    label.setProperty("role", "problem")
    label.setWordWrap(True)
    label.setContentsMargins(BLEED, 0, BLEED, 4)
    label.hide()
    return label


def explanation(field: Field) -> str:
    """What is shown on hover: what the field means, what it may be, and when a change counts."""
    if field.kind not in ("int", "float", "tuple"):
        return field.help
    span = phrases.allowed(field)
    live = "\nA running training takes it up at its next step." if field.live else ""
    return f"{field.help}\n{span[0].upper()}{span[1:]}{', or off' if field.optional else ''}.{live}"


def column(widget: QWidget, spacing: int) -> QVBoxLayout:
    """A column layout without margins, for a widget."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    return layout


class Nest(QWidget):
    """Indents what belongs to the row above, beside a thin line."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.content = QVBoxLayout(self)
        self.content.setContentsMargins(NEST, NEST_GAP, 0, 0)
        self.content.setSpacing(ROW_GAP)
        appearance.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(BLEED, NEST_GAP, 2, self.height() - NEST_GAP, QColor(self._appearance.theme.border))

    def swap(self, form: StructForm | None, new: StructForm | None) -> None:
        """Put another form in place of the one that is there."""
        if form is not None:
            self.content.removeWidget(form)
            form.retire()
        if new is not None:
            self.content.addWidget(new)
        if self.parentWidget() is not None:  # without one it would become a window
            self.setVisible(new is not None and bool(new.rows))


class SpecEditor(Editor):
    """One of several classes, and below it the fields of the one that is chosen."""

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__(field, appearance)
        self.head = self.combo = Choice()
        self.below = self.nest = Nest(appearance)
        self.form: StructForm | None = None
        self.combo.setPlaceholderText(MIXED)
        for index, cls in enumerate(field.specs):
            self.combo.addItem(cls.title)
            self.combo.setItemData(index, cls.help, Qt.ItemDataRole.ToolTipRole)
        self.combo.activated.connect(self._choose)

    def display(self, value: Any, mixed: bool) -> None:
        classes = {type(v) for v in self.values}
        self.combo.setCurrentIndex(self.field.specs.index(type(value)) if len(classes) == 1 else -1)
        cls = type(value) if len(classes) == 1 else None
        if cls is None or self.form is None or self.form.cls is not cls:
            self._rebuild(cls)
        if self.form is not None:
            self.form.show_values(self.values)

    def _rebuild(self, cls: type[Spec] | None) -> None:
        new = None if cls is None else nested_form(self, cls)
        self.nest.swap(self.form, new)
        self.form = new

    def _choose(self, index: int) -> None:
        cls = self.field.specs[index]
        if any(type(value) is not cls for value in self.values):
            self.offer(cls())

    def complain(self, path: tuple[str, ...], message: str) -> None:
        if path and self.form is not None:
            self.form.complain(path, message)
        else:
            super().complain(path, message)


class StructEditor(Editor):
    """A group of fields."""

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__(field, appearance)
        assert field.struct is not None
        self.below = nest = Nest(appearance)
        self.form = nested_form(self, field.struct)
        nest.swap(None, self.form)

    @property
    def focus(self) -> QWidget | None:
        return None

    def display(self, value: Any, mixed: bool) -> None:
        self.form.show_values(self.values)

    def complain(self, path: tuple[str, ...], message: str) -> None:
        self.form.complain(path, message)


class ChecklistEditor(Editor):
    """Any of several classes: each with a switch, and its own fields below it while it is on."""

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__(field, appearance)
        self.below = nest = Nest(appearance)
        self.items = [_Item(cls, self) for cls in field.specs]
        for item in self.items:
            nest.content.addWidget(item)

    @property
    def focus(self) -> QWidget | None:
        return self.items[0].switch if self.items else None

    def display(self, value: Any, mixed: bool) -> None:
        for item in self.items:
            item.display(self.values)

    def put(self, cls: type[Spec], spec: Spec | None, change: Change | None = None) -> None:
        """Take in, exchange or (None) leave out the spec of a class."""
        chosen = {type(s): s for s in self.value if type(s) is not cls} | ({cls: spec} if spec else {})
        value = tuple(chosen[c] for c in self.field.specs if c in chosen)
        title = phrases.in_sentence(cls.title)
        text = f"add {title}" if spec else f"leave out {title}"
        merge = change.merge if change else None
        self.edited.emit(Change((), value, change.text if change else text, merge))


class _Item(QWidget):
    """One class of a checklist."""

    def __init__(self, cls: type[Spec], owner: ChecklistEditor) -> None:
        super().__init__()
        self.cls, self._owner, self._spec = cls, owner, cls()
        self.label, self.switch = QLabel(cls.title), Switch(owner.appearance)
        self.label.setProperty("role", "lead")
        self.label.setMinimumHeight(ROW_HEIGHT)
        self.label.setBuddy(self.switch)
        self.switch.setAccessibleName(cls.title)
        self.switch.setAccessibleDescription(cls.help)
        self.setToolTip(cls.help)
        self.switch.clicked.connect(self._click)
        layout, line = column(self, 0), QHBoxLayout()
        line.setContentsMargins(BLEED, 0, BLEED - Switch.RING, 0)
        line.addWidget(self.label, 1)
        line.addWidget(self.switch)
        layout.addLayout(line)
        self.form = StructForm(cls, owner.appearance)
        self.form.edited.connect(self._edit)
        self.form.settled.connect(owner.settled)
        self.form.setContentsMargins(NEST, 0, 0, 0)
        self.form.hide()
        layout.addWidget(self.form)

    def display(self, lists: Sequence[tuple[Spec, ...]]) -> None:
        found = [spec for specs in lists for spec in specs if type(spec) is self.cls]
        self.switch.mixed = 0 < len(found) < len(lists)
        self.switch.setChecked(bool(found))
        self.switch.update()
        if found:
            self._spec = found[0]
            self.form.show_values(found)
        self.form.setVisible(bool(found) and bool(self.form.rows))

    def _click(self, checked: bool) -> None:
        self._owner.put(self.cls, self._spec if checked or self.switch.mixed else None)

    def _edit(self, change: Change) -> None:
        spec = msgspec.structs.replace(self._spec, **{change.path[0]: change.value})
        self._owner.put(self.cls, spec, change)


def nested_form(editor: Editor, cls: type[msgspec.Struct]) -> StructForm:
    """A form within an editor, whose changes become the editor's."""
    form = StructForm(cls, editor.appearance)
    form.edited.connect(editor.edited)
    form.settled.connect(editor.settled)
    return form


_EDITORS: dict[str, Callable[[Field, Appearance], Editor]] = {
    "int": NumberEditor,
    "float": NumberEditor,
    "bool": SwitchEditor,
    "choice": ChoiceEditor,
    "tuple": NumbersEditor,
    "spec": SpecEditor,
    "specs": ChecklistEditor,
    "struct": StructEditor,
}
_TEXT_EDITORS: dict[str, Callable[[Field, Appearance], Editor]] = {
    "line": LineEditor,
    "lines": LinesEditor,
    "file": FileEditor,
    "folder": FolderEditor,
}


def editor_for(field: Field, appearance: Appearance) -> Editor:
    """The editor that fits a field."""
    make = _TEXT_EDITORS[field.entry] if field.kind == "text" else _EDITORS[field.kind]
    editor = make(field, appearance)
    return OptionalEditor(field, appearance, editor) if field.optional else editor
