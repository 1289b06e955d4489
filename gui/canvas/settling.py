"""Where the plates on a canvas stand, so that none lies over another, over a card or over a circle."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainterPath

from gui.canvas.circle import label_box
from gui.canvas.node_item import NodeItem
from gui.canvas.weight_plate import HEIGHT, Plate, Room, place_along, place_in_row

if TYPE_CHECKING:
    from gui.canvas.scene import Scene

LONGEST_ROW = 8
BELOW = 4.0
LABEL_INSET = 18.0  # few names are as long as they may be


class Place(NamedTuple):
    """Where a plate stands; ``brief``: there is no room for more than its short text."""

    rect: QRectF
    brief: bool = False

    def shown(self, plate: Plate) -> Plate:
        """What of the plate is shown there."""
        return plate._replace(text=plate.short) if self.brief else plate


def settle(
    scene: "Scene", plates: Sequence[Plate], among: Iterable[NodeItem], unit: float = 1.0
) -> dict[str, Place]:
    """A place for each plate that there is room for: those of a neuron in a row, where that is possible.

    Args:
        among: the nodes that stand around there.
        unit: how large the plates are, 1 at 100 %.
    """
    room, places = Room(_taken(among) if plates else ()), dict[str, Place]()
    rows: dict[str, list[Plate]] = {}
    metrics = QFontMetricsF(scene.inks.chip_font)
    for plate in plates:
        if plate.name in scene.wires:
            rows.setdefault(scene.wires[plate.name].wire.target.node, []).append(plate)
        else:
            rect = _below(scene.nodes[plate.name], plate.width(metrics) * unit, HEIGHT * unit)
            places[plate.name] = Place(rect)
            room.take(rect)
    for row in rows.values():
        paths = [scene.wires[plate.name].path() for plate in row]
        if 1 < len(row) <= LONGEST_ROW:
            widest = max(plate.width(metrics) * unit for plate in row)
            rects = place_in_row(paths, widest, HEIGHT * unit, room)
            places |= zip((plate.name for plate in row), map(Place, rects), strict=False)
        for plate, path in zip(row, paths, strict=True):
            if plate.name not in places and (place := _along(plate, path, unit, room, metrics)) is not None:
                places[plate.name] = place
    return places


def _along(plate: Plate, path: QPainterPath, unit: float, room: Room, metrics: QFontMetricsF) -> Place | None:
    """A place on its wire for a plate, or else for its short text."""
    for brief in (False, True) if plate.short else (False,):
        width = Place(QRectF(), brief).shown(plate).width(metrics) * unit
        if (rect := place_along(path, width, HEIGHT * unit, room)) is not None:
            return Place(rect, brief)
    return None


def _below(item: NodeItem, width: float, height: float) -> QRectF:
    foot = item.frame.bottom()
    if item.look.face.label:
        foot = item.pos().y() + label_box(item.look.size).bottom()
    return QRectF(item.frame.center().x() - width / 2, foot + BELOW, width, height)


def _taken(items: Iterable[NodeItem]) -> Iterator[QRectF]:
    """What cards take up, and circles with the names below them."""
    for item in items:
        yield item.frame
        if item.look.face.sign and item.look.face.label:
            label = label_box(item.look.size).translated(item.pos())
            yield label.adjusted(LABEL_INSET, 0.0, -LABEL_INSET, 0.0)
