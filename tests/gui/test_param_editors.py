import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from core.document import edits
from core.document.recipe import Stopping, TrainingRecipe
from core.errors import DocumentError
from core.spec import Field, fields, meta
from gui.controls import NumberBox, ScaleSlider, Switch
from gui.editing import Change
from gui.form import ChecklistEditor, Row, SpecEditor, StructEditor, StructForm
from gui.param_editors import (
    ChoiceEditor,
    FileEditor,
    FolderEditor,
    LineEditor,
    LinesEditor,
    NumberEditor,
    OptionalEditor,
    SwitchEditor,
    parsed,
)
from gui.scales import scale_of
from gui.theme import Appearance
from tests.gui.structs import editable_structs, illegal_text, legal_values

Press = Callable[[Any], None]


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    units: Annotated[int, meta("Units", "How many.", ge=1, le=1024, log=True)] = 32
    epochs: Annotated[int, meta("Epochs", "How often.", ge=1, le=1_000_000, log=True, reach=1000)] = 20
    rate: Annotated[float, meta("Rate", "How fast.", ge=0, le=0.5, step=0.05, unit="%")] = 0.1
    seed: Annotated[int, meta("Seed", "Any.", ge=0, le=2**31 - 1)] = 1
    epsilon: Annotated[float, meta("Epsilon", "Tiny.", gt=0, le=1, log=True, advanced=True)] = 1e-8
    limit: Annotated[int, meta("Limit", "At most.", ge=1, le=99, start=10)] | None = None
    shape: Annotated[tuple[int, ...], meta("Shape", "Extents.", min_length=1)] = (8, 8)
    name: Annotated[str, meta("Name", "A word.", max_length=9)] = "abc"
    notes: Annotated[str, meta("Notes", "Words.", entry="lines")] = "a"
    path: Annotated[str, meta("File", "A file.", max_length=200, entry="file")] = ""
    folder: Annotated[str, meta("Folder", "A folder.", max_length=200, entry="folder")] = ""


@dataclass
class Held:
    """A form, the values it edits, and the changes that it asked for."""

    form: StructForm
    values: list[Any]
    changes: list[Change]
    settled: int = 0

    @property
    def value(self) -> Any:
        return self.values[0]

    def editor(self, name: str) -> Any:
        return self.form.rows[name].editor

    def make(self, change: Change) -> None:
        self.changes.append(change)
        try:
            self.values = [edits.with_path(value, change.path, change.value) for value in self.values]
        except DocumentError as error:
            self.form.complain(change.path, str(error))
        self.form.show_values(self.values)

    def settle(self) -> None:
        self.settled += 1


@pytest.fixture
def hold(qtbot: QtBot) -> Callable[..., Held]:
    def make(*values: msgspec.Struct) -> Held:
        form = StructForm(type(values[0]), Appearance())
        held = Held(form, list(values), [])
        form.edited.connect(held.make)
        form.settled.connect(held.settle)
        form.show_values(held.values)
        form.resize(300, 800)
        qtbot.addWidget(form)
        form.show()
        return held

    return make


def type_into(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def message(held: Held, name: str) -> str:
    """What is written under a field, empty while nothing is."""
    label = held.form.rows[name].message
    return label.text() if label.isVisibleTo(held.form) else ""


def enter(qtbot: QtBot, editor: Any, value: Any) -> None:
    """Give an editor a value the way a user does."""
    match editor:
        case OptionalEditor():
            if editor.switch.isChecked() != (value is not None):
                qtbot.mouseClick(editor.switch, Qt.MouseButton.LeftButton)
            if value is not None:
                enter(qtbot, editor.inner, value)
        case NumberEditor():
            shown = 100 * value if editor.field.unit == "%" else value
            type_into(qtbot, editor.box, f"{shown:.12g}")
        case SwitchEditor():
            if editor.switch.isChecked() != value:
                qtbot.mouseClick(editor.switch, Qt.MouseButton.LeftButton)
        case ChoiceEditor():
            choose(qtbot, editor.combo, editor.field.choices.index(value))
        case SpecEditor():
            choose(qtbot, editor.combo, editor.field.specs.index(type(value)))
        case ChecklistEditor():
            for item in editor.items:
                if item.switch.isChecked() != (item.cls in map(type, value)):
                    qtbot.mouseClick(item.switch, Qt.MouseButton.LeftButton)
        case LinesEditor():
            editor.text.setPlainText(value)
            qtbot.waitUntil(lambda: editor.value == value)
        case LineEditor():
            type_into(qtbot, editor.line, ", ".join(map(str, value)) if isinstance(value, tuple) else value)


def choose(qtbot: QtBot, combo: Any, index: int) -> None:
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(index):
        qtbot.keyClick(combo, Qt.Key.Key_Down)


def typed_line(editor: Any) -> QLineEdit:
    if isinstance(editor, OptionalEditor):
        editor = editor.inner
    return editor.box if isinstance(editor, NumberEditor) else editor.line


def editable_fields() -> list[Any]:
    """Every field of every class; of those that classes inherit from a base, only the first."""
    found = {}
    for cls in editable_structs():
        for field in fields(cls):
            found.setdefault(
                (field.name, repr(field)), pytest.param(cls, field, id=f"{cls.__name__}-{field.name}")
            )
    return list(found.values())


@pytest.mark.parametrize(("cls", "field"), editable_fields())
def test_every_field_there_is_can_be_edited(
    qtbot: QtBot, hold: Callable[..., Held], cls: type[msgspec.Struct], field: Field
) -> None:
    held = hold(cls())
    if field.advanced:
        held.form.more.click()
    row = held.form.rows[field.name]
    assert row.isVisibleTo(held.form)
    for value in legal_values(field):
        enter(qtbot, row.editor, value)
        assert getattr(held.value, field.name) == value
        assert message(held, field.name) == ""
    if (text := illegal_text(field)) is not None:
        before = held.value
        if field.optional and not row.editor.switch.isChecked():
            qtbot.mouseClick(row.editor.switch, Qt.MouseButton.LeftButton)
            before = held.value
        type_into(qtbot, typed_line(row.editor), text)
        assert held.value == before
        assert message(held, field.name).startswith("Give ")


@pytest.mark.parametrize("cls", editable_structs(), ids=lambda cls: cls.__name__)
def test_every_form_names_its_fields(hold: Callable[..., Held], cls: type[msgspec.Struct]) -> None:
    held = hold(cls())
    assert set(held.form.rows) == {field.name for field in fields(cls)}
    for field in fields(cls):
        row = held.form.rows[field.name]
        assert row.label.text() == field.title
        assert row.label.toolTip().startswith(field.help)
        if (part := row.editor.focus) is not None:
            assert row.label.buddy() is part
            assert part.accessibleName()


@pytest.mark.parametrize("cls", editable_structs(), ids=lambda cls: cls.__name__)
def test_a_form_opens_no_window_before_it_is_shown(qtbot: QtBot, cls: type[msgspec.Struct]) -> None:
    form = StructForm(cls, Appearance())
    qtbot.addWidget(form)
    form.show_values([cls()])
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == []


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("units", "1,024", 1024),
        ("units", " 7 ", 7),
        ("units", "64.0", 64),
        ("rate", "25", 0.25),
        ("rate", "25 %", 0.25),
        ("rate", "2,5%", 0.025),
        ("epsilon", "1e-3", 0.001),
        ("epsilon", "0,5", 0.5),
        ("epsilon", ".25", 0.25),
    ],
)
def test_numbers_may_be_typed_in_many_ways(name: str, text: str, value: float) -> None:
    (field,) = (f for f in fields(Sample) if f.name == name)
    result = parsed(field, text)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("units", "2.5", "2.5 is not a whole number"),
        ("units", "x", "“x” is not a number"),
        ("units", " ", "nothing is there"),
        ("epsilon", "nan", "“nan” is not a number that can be computed with"),
        ("epsilon", "1e999", "“1e999” is not a number that can be computed with"),
    ],
)
def test_what_is_no_number_is_answered_in_words(name: str, text: str, reason: str) -> None:
    (field,) = (f for f in fields(Sample) if f.name == name)
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        parsed(field, text)


def test_typing_a_number_asks_for_one_change(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    type_into(qtbot, held.editor("units").box, "64")
    assert held.changes == [Change(("units",), 64, "set units to 64")]
    assert held.editor("units").box.text() == "64"


def test_a_refused_number_stays_to_be_mended(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    box = held.editor("units").box
    type_into(qtbot, box, "5000")
    assert held.value.units == 32
    assert box.text() == "5000"
    assert message(held, "units") == "Give a whole number from 1 to 1,024; 5,000 is too large."
    type_into(qtbot, box, "500")
    assert held.value.units == 500
    assert message(held, "units") == ""


def test_escape_takes_back_what_was_typed(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    box = held.editor("units").box
    type_into(qtbot, box, "5000")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == "32"
    assert message(held, "units") == ""
    assert held.changes == []


def test_what_is_typed_survives_changes_elsewhere(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    box = held.editor("units").box
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "12")
    held.form.show_values([Sample(rate=0.5)])
    assert box.text() == "12"
    assert held.editor("rate").box.text() == "50 %"


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("units", Qt.Key.Key_Up, 33),
        ("units", Qt.Key.Key_Down, 31),
        ("units", Qt.Key.Key_PageUp, 42),
        ("rate", Qt.Key.Key_Up, 0.15),
        ("epsilon", Qt.Key.Key_Up, 2e-8),
        ("epsilon", Qt.Key.Key_Down, 1e-8),
    ],
)
def test_arrow_keys_step_a_number(
    qtbot: QtBot, hold: Callable[..., Held], name: str, key: Qt.Key, value: float
) -> None:
    held = hold(Sample())
    held.form.more.click()
    qtbot.keyClick(held.editor(name).box, key)
    assert getattr(held.value, name) == value


def test_steps_end_at_the_bounds(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample(units=3))
    qtbot.keyClick(held.editor("units").box, Qt.Key.Key_PageDown)
    assert held.value.units == 1
    qtbot.keyClick(held.editor("units").box, Qt.Key.Key_Down)
    assert held.value.units == 1
    assert message(held, "units") == ""


def test_quick_steps_belong_together(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    box = held.editor("units").box
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_Up)
    first = held.changes[0].merge
    assert first is not None
    assert [change.merge for change in held.changes] == [first] * 3
    qtbot.waitUntil(lambda: held.settled == 1)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert held.changes[-1].merge not in (None, first)


def drag(qtbot: QtBot, slider: ScaleSlider, start: float, end: float, release: bool = True) -> None:
    """Press the mouse on a slider, move and release; places as shares of its length."""
    left, room, y = 8, slider.width() - 16, slider.height() // 2
    at = [QPoint(round(left + room * (start + (end - start) * i / 8)), y) for i in range(9)]
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=at[0])
    for point in at[1:]:
        qtbot.mouseMove(slider, point)
    if release:
        qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at[-1])


def test_a_drag_is_one_edit_with_many_values(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    drag(qtbot, held.editor("units").slider, 0.2, 0.8)
    assert len({change.merge for change in held.changes}) == 1
    assert held.changes[0].merge is not None
    assert len({change.value for change in held.changes}) > 4
    assert held.settled == 1
    assert held.value.units == held.changes[-1].value
    drag(qtbot, held.editor("units").slider, 0.8, 0.4)
    assert held.changes[-1].merge != held.changes[0].merge


def test_a_drag_reaches_both_ends(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    drag(qtbot, held.editor("units").slider, 0.5, 1.2)
    assert held.value.units == 1024
    drag(qtbot, held.editor("units").slider, 0.5, -0.2)
    assert held.value.units == 1


def test_a_logarithmic_slider_stops_at_round_numbers(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    drag(qtbot, held.editor("units").slider, 0.0, 1.0)
    stops = {2**k for k in range(11)} | {3 * 2**k for k in range(9)}
    assert {change.value for change in held.changes} <= stops


def test_the_knob_shows_values_between_stops(hold: Callable[..., Held]) -> None:
    held = hold(Sample(units=5))
    slider = held.editor("units").slider
    four, six = slider.scale.place(4), slider.scale.place(6)
    assert four < slider.place() < six


def test_arrow_keys_move_the_slider_from_stop_to_stop(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    qtbot.keyClick(held.editor("units").slider, Qt.Key.Key_Right)
    assert held.value.units == 48
    qtbot.keyClick(held.editor("units").slider, Qt.Key.Key_Home)
    assert held.value.units == 1


def test_there_is_no_slider_for_a_billion_values(hold: Callable[..., Held]) -> None:
    assert hold(Sample()).editor("seed").slider is None


def test_every_stop_of_every_slider_is_allowed() -> None:
    scales = [
        (f, s)
        for c in editable_structs()
        for f in fields(c)
        if f.kind in ("int", "float") and (s := scale_of(f))
    ]
    assert len(scales) > 10
    for field, scale in scales:
        assert list(scale.stops) == sorted(set(scale.stops))
        for stop in scale.stops:
            assert type(stop) is (int if field.kind == "int" else float)
            assert (field.low < stop) if field.low_open else (field.low <= stop)
            assert (stop < field.high) if field.high_open else (stop <= field.high)
            assert 0 <= scale.place(stop) <= 1
            assert scale.stops[scale.nearest(stop)] == stop


def test_more_can_be_typed_than_the_slider_reaches(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    editor = held.editor("epochs")
    assert editor.slider.scale.stops[-1] == 1000
    type_into(qtbot, editor.box, "5000")
    assert held.value.epochs == 5000
    assert editor.slider.place() == 1.0
    qtbot.keyClick(editor.slider, Qt.Key.Key_Left)
    assert held.value.epochs < 1000


def test_the_wheel_changes_only_what_is_focused(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    box = held.editor("units").box
    held.editor("seed").box.setFocus()
    turn_wheel(box)
    turn_wheel(held.editor("units").slider)
    assert held.changes == []
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    turn_wheel(box)
    assert held.value.units == 33


def turn_wheel(widget: Any) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_an_optional_field_starts_where_it_says_and_remembers(
    qtbot: QtBot, hold: Callable[..., Held]
) -> None:
    held = hold(Sample())
    editor = held.editor("limit")
    assert not editor.inner.box.isVisibleTo(held.form)
    qtbot.mouseClick(editor.switch, Qt.MouseButton.LeftButton)
    assert held.value.limit == 10
    assert editor.inner.box.isVisibleTo(held.form)
    type_into(qtbot, editor.inner.box, "42")
    qtbot.mouseClick(editor.switch, Qt.MouseButton.LeftButton)
    assert held.value.limit is None
    qtbot.mouseClick(editor.switch, Qt.MouseButton.LeftButton)
    assert held.value.limit == 42
    texts = [change.text for change in held.changes]
    assert texts == ["set limit to 10", "set limit to 42", "turn limit off", "set limit to 42"]


def test_a_wrong_shape_is_explained(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    type_into(qtbot, held.editor("shape").line, "8 × 8 × 1")
    assert held.value.shape == (8, 8, 1)
    assert held.editor("shape").line.text() == "8, 8, 1"
    type_into(qtbot, held.editor("shape").line, "")
    assert message(held, "shape") == "Give one or more whole numbers, parted by commas; there are none."
    assert held.value.shape == (8, 8, 1)


def test_lines_count_once_the_typing_rests(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    text = held.editor("notes").text
    qtbot.keyClicks(text, "xyz")
    assert held.changes == []
    qtbot.waitUntil(lambda: len(held.changes) == 1)
    assert held.value.notes == "xyza"
    assert held.changes[0].text == "change notes"


def test_lines_count_at_once_when_the_user_goes_on(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    held.form.activateWindow()
    text = held.editor("notes").text
    text.setFocus()
    qtbot.waitUntil(text.hasFocus)
    qtbot.keyClicks(text, "xyz")
    held.editor("name").line.setFocus()
    assert held.value.notes == "xyza"


def test_a_file_can_be_chosen(qtbot: QtBot, hold: Callable[..., Held], tmp_path: Any) -> None:
    chosen = tmp_path / "table.csv"
    chosen.write_text("1,2\n")
    held = hold(Sample(path=str(tmp_path / "other.csv")))
    editor: FileEditor = held.editor("path")
    qtbot.mouseClick(editor.button, Qt.MouseButton.LeftButton)
    dialog = editor.dialog
    assert isinstance(dialog, QFileDialog)
    qtbot.waitUntil(dialog.isVisible)
    name = dialog.findChild(QLineEdit)
    name.setText(str(chosen))
    dialog.accept()
    assert held.value.path == str(chosen)


def test_a_folder_can_be_chosen(qtbot: QtBot, hold: Callable[..., Held], tmp_path: Any) -> None:
    (tmp_path / "images").mkdir()
    held = hold(Sample(folder=str(tmp_path / "other")))
    editor: FolderEditor = held.editor("folder")
    qtbot.mouseClick(editor.button, Qt.MouseButton.LeftButton)
    dialog = editor.dialog
    assert isinstance(dialog, QFileDialog)
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    qtbot.waitUntil(dialog.isVisible)
    dialog.findChild(QLineEdit).setText(str(tmp_path / "images"))
    dialog.accept()
    assert held.value.folder == str(tmp_path / "images")


def test_seldom_needed_fields_are_behind_a_button(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    row = held.form.rows["epsilon"]
    assert not row.isVisibleTo(held.form)
    qtbot.mouseClick(held.form.more, Qt.MouseButton.LeftButton)
    assert row.isVisibleTo(held.form)


def test_another_class_brings_its_own_fields(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(TrainingRecipe())
    editor: SpecEditor = held.editor("optimizer")
    for index, cls in enumerate(editor.field.specs):
        choose(qtbot, editor.combo, index)
        assert held.value.optimizer == cls()
        assert editor.form is not None
        assert list(editor.form.rows) == [f.name for f in fields(cls)]
        assert editor.nest.isVisibleTo(held.form) == bool(fields(cls))


def test_a_field_within_a_field_is_reached_by_its_path(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(TrainingRecipe())
    inner = held.editor("optimizer").form
    name, row = next((n, r) for n, r in inner.rows.items() if isinstance(r.editor, NumberEditor))
    type_into(qtbot, row.editor.box, "0.5")
    assert held.changes[0].path == ("optimizer", name)
    assert getattr(held.value.optimizer, name) == 0.5
    type_into(qtbot, row.editor.box, "-3")
    assert row.message.isVisibleTo(held.form)
    assert getattr(held.value.optimizer, name) == 0.5


def test_a_struct_within_a_struct_is_edited_in_place(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(TrainingRecipe())
    editors = [row.editor for row in held.form.rows.values() if isinstance(row.editor, StructEditor)]
    editor = next(editor for editor in editors if editor.field.struct is Stopping)
    name, row = next(iter(editor.form.rows.items()))
    qtbot.mouseClick(row.editor.switch, Qt.MouseButton.LeftButton)
    assert held.changes[0].path == (editor.field.name, name)
    assert getattr(getattr(held.value, editor.field.name), name) is not None


def test_a_checklist_keeps_the_order_of_the_registry(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(TrainingRecipe(metrics=()))
    editor: ChecklistEditor = held.editor("metrics")
    for item in reversed(editor.items):
        qtbot.mouseClick(item.switch, Qt.MouseButton.LeftButton)
    assert held.value.metrics == tuple(cls() for cls in editor.field.specs)
    assert held.changes[0].text.startswith("add ")


def test_what_is_checked_shows_its_own_fields(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(TrainingRecipe(metrics=()))
    item = next(item for item in held.editor("metrics").items if item.form.rows)
    assert not item.form.isVisibleTo(held.form)
    qtbot.mouseClick(item.switch, Qt.MouseButton.LeftButton)
    assert item.form.isVisibleTo(held.form)
    (name, row), *_ = item.form.rows.items()
    type_into(qtbot, row.editor.box, "2")
    assert getattr(held.value.metrics[0], name) == 2
    qtbot.mouseClick(item.switch, Qt.MouseButton.LeftButton)
    assert held.value.metrics == ()


def test_a_change_that_is_refused_later_is_explained_and_undone(qtbot: QtBot) -> None:
    form = StructForm(Sample, Appearance())
    qtbot.addWidget(form)
    form.edited.connect(lambda change: form.complain(change.path, "Not today."))
    form.show_values([Sample()])
    form.show()
    row: Row = form.rows["units"]
    drag(qtbot, row.editor.slider, 0.2, 0.8)
    assert row.message.text() == "Not today."
    assert row.message.isVisibleTo(form)
    assert row.editor.slider.place() == pytest.approx(row.editor.slider.scale.place(32))


def test_several_values_that_differ_are_shown_as_mixed(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample(units=8, name="abc", limit=3), Sample(units=16, name="abc"))
    box: NumberBox = held.editor("units").box
    switch: Switch = held.editor("limit").switch
    assert (box.text(), box.placeholderText()) == ("", "mixed")
    assert held.editor("name").line.text() == "abc"
    assert switch.mixed
    type_into(qtbot, box, "64")
    assert [value.units for value in held.values] == [64, 64]
    assert [value.limit for value in held.values] == [3, None]
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert [value.limit for value in held.values] == [3, 3]
    assert not switch.mixed


def test_several_values_of_different_classes_within_are_chosen_together(
    qtbot: QtBot, hold: Callable[..., Held]
) -> None:
    first, second = next(f for f in fields(TrainingRecipe) if f.kind == "spec").specs[:2]
    held = hold(TrainingRecipe(optimizer=first()), TrainingRecipe(optimizer=second()))
    editor = held.editor("optimizer")
    assert editor.combo.currentIndex() == -1
    assert editor.form is None
    choose(qtbot, editor.combo, 1)
    assert [type(value.optimizer) for value in held.values] == [second, second]
    assert editor.form is not None


def test_tab_leads_from_top_to_bottom(qtbot: QtBot, hold: Callable[..., Held]) -> None:
    held = hold(Sample())
    held.form.activateWindow()
    first = held.editor("units").box
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    heights = []
    for _ in range(8):
        qtbot.keyClick(held.form.focusWidget(), Qt.Key.Key_Tab)
        heights.append(held.form.focusWidget().mapTo(held.form, QPoint(0, 0)).y())
    assert heights == sorted(heights)
    assert len(set(heights)) > 5
