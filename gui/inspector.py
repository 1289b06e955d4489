"""The inspector: what is selected, in words and figures, with every setting of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.block_page import BlockPage
from gui.controls import BLEED
from gui.inspector_pages import DocumentPage, NodesPage, Page
from gui.notes_page import NotesPage
from gui.session import Session
from gui.theme import SPACE, Appearance
from gui.wire_page import WiresPage

WIDTH = 320
SIDE = SPACE[3] - BLEED  # margin left and right of what may stand out of the column of text


class Inspector(QScrollArea):
    """Shows the page that fits the selection, and keeps it true to the document.

    It changes what is shown in place, so that a drag of a slider or a half-typed number is not disturbed.
    """

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session = session
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(WIDTH)
        self.nodes = NodesPage(session, appearance)
        self.wires = WiresPage(session, appearance)
        self.block = BlockPage(session, appearance)
        self.document = DocumentPage(session, appearance)
        self.notes = NotesPage(session, appearance)
        self._pages: tuple[Page, ...] = (self.nodes, self.block, self.notes, self.wires, self.document)
        self._fill()
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        session.inference_changed.connect(self._refresh)
        session.selection_changed.connect(self._select)
        session.opened.connect(self._refresh)
        self._select()

    def _fill(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(SIDE, SPACE[3], SIDE, SPACE[4])
        for page in self._pages:
            column.addWidget(page)
        column.addStretch(1)
        self.setWidget(content)

    def _make_room(self, low: int, high: int) -> None:
        """Let the scroll bar stand in the margin, so that coming and going it moves little."""
        margins = self.widget().layout().contentsMargins()
        margins.setRight(max(0, SIDE - self.verticalScrollBar().sizeHint().width()) if high > low else SIDE)
        self.widget().layout().setContentsMargins(margins)

    @property
    def page(self) -> Page:
        """The page that fits the selection."""
        selection, graph = self._session.selection, self._session.document.graph
        nodes = any(name in graph.nodes for name in selection)
        blocks = sum(name in graph.blocks for name in selection)
        if blocks == 1 and not nodes:
            return self.block
        if blocks or nodes:
            return self.nodes
        if any(name in graph.notes for name in selection):
            return self.notes
        return self.wires if any(name in graph.wires for name in selection) else self.document

    def _select(self) -> None:
        self._refresh()
        self.verticalScrollBar().setValue(0)

    def _refresh(self) -> None:
        page = self.page
        page.refresh()
        for other in self._pages:
            other.setVisible(other is page)
