"""About: what this is, its version, and whose work it stands on."""

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.dialogs.sheet import Sheet
from gui.icons import pixmap
from gui.theme import Appearance

CREDITS = "Built with NumPy, Qt, PyQtGraph and ONNX. Text is set in Inter, under the SIL Open Font License."


class AboutSheet(Sheet):
    """The program's name, version and credits."""

    width_wanted = 420

    def __init__(self, host: QWidget, appearance: Appearance) -> None:
        super().__init__(host, appearance)
        mark = QLabel()
        mark.setPixmap(pixmap("mark", appearance.theme.accent, 28, host.devicePixelRatioF()))
        row = QHBoxLayout()
        row.addWidget(mark)
        row.addWidget(self.add_title("Neurowright"), 1)
        self.body.insertLayout(0, row)
        self.add_text("Draw a neural network, train it, watch it learn, understand why, take it with you.")
        self.add_text(f"Version {program_version()} · MIT licence · works offline, sends nothing.", "muted")
        self.add_text(CREDITS, "muted")
        close = self.button("Close", self.finish, "primary")
        self.add_buttons(close)
        self.begin(close)


def program_version() -> str:
    """The installed version; "in development" where it runs from its source."""
    try:
        return version("neurowright")
    except PackageNotFoundError:
        return "in development"
