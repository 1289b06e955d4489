"""Taking a layer apart into neurons, and putting neurons together into a layer."""

from typing import TYPE_CHECKING

from core.document.apart import taken_apart, why_not_apart
from core.document.together import put_together, why_not_together
from core.errors import NeurowrightError
from gui.actions import Command

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView


class Dissolving:
    """Both ways with the weights as they are now: nothing that was learned is lost."""

    def __init__(self, view: "CanvasView") -> None:
        self._view, self._session, self._work = view, view.session, view.operations

    def commands(self) -> list[Command]:
        """For the menu of layers."""
        return [
            Command(
                "Take apart into neurons",
                "Edit/neurons",
                self.take_apart,
                "Ctrl+T",
                "Puts single neurons and wires in the place of a layer; it answers the same.",
                enabled=lambda: len(self._work.nodes) == 1 and not self._why_not_apart(),
            ),
            Command(
                "Put together into a layer",
                "Edit/neurons",
                self.put_together,
                "Ctrl+Shift+T",
                "Makes one layer of neurons that all read the same; it answers the same.",
                enabled=lambda: bool(self._work.nodes) and not self._why_not_together(),
            ),
        ]

    def _why_not_apart(self) -> str:
        return why_not_apart(self._session.document, self._session.inference, self._work.nodes[0])

    def _why_not_together(self) -> str:
        return why_not_together(self._work.graph, self._work.nodes)

    def take_apart(self) -> None:
        """Put neurons in the place of the selected layer, and select them."""
        session, (node,) = self._session, self._work.nodes
        arrays = {key.rpartition("/")[2]: array for key, array in session.learned({node}).items()}
        text = f"take {self._work.title(node)} apart"
        try:
            document, neurons = taken_apart(session.document, session.inference, node, arrays)
        except NeurowrightError as error:
            session.notice.emit(str(error))
            return
        session.apply(text, document)
        session.select(neurons)
        self._view.camera.reveal(self._view.selected_bounds)

    def put_together(self) -> None:
        """Put a layer in the place of the selected neurons, and select it."""
        session, neurons = self._session, self._work.nodes
        owners = {*neurons, *(w.id for w in self._work.graph.wires.values() if w.target.node in neurons)}
        values = {key: float(array) for key, array in session.learned(owners).items()}
        try:
            document, layer, weights = put_together(session.document, session.inference, neurons, values)
        except NeurowrightError as error:
            session.notice.emit(str(error))
            return
        session.apply(f"put {len(neurons)} neurons together", document, weights=weights)
        session.select({layer})
