"""The canvas from far away: thousands of cards as plain plates, painted all at once."""

from collections import defaultdict

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.document.annotations import COLOURS
from gui.canvas.card import BAR
from gui.canvas.inks import SIDES
from gui.canvas.note_paint import FAINT, paint_title
from gui.canvas.scene import Scene

TINY = 0.12  # from this scale on down, nothing on a card can be made out
SMALL, MANY = 0.4, 300  # from this scale on down, so many cards cost more time than their words are worth
FAR_BAR = BAR.adjusted(0, 0, 10, 0)  # wider than on a card, or it would not be seen


class Overview:
    """Paints a scene in a few calls; what it paints is gathered anew only when the scene has changed."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._version = -1
        self._wires: dict[bool, list[QLineF]] = {}
        self._plates: dict[str, list[QRectF]] = {}
        self._bars: dict[str, list[QRectF]] = {}
        self._notes: dict[tuple[bool, str, bool], list[QRectF]] = {}
        self._frames: list[QRectF] = []  # of expanded blocks

    def serves(self, scale: float) -> bool:
        """Whether to paint this instead of the cards themselves."""
        return scale <= TINY or (scale <= SMALL and len(self._scene.nodes) > MANY)

    def paint(self, painter: QPainter) -> None:
        """Paint all of it; the painter is in the scene's units."""
        if self._version != self._scene.version:
            self._gather()
            self._version = self._scene.version
        inks = self._scene.inks
        painter.setPen(_thin(inks.edge))
        painter.setBrush(inks.ground)
        painter.drawRects(self._frames)
        self._paint_notes(painter, frames=True)
        self._paint_titles(painter)
        for selected, lines in self._wires.items():
            painter.setPen(_thin(inks.accent if selected else inks.wire_colour, 1.0 + selected))
            painter.drawLines(lines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        pens = {side: _thin(inks.rim(side)) for side in ("", *SIDES)}
        pens |= {colour: _thin(inks.mark(colour)) for colour in COLOURS}
        pens |= {"faulty": _thin(inks.fault), "selected": _thin(inks.accent, 2.0)}
        for kind, pen in pens.items():
            painter.setPen(pen)
            painter.setBrush(inks.plate(kind if kind in SIDES else "", kind if kind in COLOURS else ""))
            painter.drawRects(self._plates.get(kind, []))
        painter.setPen(Qt.PenStyle.NoPen)
        for category, rects in self._bars.items():
            painter.setBrush(inks.category(category))
            painter.drawRects(rects)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_notes(painter, frames=False)

    def _paint_notes(self, painter: QPainter, *, frames: bool) -> None:
        """Frames faintly, comments as sheets without words."""
        inks = self._scene.inks
        for (frame, colour, selected), rects in self._notes.items():
            if frame == frames:
                rim = inks.accent if selected else inks.mark(colour) if frame else inks.paper_edge(colour)
                painter.setPen(_thin(rim, 1.0 + selected))
                painter.setBrush(inks.faded(inks.mark(colour), FAINT) if frame else inks.paper(colour))
                painter.drawRects(rects)

    def _paint_titles(self, painter: QPainter) -> None:
        scale = painter.worldTransform().m11()
        for item in self._scene.notes.items.values():
            if item.note.frame:
                painter.save()
                painter.translate(item.pos())
                paint_title(painter, item.note, self._scene.inks, scale)
                painter.restore()

    def _gather(self) -> None:
        self._wires, self._plates, self._bars = {False: [], True: []}, defaultdict(list), defaultdict(list)
        for item in self._scene.wires.values():
            if item.isVisible():
                self._wires[item.selected].append(QLineF(item.curve.start, item.curve.end))
        self._notes = defaultdict(list)
        for item in self._scene.notes.items.values():
            self._notes[item.note.frame, item.note.colour, item.selected].append(item.frame)
        self._frames = [item.frame for item in self._scene.blocks.frames.values()]
        for item in self._scene.standing.values():
            position, look = item.pos(), item.look
            kind = "selected" if look.selected or look.aimed else "faulty" if look.faulty else look.side
            kind = kind or look.colour
            self._plates[kind].append(item.frame)
            self._bars[look.face.category].append(FAR_BAR.translated(position))


def _thin(colour: QColor, width: float = 1.0) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
