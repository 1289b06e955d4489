"""What can be done with wires from the keyboard and the menus."""

from typing import TYPE_CHECKING

from core.document import edits
from core.document.graph import Wire
from gui.actions import Command

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView

MENU = "Edit/wires"


def wire_commands(view: "CanvasView") -> list[Command]:
    """Drawing a wire from the selected node, going along its wires, and what only a wire to a neuron has."""
    steps, weighed = WireSteps(view), WeighedWires(view)

    def one(output: bool) -> bool:
        node, graph = view.operations.wire_start(output), view.operations.graph
        return bool(node and (graph.nodes[node].spec.outputs if output else graph.nodes[node].spec.inputs))

    return [
        Command(
            "Wire from here…",
            MENU,
            lambda: view.wiring.begin(True),
            help="Arrows choose where the wire leads, Tab the port; Enter draws it.",
            enabled=lambda: one(True),
            keys="W",
        ),
        Command(
            "Wire to here…",
            MENU,
            lambda: view.wiring.begin(False),
            help="Arrows choose where the wire comes from, Tab the port; Enter draws it.",
            enabled=lambda: one(False),
            keys="Shift+W",
        ),
        Command(
            "Next wire",
            MENU,
            lambda: steps.go(1),
            help="Selects one wire of the selected node after the other.",
            enabled=steps.possible,
            keys="]",
        ),
        Command("Previous wire", MENU, lambda: steps.go(-1), enabled=steps.possible, keys="["),
        Command(
            "Lock the weight",
            MENU,
            lambda: weighed.toggle("locked", "lock", "unlock"),
            help="Training leaves the weight of the wire as it is.",
            enabled=lambda: bool(weighed.names),
            checked=lambda: weighed.all_are("locked"),
            keys="K",
        ),
        Command(
            "Carry the value of the step before",
            MENU,
            lambda: weighed.toggle("delayed", "delay", "take the delay from"),
            help="The wire becomes a memory of one step of the sequence, marked t−1.",
            enabled=lambda: bool(weighed.names),
            checked=lambda: weighed.all_are("delayed"),
            keys="T",
        ),
    ]


class WireSteps:
    """Selects the wires of a node one after the other, those that come in first; the node itself lies between."""

    def __init__(self, view: "CanvasView") -> None:
        self._view = view
        self._node = ""  # whose wires are gone through

    def possible(self) -> bool:
        """Whether one node with wires, or one wire, is selected."""
        work = self._view.operations
        if len(work.nodes) == 1:
            return not work.wires and len(self._round(work.nodes[0])) > 1
        return not work.nodes and len(work.wires) == 1

    def go(self, by: int) -> None:
        """Select the next one, or the one before."""
        work = self._view.operations
        here = (work.nodes or work.wires)[0]
        if work.nodes:
            self._node = here
        elif self._node not in self._ends(here):
            self._node = self._ends(here)[1]
        ring = self._round(self._node)
        self._view.session.select({ring[(ring.index(here) + by) % len(ring)]})

    def _ends(self, wire: str) -> tuple[str, str]:
        found = self._view.operations.graph.wires[wire]
        return (found.source.node, found.target.node)

    def _round(self, node: str) -> list[str]:
        """The node, then its wires: those that come in and those that leave, each from top to bottom."""
        graph = self._view.operations.graph
        into = sorted(graph.into(node), key=lambda w: self._height(w, output=True))
        onward = sorted(graph.out_of(node), key=lambda w: self._height(w, output=False))
        return list(
            dict.fromkeys([node, *(w.id for w in (*into, *onward))])
        )  # a wire may lead from a node to itself

    def _height(self, wire: Wire, output: bool) -> float:
        return self._view.canvas.port_position(wire.source if output else wire.target, output).y()


class WeighedWires:
    """The selected wires that end at a neuron."""

    def __init__(self, view: "CanvasView") -> None:
        self._work = view.operations

    @property
    def names(self) -> list[str]:
        graph = self._work.graph
        return [w for w in self._work.wires if graph.nodes[graph.wires[w].target.node].spec.weighs]

    def all_are(self, field: str) -> bool:
        """Whether a flag is set on all of them."""
        names, wires = self.names, self._work.graph.wires
        return bool(names) and all(getattr(wires[name], field) for name in names)

    def toggle(self, field: str, set_text: str, unset_text: str) -> None:
        """Set a flag on all of them, or take it off where all have it."""
        names, on = self.names, not self.all_are(field)
        what = "a wire" if len(names) == 1 else f"{len(names)} wires"
        text = f"{set_text if on else unset_text} {what}"
        self._work.attempt(text, lambda document: edits.set_wires(document, names, **{field: on}))
