"""Leads the wires of a scene: around cards where cards stand in the way, and anew where cards have come or gone."""

from collections.abc import Collection, Iterable
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QTimer

from gui.canvas.geometry import Curve
from gui.canvas.obstacles import Box, Obstacles
from gui.canvas.routing import TRIES, route, straight

if TYPE_CHECKING:
    from gui.canvas.node_item import NodeItem
    from gui.canvas.scene import Scene

AT_ONCE = 64  # wires that are led around things there and then; of more, each waits for its turn
A_TURN = 24  # wires, a few milliseconds' work
WHILE_MOVING = 3  # lanes that are tried
MOST = 10_000  # wires; of more, none is led around anything
FEW = 16  # places that changed; of more, every wire is looked at again
PAUSE = 60  # milliseconds without a move, and things have come to rest
CARD_RIND, CIRCLE_RIND = 4.0, 11.0  # how deep a wire may lie under the rim of a card, of a circle


class Ways(QObject):
    """Knows where the cards of a scene stand, and leads its wires.

    What is held stands in nobody's way: it is to be dropped, perhaps on a wire. While things move, their own wires are
    led at once, those of others when the things have come to rest.
    """

    def __init__(self, scene: "Scene") -> None:
        super().__init__(scene)
        self._scene = scene
        self._obstacles = Obstacles()
        self._held: set[str] = set()
        self._changed: list[Box] = []  # where something came or went
        self._waiting: dict[str, None] = {}  # wires, in their order
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._take_turn)
        self._rest = QTimer(self, interval=PAUSE, singleShot=True)
        self._rest.timeout.connect(self.settle)

    @property
    def held(self) -> frozenset[str]:
        """The cards that are held."""
        return frozenset(self._held)

    def stand(self, item: "NodeItem") -> None:
        """A card has come, moved or grown."""
        name, box = item.node.id, item.frame.getCoords()
        if name in self._held or not item.isVisible():
            self.leave(name, forget=False)
        elif box != self._obstacles.box(name):
            self.leave(name)
            self._obstacles.put(name, box, CIRCLE_RIND if item.node.spec.single else CARD_RIND)
            self._changed.append(box)

    def leave(self, name: str, *, forget: bool = True) -> None:
        """A card stands in the way no more; ``forget``: nor is it held."""
        if forget:
            self._held.discard(name)
        box = self._obstacles.box(name)
        if box is not None:
            self._obstacles.drop(name)
            self._changed.append(box)

    def hold(self, names: Collection[str]) -> None:
        """These cards are held, and no others."""
        held = set(names)
        if held == self._held:
            return
        released, self._held = self._held - held, held
        for name in (held | released) & self._scene.cards.keys():
            self.stand(self._scene.cards[name])
        self.settle()

    def lead(self, names: Collection[str], tries: int = TRIES) -> None:
        """Their ends are elsewhere: lead these wires; of many, each straight for now."""
        if len(names) <= AT_ONCE:
            self._route(names, tries)
            return
        for name in names:
            item = self._scene.wires[name]
            item.lead(Curve(straight(*self._ends(name))))
        self._let_wait(names)

    def follow(self, names: Collection[str]) -> None:
        """Something moves, and these wires with it; the others are led around it when it has come to rest."""
        self.lead(names, WHILE_MOVING)
        if self._changed:
            self._rest.start()

    def settle(self) -> None:
        """Lead the wires anew that run where cards have come or gone."""
        changed, self._changed = self._changed, []
        self._rest.stop()
        if len(changed) > FEW:
            near: Iterable[str] = self._scene.wires
        else:
            near = dict.fromkeys(w for box in changed for w in self._scene.find.wires_near(_rect(box)))
        names = [name for name in near if self._scene.wires[name].curve is not None]
        if len(names) <= AT_ONCE:
            self._route(names)
        else:
            self._let_wait(names)

    def _let_wait(self, names: Iterable[str]) -> None:
        if len(self._scene.wires) <= MOST:
            self._waiting.update(dict.fromkeys(names))
            self._turns.start()

    def _take_turn(self) -> None:
        names = list(islice(self._waiting, A_TURN))
        for name in names:
            del self._waiting[name]
        self._route([name for name in names if name in self._scene.wires])
        if not self._waiting:
            self._turns.stop()

    def _route(self, names: Iterable[str], tries: int = TRIES) -> None:
        others = False  # led elsewhere, though their nodes are not held
        for name in names:
            item, (start, end) = self._scene.wires[name], self._ends(name)
            before, own = item.curve, self._own(name)
            way = route(start, end, self._obstacles, own, loop=item.wire.delayed, tries=tries)
            item.lead(Curve(way))
            others = others or (item.curve is not before and self._held.isdisjoint(item.nodes))
        self._scene.change(passing=not others)

    def _ends(self, name: str) -> tuple[tuple[float, float], tuple[float, float]]:
        wire = self._scene.wires[name].wire
        start, end = (
            self._scene.port_position(wire.source, True),
            self._scene.port_position(wire.target, False),
        )
        return start.toTuple(), end.toTuple()

    def _own(self, name: str) -> list[Box]:
        """The frames at the ends of a wire, where the obstacles do not say enough of them."""
        item, unseen = self._scene.wires[name], self._scene.blocks.unseen
        ends = dict.fromkeys(unseen.get(node, node) for node in item.nodes)
        if not item.wire.delayed and not self._held.intersection(ends):
            return []
        return [self._scene.cards[n].frame.getCoords() for n in ends]


def _rect(box: Box) -> QRectF:
    left, top, right, bottom = box
    return QRectF(left, top, right - left, bottom - top)
