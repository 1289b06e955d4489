"""One editor for each kind of field that is not made of further fields; those are in ``gui.form``."""

import math
import re
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from core import phrases
from core.spec import Field
from gui.controls import BLEED, Choice, Line, Lines, NumberBox, ScaleSlider, Switch
from gui.editing import Editor, TypedEditor
from gui.scales import scale_of, step_of
from gui.theme import Appearance, figures_font

MIXED = "mixed"
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")


class NumberEditor(TypedEditor):
    """A number: typed, stepped with the arrow keys, or dragged on the slider below."""

    bleed = BLEED

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__(field, appearance)
        self.head = self.box = NumberBox()
        self.box.entered.connect(self.enter)
        self.box.stepped.connect(self._step)
        scale = scale_of(field)
        self.scale = scale
        self.slider = None if scale is None else ScaleSlider(scale, appearance)
        self.below = self.slider
        if self.slider is not None:
            self.slider.chosen.connect(self._drag)
            self.slider.sliderReleased.connect(self.settle)

    def display(self, value: Any, mixed: bool) -> None:
        self.box.setPlaceholderText(MIXED)
        self.box.show_text("" if mixed else phrases.number(value, self.field.unit))
        if self.slider is not None:
            self.slider.show_value(None if mixed else value)

    def read(self, text: str) -> Any:
        return parsed(self.field, text)

    def complain(self, path: tuple[str, ...], message: str) -> None:
        super().complain(path, message)
        if self.slider is not None:
            self.slider.show_value(self.value)

    def _drag(self, value: float) -> None:
        self.offer_in_passing(value)
        if self.slider is not None and self.slider.isSliderDown():
            self._quiet.stop()  # one drag is one edit, however long the hand rests on the way

    def _step(self, steps: int) -> None:
        field = self.field
        if field.kind == "float" and field.log and self.scale is not None:
            value = self.scale.beyond(self.value, steps)
        else:
            value = float(f"{self.value + steps * step_of(field):.12g}")
        value = max(value, value if field.low is None else field.low)
        value = min(value, value if field.high is None else field.high)
        value = int(value) if field.kind == "int" else float(value)
        if not phrases.complaint(field, value):
            self.offer_in_passing(value)


def parsed(field: Field, text: str) -> float:
    """The number that was typed: ``1,024``, ``0.5``, ``0,5``, ``1e-3``, ``80 %``.

    Raises:
        ValueError: it is none; the text says so in words.
    """
    bare = re.sub(r"[\s_\u2009\u202f]", "", text.strip().removesuffix(field.unit)).replace("−", "-")
    bare = bare.replace(",", "") if _GROUPED.fullmatch(bare) else bare.replace(",", ".", 1)
    try:
        value = float(bare)
    except ValueError:
        raise ValueError(f"“{text}” is not a number" if text.strip() else "nothing is there") from None
    if not math.isfinite(value):
        raise ValueError(f"“{text}” is not a number that can be computed with")
    if field.kind != "int":
        return float(f"{value / 100:.12g}") if field.unit == "%" else value
    if not value.is_integer():
        raise ValueError(f"{phrases.number(value)} is not a whole number")
    return int(value)


class SwitchEditor(Editor):
    """On or off."""

    bleed = Switch.RING

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__(field, appearance)
        self.head = self.switch = Switch(appearance)
        self.switch.clicked.connect(self._click)

    def display(self, value: Any, mixed: bool) -> None:
        self.switch.mixed = mixed
        self.switch.setChecked(bool(value))
        self.switch.update()

    def _click(self, checked: bool) -> None:
        self.offer(True if self.switch.mixed else checked)


class ChoiceEditor(Editor):
    """One of a few words."""

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__(field, appearance)
        self.head = self.combo = Choice()
        self.combo.addItems(field.choices)
        self.combo.setPlaceholderText(MIXED)
        self.combo.activated.connect(lambda index: self.offer(field.choices[index]))

    def display(self, value: Any, mixed: bool) -> None:
        self.combo.setCurrentIndex(-1 if mixed else self.field.choices.index(value))


class LineEditor(TypedEditor):
    """A text of one line."""

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__(field, appearance)
        self.head = self.line = Line()
        self.line.entered.connect(self.enter)

    def display(self, value: Any, mixed: bool) -> None:
        self.line.setPlaceholderText(MIXED if mixed else "")
        self.line.show_text("" if mixed else self.written(value))

    def written(self, value: Any) -> str:
        """The value as it is typed."""
        return str(value)


class NumbersEditor(LineEditor):
    """Several numbers on one line, parted by commas: ``28, 28, 1``."""

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__(field, appearance)
        self.line.setFont(figures_font())

    def written(self, value: Any) -> str:
        return ", ".join(phrases.number(v).replace(",", "") for v in value)

    def read(self, text: str) -> Any:
        assert self.field.item is not None
        parts = [part for part in re.split(r"[\s,;×x]+", text) if part]
        return tuple(parsed(self.field.item, part) for part in parts)


class FileEditor(LineEditor):
    """The path of a file, typed or chosen."""

    mode, nothing = QFileDialog.FileMode.ExistingFile, "No file yet"

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__(field, appearance)
        self.below, self.head = QWidget(), None
        self.button = QPushButton("Choose…")
        self.button.setProperty("role", "quiet")
        self.button.clicked.connect(self._choose)
        self.dialog: QFileDialog | None = None
        row = QHBoxLayout(self.below)
        row.setContentsMargins(BLEED, 0, BLEED, 0)
        row.setSpacing(BLEED)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.line.setPlaceholderText(self.nothing)

    @property
    def focus(self) -> QWidget | None:
        return self.line

    def display(self, value: Any, mixed: bool) -> None:
        super().display(value, mixed)
        self.line.setPlaceholderText(MIXED if mixed else self.nothing)
        self.line.end(False)  # the name is worth more than the folders in front of it

    def _choose(self) -> None:
        folder = str(Path(self.value).parent) if self.value else ""
        self.dialog = QFileDialog(self.button, f"Choose: {phrases.in_sentence(self.field.title)}", folder)
        self.dialog.setFileMode(self.mode)
        self.dialog.fileSelected.connect(self.offer)
        self.dialog.open()


class FolderEditor(FileEditor):
    """The path of a folder, typed or chosen."""

    mode, nothing = QFileDialog.FileMode.Directory, "No folder yet"


class LinesEditor(TypedEditor):
    """A text of several lines."""

    def __init__(self, field: Field, appearance: Appearance) -> None:
        super().__init__(field, appearance)
        self.below, self.text = QWidget(), Lines()
        self.text.entered.connect(self.enter)
        row = QHBoxLayout(self.below)
        row.setContentsMargins(BLEED, 0, BLEED, 0)
        row.addWidget(self.text)

    @property
    def focus(self) -> QWidget | None:
        return self.text

    def display(self, value: Any, mixed: bool) -> None:
        self.text.setPlaceholderText(MIXED if mixed else "")
        self.text.show_text("" if mixed else str(value))


class OptionalEditor(Editor):
    """A switch behind another editor: off is None."""

    bleed = Switch.RING

    def __init__(self, field: Field, appearance: Appearance, inner: Editor) -> None:
        super().__init__(field, appearance)
        self.inner, self._last = inner, _start(field)
        self.switch = Switch(appearance)
        self.switch.clicked.connect(self._click)
        self.head, self.below = QWidget(), inner.below
        row = QHBoxLayout(self.head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addStretch(0 if stretches(inner.head) else 1)
        if inner.head is not None:
            row.addWidget(inner.head, 1 if stretches(inner.head) else 0)
        row.addWidget(self.switch)
        for signal, out in ((inner.edited, self.edited), (inner.refused, self.refused)):
            signal.connect(out)
        inner.settled.connect(self.settled)

    @property
    def focus(self) -> QWidget | None:
        return self.switch

    @property
    def parts(self) -> tuple[QWidget | None, ...]:
        return (*super().parts, *self.inner.parts)

    def display(self, value: Any, mixed: bool) -> None:
        on = [v for v in self.values if v is not None]
        self.switch.mixed = 0 < len(on) < len(self.values)
        self.switch.setChecked(bool(on))
        self.switch.update()
        if on:
            self._last = on[0]
            self.inner.show_values(on)
        for part in (self.inner.head, self.inner.below):
            if part is not None:
                part.setVisible(bool(on) and not self.switch.mixed)

    def complain(self, path: tuple[str, ...], message: str) -> None:
        self.inner.complain(path, message)

    def _click(self, checked: bool) -> None:
        self.offer(self._last if checked or self.switch.mixed else None)


def stretches(head: QWidget | None) -> bool:
    """Whether an editor's head takes all the room that it is given."""
    return head is not None and head.sizePolicy().horizontalPolicy() != QSizePolicy.Policy.Fixed


def _start(field: Field) -> Any:
    """What an optional field is when it is switched on."""
    if field.start is not None:
        return int(field.start) if field.kind == "int" else field.start
    if field.kind in ("int", "float"):
        low, high = field.low or 0, 1 if field.high is None else field.high
        value = min(max(1, low), high)
        return int(value) if field.kind == "int" else float(value)
    if field.kind == "choice":
        return field.choices[0]
    if field.kind == "spec":
        return field.specs[0]()
    return {"bool": True, "text": ""}.get(field.kind, ())
