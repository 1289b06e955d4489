"""The canvas from far away: thousands of cards as plain plates, painted all at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.document.annotations import COLOURS
from gui.canvas.block_items import BlockFrame
from gui.canvas.card import BAR
from gui.canvas.dots import Dots
from gui.canvas.inks import SIDES
from gui.canvas.node_item import NodeItem
from gui.canvas.note_item import NoteItem
from gui.canvas.note_paint import FAINT, paint_title
from gui.canvas.scene import Scene
from gui.canvas.wire_item import WireItem
from gui.colour import mix

TINY = 0.12  # from this scale on down, nothing on a card can be made out
SMALL, MANY = 0.4, 300  # from this scale on down, so many cards cost more time than their words are worth
FAR_BAR = BAR.adjusted(0, 0, 10, 0)  # wider than on a card, or it would not be seen
FEW_WIRES, MANY_WIRES = 200, 4_000  # from so many on they are paler, up to so many
PALEST, SHADES = 0.72, 8  # the share of the canvas in their colour then; in so many steps


class Overview:
    """Paints a scene in a few calls, from what was gathered of it last."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._gathered = _Gathered()
        self._dots = Dots()

    def serves(self, scale: float) -> bool:
        """Whether to paint this instead of the cards themselves."""
        return scale <= TINY or (scale <= SMALL and len(self._scene.nodes) > MANY)

    @property
    def colours(self) -> tuple[object, str]:
        """What all is painted in."""
        return self._scene.inks, self._wire_colour().name()

    def gather(self, without: Collection[str]) -> list[QRectF]:
        """Look at the scene, but for some things and wires; returns where it is another than at the last look."""
        before, self._gathered = self._gathered, _Gathered()
        wires, nodes = self._scene.wires.items(), self._scene.standing.items()
        self._gathered.take_wires(item for name, item in wires if name not in without)
        self._gathered.take_nodes(item for name, item in nodes if name not in without)
        self._gathered.take_blocks(self._scene.blocks.frames.values())
        self._gathered.take_notes(item for n, item in self._scene.notes.items.items() if n not in without)
        return self._gathered.changes_since(before)

    def paint(self, painter: QPainter) -> None:
        """Paint all that was gathered; the painter is in the scene's units."""
        painter.setPen(_thin(self._scene.inks.edge))
        painter.setBrush(self._scene.inks.ground)
        painter.drawRects(self._gathered.frames)
        self._paint_notes(painter, self._gathered, frames=True)
        self._paint_titles(painter, self._gathered)
        self._paint_gathered(painter, self._gathered)
        self._paint_notes(painter, self._gathered, frames=False)

    def paint_only(self, painter: QPainter, names: Iterable[str], wires: Iterable[str]) -> None:
        """Paint some nodes, notes and wires over the others."""
        scene, gathered, names = self._scene, _Gathered(), set(names)
        gathered.take_wires(scene.wires[name] for name in wires)
        gathered.take_nodes(item for name, item in scene.standing.items() if name in names)
        gathered.take_notes(scene.notes.items[name] for name in names & scene.notes.items.keys())
        self._paint_notes(painter, gathered, frames=True)
        self._paint_titles(painter, gathered)
        self._paint_gathered(painter, gathered)
        self._paint_notes(painter, gathered, frames=False)

    def _paint_gathered(self, painter: QPainter, gathered: "_Gathered") -> None:
        inks = self._scene.inks
        for marked, lines in gathered.wires.items():
            painter.setPen(_thin(inks.accent if marked else self._wire_colour(), 1.0 + marked))
            painter.drawLines(lines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        pens = {side: _thin(inks.rim(side)) for side in ("", *SIDES)}
        pens |= {colour: _thin(inks.mark(colour)) for colour in COLOURS}
        pens |= {"faulty": _thin(inks.fault), "selected": _thin(inks.accent, 2.0)}
        for kind, pen in pens.items():
            painter.setPen(pen)
            painter.setBrush(inks.plate(kind if kind in SIDES else "", kind if kind in COLOURS else ""))
            painter.drawRects(gathered.plates.get(kind, []))
        painter.setPen(Qt.PenStyle.NoPen)
        for category, rects in gathered.bars.items():
            painter.setBrush(inks.category(category))
            painter.drawRects(rects)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (kind, category), middles in gathered.dots.items():
            self._dots.draw(painter, middles, pens[kind], inks.category(category))

    def _wire_colour(self) -> QColor:
        """The more wires, the paler: in front of a thicket the nodes would hardly be seen."""
        inks = self._scene.inks
        share = (len(self._scene.wires) - FEW_WIRES) / (MANY_WIRES - FEW_WIRES)
        pale = round(min(1.0, max(0.0, share)) ** 0.5 * SHADES) / SHADES * PALEST
        return QColor(mix(inks.wire_colour.name(), inks.canvas.name(), pale))

    def _paint_notes(self, painter: QPainter, gathered: "_Gathered", *, frames: bool) -> None:
        """Frames faintly, comments as sheets without words."""
        inks = self._scene.inks
        for (frame, colour, selected), rects in gathered.notes.items():
            if frame == frames:
                rim = inks.accent if selected else inks.mark(colour) if frame else inks.paper_edge(colour)
                painter.setPen(_thin(rim, 1.0 + selected))
                painter.setBrush(inks.faded(inks.mark(colour), FAINT) if frame else inks.paper(colour))
                painter.drawRects(rects)

    def _paint_titles(self, painter: QPainter, gathered: "_Gathered") -> None:
        scale = painter.worldTransform().m11()
        for item in gathered.titles:
            painter.save()
            painter.translate(item.pos())
            paint_title(painter, item.note, self._scene.inks, scale)
            painter.restore()


class _Gathered:
    """What is painted alike, side by side."""

    def __init__(self) -> None:
        self.wires: dict[bool, list[QLineF]] = {False: [], True: []}
        self.plates: dict[str, list[QRectF]] = defaultdict(list)
        self.bars: dict[str, list[QRectF]] = defaultdict(list)
        self.dots: dict[tuple[str, str], list[QPointF]] = defaultdict(list)
        self.notes: dict[tuple[bool, str, bool], list[QRectF]] = defaultdict(list)
        self.titles: list[NoteItem] = []
        self.frames: list[QRectF] = []  # of expanded blocks
        self._lines: dict[str, tuple[QLineF, bool]] = {}
        self._others: dict[str, tuple[object, ...]] = {}  # how each looks, where it stands last

    def take_wires(self, items: Iterable[WireItem]) -> None:
        for item in items:
            if item.isVisible():
                self.wires[item.selected].append(item.line)
                self._lines[item.wire.id] = (item.line, item.selected)

    def take_nodes(self, items: Iterable[NodeItem]) -> None:
        for item in items:
            look, frame, category = item.look, item.frame, item.look.face.category
            kind = "selected" if look.selected or look.aimed else "faulty" if look.faulty else look.side
            kind = kind or look.colour
            self._others[item.node.id] = (kind, category, frame)
            if item.node.spec.single:
                self.dots[kind, category].append(frame.center())
            else:
                self.plates[kind].append(frame)
                self.bars[category].append(FAR_BAR.translated(frame.topLeft()))

    def take_blocks(self, items: Iterable[BlockFrame]) -> None:
        for item in items:
            self._others[item.block.id] = (item.frame,)
            self.frames.append(item.frame)

    def take_notes(self, items: Iterable[NoteItem]) -> None:
        for item in items:
            self._others[item.note.id] = (item.note, item.selected, item.frame)
            self.notes[item.note.frame, item.note.colour, item.selected].append(item.frame)
            if item.note.frame:
                self.titles.append(item)

    def changes_since(self, before: "_Gathered") -> list[QRectF]:
        """Where something was, or is, that is not the same now."""
        old, new = before._lines, self._lines
        names = [n for n, line in new.items() if old.get(n) != line] + [n for n in old if n not in new]
        lines = [entries[n][0] for n in names for entries in (old, new) if n in entries]
        found = [QRectF(line.p1(), line.p2()).normalized() for line in lines]
        known, now = before._others, self._others
        names = [n for n, other in now.items() if known.get(n) != other] + [n for n in known if n not in now]
        return found + [entries[n][-1] for n in names for entries in (known, now) if n in entries]


def _thin(colour: QColor, width: float = 1.0) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
