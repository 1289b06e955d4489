"""Going from one part of the window to the next by key: Tab stays within a part, as the canvas has it for itself."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from gui.actions import Command


class Areas:
    """``parts()`` in the order in which they are gone through; those that cannot be seen are left out."""

    def __init__(self, parts: Callable[[], Sequence[QWidget]]) -> None:
        self._parts = parts

    def commands(self) -> list[Command]:
        return [
            Command(
                "Next part of the window",
                "View/areas",
                lambda: self.go(1),
                "F6",
                "From the layers to the canvas, the views, the inspector and the bar at the top.",
            ),
            Command("Previous part of the window", "View/areas", lambda: self.go(-1), "Shift+F6"),
        ]

    def go(self, by: int) -> None:
        """Give the focus to the part behind the one that has it, or in front of it."""
        parts, focus = [part for part in self._parts() if part.isVisible()], QApplication.focusWidget()
        within = [focus is part or (focus is not None and part.isAncestorOf(focus)) for part in parts]
        here = within.index(True) if any(within) else -by  # then the first one
        for step in range(1, len(parts) + 1):
            stop = first_stop(parts[(here + by * step) % len(parts)])
            if stop is not None:
                reason = Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason
                stop.setFocus(reason)
                return


def first_stop(part: QWidget) -> QWidget | None:
    """The first widget of a part that Tab would go to; None where there is none to be seen."""
    return next((widget for widget in (part, *_chain(part)) if _takes_focus(widget)), None)


def _chain(part: QWidget) -> Iterator[QWidget]:
    """What lies in a part, in the order of Tab."""
    widget = part.nextInFocusChain()
    while widget is not part:
        if part.isAncestorOf(widget):
            yield widget
        widget = widget.nextInFocusChain()


def _takes_focus(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.isEnabled() and widget.isVisible() and not widget.visibleRegion().isEmpty()
