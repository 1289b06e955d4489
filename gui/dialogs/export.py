"""Export: which format, which file; then what the check of the written file found."""

from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import NeurowrightError
from core.export import EXPORTERS
from core.export.base import CHECKED_SAMPLES, Exporter, Report
from core.training.trainer import Trainer
from gui.dialogs.sheet import Sheet
from gui.icons import pixmap
from gui.session import Session
from gui.theme import Appearance

INDENT = 27  # of a radio button's text


class ExportSheet(Sheet):
    """Asks for format and file and exports in the training thread. The result is a Report, None when cancelled."""

    width_wanted = 520
    _ended = Signal(object)  # Future, from the training thread

    def __init__(self, host: QWidget, appearance: Appearance, session: Session, suggested: Path) -> None:
        super().__init__(host, appearance)
        self._session = session
        self.add_title("Export the network")
        self.formats = [self._add_format(exporter) for exporter in EXPORTERS]
        self.path = QLineEdit(str(suggested.with_suffix(EXPORTERS[0].suffix)))
        self._add_path()
        self.replaces = self.add_text("This file is there already and will be replaced.", "muted")
        self.path.textChanged.connect(self._look_at_path)
        self._look_at_path()
        self.problem = self.add_text("", "warning")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.body.addWidget(self.progress)
        self.start = self.button("Export", self._start, "primary")
        self.add_buttons(self.button("Cancel", self.finish, "quiet"), self.start)
        self.progress.hide()
        self._tell_problem(self._obstacle())
        self.formats[0].setChecked(True)
        self._ended.connect(self._end)
        self.begin(self.start)

    @property
    def exporter(self) -> type[Exporter]:
        """The format that is chosen."""
        chosen = [button.isChecked() for button in self.formats]
        return EXPORTERS[chosen.index(True)]

    def _add_format(self, exporter: type[Exporter]) -> QRadioButton:
        button = QRadioButton(exporter.title)
        button.toggled.connect(lambda on: self._use_suffix(exporter.suffix) if on else None)
        explanation = QLabel(exporter.help)
        explanation.setProperty("role", "muted")
        explanation.setWordWrap(True)
        explanation.setContentsMargins(INDENT, 0, 0, 0)
        box = QVBoxLayout()
        box.setSpacing(1)
        box.addWidget(button)
        box.addWidget(explanation)
        self.body.addLayout(box)
        return button

    def _add_path(self) -> None:
        self.path.setAccessibleName("File")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.path, 1)
        row.addWidget(self.button("Choose…", self._choose))
        self.body.addSpacing(4)
        self.body.addLayout(row)

    def _use_suffix(self, suffix: str) -> None:
        path = Path(self.path.text())
        if path.suffix != suffix and path.name:
            self.path.setText(str(path.with_suffix(suffix)))

    def _look_at_path(self) -> None:
        self.replaces.setVisible(Path(self.path.text()).is_file())
        self._place()

    def _choose(self) -> None:
        exporter = self.exporter
        dialog = QFileDialog(
            self.window(), "Export", self.path.text(), f"{exporter.title} (*{exporter.suffix})"
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(exporter.suffix.lstrip("."))
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()

    def _obstacle(self) -> str:
        problems = [p.message for p in self._session.inference.problems if p.severity == "error"]
        return f"The network is not complete yet. {problems[0]}" if problems else ""

    def _tell_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self._place()

    # -- exporting -----------------------------------------------------------------------------------------------------
    def _start(self) -> None:
        obstacle = self._obstacle() or ("" if Path(self.path.text()).name else "Give the file a name.")
        self._tell_problem(obstacle)
        if not obstacle:
            self._set_busy(True)
            job = Export(self.exporter(), Path(self.path.text()).expanduser())
            self._session.feed.control.call(job).add_done_callback(self._ended.emit)

    def _set_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.start.setText("Writing and checking…" if busy else "Export")
        for widget in (self.start, self.path, *self.formats):
            widget.setEnabled(not busy)
        self._place()

    def _end(self, future: "Future[Report]") -> None:
        self._set_busy(False)
        if future.cancelled():
            self._tell_problem("The training thread has ended. Open the document again.")
        elif (error := future.exception()) is not None:
            self._tell_problem(str(error) if isinstance(error, NeurowrightError) else f"It failed: {error!r}")
            self.start.setFocus()
        else:
            host, appearance = self.parentWidget(), self._appearance
            report = future.result()
            self.finish(report)
            ExportedSheet(host, appearance, report)


class Export:
    """The job for the training thread."""

    def __init__(self, exporter: Exporter, path: Path) -> None:
        self.exporter, self.path = exporter, path

    def __call__(self, trainer: Trainer) -> Report:
        samples = trainer.method.examples(trainer, CHECKED_SAMPLES)
        return self.exporter.export(trainer.network, trainer.document, self.path, samples)


class ExportedSheet(Sheet):
    """The file is there, and this is how far it can be trusted."""

    width_wanted = 460

    def __init__(self, host: QWidget, appearance: Appearance, report: Report) -> None:
        super().__init__(host, appearance)
        self.report = report
        theme = appearance.theme
        mark = QLabel()
        mark.setPixmap(pixmap("check", theme.ok, 24, host.devicePixelRatioF()))
        head = QHBoxLayout()
        head.addWidget(mark)
        head.addWidget(self.add_title(f"Exported {report.path.name}"), 1)
        self.body.insertLayout(0, head)
        self.add_text(report.text)
        self._add_fact("Folder", str(report.path.absolute().parent))
        done = self.button("Done", self.finish, "primary")
        self.add_buttons(
            self.button("Copy path", self._copy_path, "quiet"),
            self.button("Show in folder", self._show_folder),
            done,
        )
        self.begin(done)

    def _add_fact(self, name: str, value: str) -> None:
        label, figure = QLabel(name), QLabel(value)
        label.setProperty("role", "muted")
        figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight)
        figure.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(figure, 1)
        self.body.addLayout(row)

    def _copy_path(self) -> None:
        QApplication.clipboard().setText(str(self.report.path.absolute()))

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.report.path.absolute().parent)))
