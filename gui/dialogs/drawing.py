"""Export the drawing: what, how, where to; with a picture of what will be written."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.document.blocks import nodes_of
from core.document.graph import weighed_wires
from core.errors import NeurowrightError
from gui.canvas.scene import Scene
from gui.controls import Choice
from gui.dialogs.sheet import Sheet
from gui.drawing.drawings import drawing, wire_weights
from gui.drawing.formats import FORMATS, INCH, SCALES, mime, refuse_unknown, write
from gui.drawing.picture import COLOURS, Options, Picture, colours_like
from gui.drawing.preview import Preview
from gui.theme import Appearance

OPTIONS_WIDTH = 236
WAIT_MS = 20
MILLIMETRES = 25.4


class DrawingSheet(Sheet):
    """Asks what to draw and writes it. The result is the path, None when cancelled."""

    width_wanted = 1040

    def __init__(self, host: QWidget, appearance: Appearance, scene: Scene, suggested: Path) -> None:
        super().__init__(host, appearance)
        self._scene, self._name = scene, suggested.stem
        graph = scene.session.document.graph
        self._selected = frozenset(nodes_of(graph, scene.session.selection))
        self.add_title("Export the drawing")
        self.kind = _choice("Picture", ["As on the canvas", "As in papers"])
        self.format = _choice("Format", [suffix[1:].upper() for suffix in FORMATS])
        self.colours = _choice("Colours", [colours.title for colours in COLOURS])
        self.colours.setCurrentIndex(COLOURS.index(colours_like(appearance.theme)))
        self.scale = _choice("Size", [f"{scale}×" for scale in SCALES])
        self.scale.setCurrentIndex(1)
        weighed = bool(weighed_wires(graph))
        self.weights = _check("Weights on the wires", on=weighed, possible=weighed)
        self.legend = _check("Legend", on=True)
        self.only = _check("Only what is selected", on=False, possible=bool(self._selected))
        self.preview = Preview(appearance)
        self.size_told = QLabel()
        self.size_told.setProperty("role", "muted")
        self._lay_out()
        self.path = QLineEdit(str(suggested.with_suffix(next(iter(FORMATS)))))
        self._add_path()
        self.replaces = self.add_text("This file is there already and will be replaced.", "muted")
        self.problem = self.add_text("", "warning")
        self.problem.hide()
        start = self.button("Export", self._write, "primary")
        self.add_buttons(self.button("Copy", self._copy, "quiet"), self.button("Cancel", self.finish), start)
        self._learned: dict[str, float] = {}
        self._connect()
        self._look_at_path()
        if weighed:
            self._ask_for_weights()
        self._draw()
        self.begin(start)

    # -- layout --------------------------------------------------------------------------------------------------------
    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.preview, 1)
        left.addWidget(self.size_told)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self._options())
        self.body.addLayout(row, 1)

    def _options(self) -> QWidget:
        """The choices in a column, which can be scrolled where the window is low."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(8)
        form = QFormLayout()
        form.setSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for choice in (self.kind, self.format, self.colours, self.scale):
            label = QLabel(choice.accessibleName())
            label.setMinimumHeight(choice.sizeHint().height())
            label.setBuddy(choice)
            form.addRow(label, choice)
        column.addLayout(form)
        column.addSpacing(4)
        for check in (self.weights, self.legend, self.only):
            column.addWidget(check)
        column.addStretch(1)
        self._area = area = QScrollArea()
        area.setWidget(box)
        area.setWidgetResizable(True)
        area.setFixedWidth(OPTIONS_WIDTH)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        QApplication.instance().focusChanged.connect(self._reveal)
        return area

    def _reveal(self, _: QWidget | None, focused: QWidget | None) -> None:
        """The keyboard goes to choices that may have to be scrolled to."""
        if focused is not None and self._area.isAncestorOf(focused):
            self._area.ensureWidgetVisible(focused, 0, 8)

    def _add_path(self) -> None:
        self.path.setAccessibleName("File")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.path, 1)
        row.addWidget(self.button("Choose…", self._choose))
        self.body.addLayout(row)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._draw)
        self.colours.currentIndexChanged.connect(self._draw)
        self.scale.currentIndexChanged.connect(self._tell_size)
        self.format.currentIndexChanged.connect(self._use_format)
        for check in (self.weights, self.legend, self.only):
            check.toggled.connect(self._draw)
        self.path.textChanged.connect(self._look_at_path)

    # -- what is chosen ------------------------------------------------------------------------------------------------
    @property
    def options(self) -> Options:
        """What is to be drawn."""
        return Options(
            figure=self.kind.currentIndex() == 1,
            colours=COLOURS[self.colours.currentIndex()],
            weights=self.weights.isChecked(),
            legend=self.legend.isChecked(),
            only=self._selected if self.only.isChecked() else None,
        )

    @property
    def suffix(self) -> str:
        """Of the format that is chosen."""
        return list(FORMATS)[self.format.currentIndex()]

    @property
    def pixels(self) -> int:
        """Of a PNG, for each canvas unit."""
        return SCALES[self.scale.currentIndex()]

    def _picture(self) -> Picture:
        return drawing(self._scene, self.options, self._name, self._learned)

    def _ask_for_weights(self) -> None:
        """The training thread knows what wires weigh now; until it answers, what they started with is drawn."""
        self._answer = self._scene.session.feed.call(wire_weights)
        self._waiting = QTimer(self, interval=WAIT_MS)
        self._waiting.timeout.connect(self._look_for_answer)
        self._waiting.start()

    def _look_for_answer(self) -> None:
        if self._answer.done():
            self._waiting.stop()
            if not self._answer.cancelled() and self._answer.exception() is None:
                self._learned = self._answer.result()
                self._draw()

    def _draw(self) -> None:
        self._shown = self._picture()
        self.preview.show_picture(self._shown)
        self._tell_size()

    def _use_format(self) -> None:
        path = Path(self.path.text())
        if path.name and path.suffix.lower() != self.suffix:
            self.path.setText(str(path.with_suffix(self.suffix)))
        self._tell_size()

    def _tell_size(self) -> None:
        """How large it will be, in what the format is measured in."""
        self.scale.setEnabled(self.suffix == ".png")
        width, height = self._shown.size.width(), self._shown.size.height()
        if self.suffix == ".png":
            text = f"{width * self.pixels:,} × {height * self.pixels:,} pixels"
        else:
            inches = MILLIMETRES / INCH
            text = f"{width * inches:,.0f} × {height * inches:,.0f} mm, sharp at any size"
        self.size_told.setText(text)

    def _look_at_path(self) -> None:
        path = Path(self.path.text())
        if path.suffix.lower() in FORMATS:
            self.format.setCurrentIndex(list(FORMATS).index(path.suffix.lower()))
        self.replaces.setVisible(path.is_file())
        self._tell_problem("")

    def _choose(self) -> None:
        kind = self.suffix[1:]
        dialog = QFileDialog(
            self.window(), "Export the drawing", self.path.text(), f"{kind.upper()} (*.{kind})"
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()

    # -- writing -------------------------------------------------------------------------------------------------------
    def _tell_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self._place()

    def _write(self) -> None:
        path = Path(self.path.text()).expanduser()
        try:
            if not path.name:
                raise NeurowrightError("Give the file a name.")
            refuse_unknown(path)
            write(self._picture(), path, self.pixels)
        except NeurowrightError as error:
            self._tell_problem(str(error))
            return
        self.finish(path)

    def _copy(self) -> None:
        try:
            QGuiApplication.clipboard().setMimeData(mime(self._picture(), self.pixels))
        except NeurowrightError as error:
            self._tell_problem(str(error))
            return
        self.size_told.setText("Copied, as an image and as SVG")


def _choice(name: str, texts: list[str]) -> Choice:
    choice = Choice()
    choice.addItems(texts)
    choice.setAccessibleName(name)
    return choice


def _check(text: str, *, on: bool, possible: bool = True) -> QCheckBox:
    check = QCheckBox(text)
    check.setChecked(on)
    check.setEnabled(possible)
    return check
