"""A box to choose from that follows a list which changes a little at a time."""

from PySide6.QtWidgets import QComboBox

Entry = tuple[str, str]


class Listing:
    """Keeps a box at a list of texts and what they stand for; says nothing of it, and touches only what changed."""

    def __init__(self, box: QComboBox) -> None:
        self._box = box
        self._entries: list[Entry] = []

    def show(self, entries: list[Entry], chosen: str) -> bool:
        """Show these entries, and choose what stands for ``chosen``, else the first; says whether any is new."""
        if entries == self._entries:
            return False
        before, self._entries = self._entries, entries
        self._box.blockSignals(True)
        if [name for _, name in before] == [name for _, name in entries]:
            for index, (old, new) in enumerate(zip(before, entries, strict=True)):
                if new != old:
                    self._box.setItemText(index, new[0])
        else:
            self._box.clear()
            for text, name in entries:
                self._box.addItem(text, name)
        names = [name for _, name in entries]
        self._box.setCurrentIndex(names.index(chosen) if chosen in names else 0 if names else -1)
        self._box.blockSignals(False)
        return True
