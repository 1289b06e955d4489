"""The cheat sheet: every shortcut there is, taken from the commands themselves."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.actions import Command
from gui.dialogs.sheet import Sheet
from gui.menus import shown_shortcut
from gui.theme import Appearance

COLUMN = 350  # points of the window's width for each column


class ShortcutSheet(Sheet):
    """Commands with a shortcut, by menu, in columns."""

    width_wanted = 1080

    def __init__(self, host: QWidget, appearance: Appearance, commands: Iterable[Command]) -> None:
        super().__init__(host, appearance)
        self.rows: list[tuple[str, str, str]] = []  # menu, command, shortcut
        for command in commands:
            if command.shortcut or command.keys:
                ways = filter(None, (shown_shortcut(command), command.keys))
                self.rows.append((command.menu.partition("/")[0], command.text, "  or  ".join(ways)))
        self.add_title("Shortcuts")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("All shortcuts")
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setWidget(self._columns(self._column_count()))
        area.setMinimumHeight(min(area.widget().sizeHint().height(), max(host.height() - 200, 120)))
        self.body.addWidget(area, 1)
        close = self.button("Close", self.finish, "primary")
        self.add_buttons(close)
        self.begin(close)

    def _column_count(self) -> int:
        return max(1, min(3, self.parentWidget().width() // COLUMN))

    def _columns(self, count: int) -> QWidget:
        """Each menu goes whole into the shortest column so far."""
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(32)
        columns, heights = [QVBoxLayout() for _ in range(count)], [0] * count
        for menu in dict.fromkeys(menu for menu, _, _ in self.rows):
            shortest = heights.index(min(heights))
            grid, lines = self._menu(menu)
            columns[shortest].addLayout(grid)
            columns[shortest].addSpacing(16)
            heights[shortest] += lines + 2
        for column in columns:
            column.addStretch(1)
            row.addLayout(column, 1)
        return box

    def _menu(self, menu: str) -> tuple[QGridLayout, int]:
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        head = QLabel(menu)
        head.setProperty("role", "section")
        grid.addWidget(head, 0, 0)
        rows = [(text, keys) for of, text, keys in self.rows if of == menu]
        for line, (text, keys) in enumerate(rows, start=1):
            grid.addWidget(QLabel(text), line, 0)
            chip = QLabel(keys)
            chip.setProperty("role", "chip")
            grid.addWidget(chip, line, 1, Qt.AlignmentFlag.AlignRight)
        return grid, len(rows)
