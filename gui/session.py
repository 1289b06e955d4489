"""What the window is about: one document, its undo stack, selection, problems and training. No widgets here."""

from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import CancelledError

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from core.document import edits
from core.document.delta import delta
from core.document.diff import same_inference
from core.document.document import Document
from core.document.players import players
from core.document.shapes import Inference, infer
from core.engine.build import Array
from core.errors import NeurowrightError
from core.training.adversarial import Alone, Side
from core.training.control import EMPTY
from core.training.keepsakes import Step
from core.training.snapshot import Snapshot
from core.training.trainer import Trainer
from gui.training.feed import Feed

MOST_SEEDS = 2**31 - 1
MOST_NAMES = 3  # in one notice
LONGEST_WAIT = 2.0  # seconds, for a step to end


class Session(QObject):
    """Widgets read from here, listen to the signals, and edit through ``apply`` alone.

    ``document_changed(before, after)``: after every edit, undo and redo. ``opened``: a different document altogether;
    sent after document_changed. ``inference_changed``: shapes and problems are new. ``selection_changed(frozenset)``:
    ids of selected nodes, wires, blocks and notes. ``sample_changed(index)``: another sample of those that the network
    is checked with is looked at. ``snapshot_arrived(Snapshot)``. ``notice(text)``: something to tell in passing.

    ``players``: who is who in an adversarial network; None in others.
    """

    document_changed = Signal(object, object)
    opened = Signal()
    inference_changed = Signal(object)
    selection_changed = Signal(object)
    sample_changed = Signal(int)
    snapshot_arrived = Signal(object)
    notice = Signal(str)

    def __init__(self, document: Document | None = None) -> None:
        super().__init__()
        self._document = document or Document()
        self._inference = infer(self._document)
        self._selection: frozenset[str] = frozenset()
        self.players = players(self._document.graph)
        self._sample = 0
        self._numbers = 0  # of undo steps so far
        self._steps: tuple[Step, ...] = ()  # that the training does not know of yet
        self._given: dict[str, Array] = {}  # parameters that it is to take over then
        self._anew = 0
        self.snapshot = Snapshot(state="blocked")
        self.undo_stack = QUndoStack(self)
        self._commands: list[QUndoCommand] = []  # Python references; the stack alone does not keep them alive
        self.feed = Feed(self)
        self.feed.arrived.connect(self._arrived)
        self.feed.failed.connect(self.notice)
        self._follow()

    @property
    def document(self) -> Document:
        return self._document

    @property
    def inference(self) -> Inference:
        return self._inference

    @property
    def selection(self) -> frozenset[str]:
        return self._selection

    def apply(
        self, text: str, document: Document, merge: object = None, weights: Mapping[str, Array] = EMPTY
    ) -> None:
        """Make an edit undoable: ``text`` as in "Undo set units to 32".

        Edits that follow each other with an equal ``merge`` value (the moves of one slider drag) become one step;
        ``end_merge`` closes it. ``weights``: learned parameters that the edit brings along, by ``node/name``.
        """
        if document == self._document:
            return
        self._given |= weights
        self._numbers += 1
        command = ReplaceDocument(self, text, document, merge, self._numbers)
        if self.undo_stack.index() == 0:
            self._commands.clear()
        self._commands.append(command)
        self.undo_stack.push(command)
        if self.undo_stack.command(self.undo_stack.count() - 1) is not command:
            self._commands.pop()  # it went into the one before

    def end_merge(self) -> None:
        """The drag is over: the next edit is a step of its own even if its ``merge`` is the same."""
        command = self.undo_stack.command(self.undo_stack.index() - 1)
        if isinstance(command, ReplaceDocument):
            command.merge = None

    def open(self, document: Document, prepare: object = None) -> None:
        """Go over to another document; ``prepare(trainer)`` puts its saved run back."""
        self.feed.stop()
        self._anew = 0
        self.undo_stack.clear()
        self._commands.clear()
        self.snapshot = Snapshot(state="blocked")
        self._prepare = prepare
        self.set_document(document)
        self.undo_stack.setClean()
        self.select(())
        self.look_at(0)
        self.opened.emit()

    def select(self, ids: Iterable[str]) -> None:
        """Set the selection; ids that are not in the graph are left out."""
        graph = self._document.graph
        groups = (graph.nodes, graph.wires, graph.blocks, graph.notes)
        selection = frozenset(i for i in ids if any(i in group for group in groups))
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit(selection)

    @property
    def sample(self) -> int:
        """Which of the samples that the network is checked with is looked at."""
        return self._sample

    def look_at(self, sample: int) -> None:
        """Look at another sample."""
        if sample != self._sample:
            self._sample = sample
            self.sample_changed.emit(sample)

    def set_document(self, document: Document, *steps: Step) -> None:
        """For undo commands and ``open``: everybody else uses ``apply``. ``steps``: of the undo history."""
        before, self._document = self._document, document
        self._steps += steps
        recipes = before.data is document.data and before.training is document.training
        if not (recipes and same_inference(before.graph, document.graph)):
            self._inference = infer(document)
        if document.graph is not before.graph:
            self.players = players(document.graph)
        self.document_changed.emit(before, document)
        self.inference_changed.emit(self._inference)
        self.select(self._selection)
        self._follow()

    _prepare: object = None

    def _follow(self) -> None:
        """Keep the training at the document, wherever it is complete."""
        if not self._inference.ready:
            self.feed.control.pause()
            self._arrived(Snapshot(state="blocked", message=self._first_problem()))
        elif self.feed.active:
            self.feed.update(self._document, self._steps, self._given)
            self._steps, self._given = (), {}
            self.feed.refresh()
        else:
            self._steps, self._given = (), {}
            self.feed.start(self._document, self._prepare)  # type: ignore[arg-type]
            self._prepare = None

    def _first_problem(self) -> str:
        return next((p.message for p in self._inference.problems if p.severity == "error"), "")

    def _arrived(self, snapshot: Snapshot) -> None:
        if snapshot.state != "blocked" and not self._inference.ready:
            return  # of the network before the edit that broke it
        self.snapshot = snapshot
        edits_so_far, nodes = snapshot.anew
        if edits_so_far > self._anew:
            self._tell_anew(nodes)
        self._anew = edits_so_far
        self.snapshot_arrived.emit(snapshot)

    def _tell_anew(self, nodes: tuple[str, ...]) -> None:
        """What an edit has cost of what was learned."""
        graph = self._document.graph
        ends = (graph.wires[n].target.node if n in graph.wires else n for n in nodes)
        names = list(dict.fromkeys(graph.nodes[n].name for n in ends if n in graph.nodes))
        if names:
            listed = ", ".join(names[:MOST_NAMES]) + (" and others" if len(names) > MOST_NAMES else "")
            self.notice.emit(f"All weights that still fit are kept; those of {listed} start anew.")

    def learned(self, owners: Collection[str]) -> dict[str, Array]:
        """What nodes and wires have learned by now, by ``node/name``; what nobody computes yet is left out.

        It waits until the step that is under way is done.
        """
        if not self.feed.active:
            return {}
        future = self.feed.control.call(lambda trainer: _views(trainer, owners))
        self.feed.control.release()
        try:
            found: dict[str, Array] = future.result(LONGEST_WAIT)
        except (CancelledError, TimeoutError, NeurowrightError):
            return {}
        return found

    # -- training ------------------------------------------------------------------------------------------------------
    def play(self) -> None:
        """Train on; a finished run gets as many epochs again."""
        self._train()

    def pause(self) -> None:
        self.feed.control.pause()

    def step(self) -> None:
        """Train one step, then rest."""
        self._train(steps=1)

    def step_alone(self, side: Side) -> None:
        """Train one player of an adversarial network one step, then rest."""
        if self._inference.ready:
            self.pause()
            self.feed.call(Alone(side))

    def run_epoch(self) -> None:
        """Train to the end of the epoch, then rest."""
        self._train(epochs=1)

    def _train(self, *, steps: int | None = None, epochs: int | None = None) -> None:
        if self._inference.ready:  # else the thread still holds the network from before the edit
            self.feed.control.play(steps=steps, epochs=epochs)

    def reset(self) -> None:
        """Back to the same first weights."""
        self.pause()
        self.feed.call(Trainer.reset)

    def new_weights(self) -> None:
        """Other first weights, those of the next seed: an edit, as the seed is part of the document."""
        seed = self._document.training.seed % MOST_SEEDS + 1
        self.pause()
        document = edits.with_path(self._document, ("training", "seed"), seed)
        self.apply(f"draw new weights (seed {seed})", document)

    def close(self) -> None:
        """End the training thread; to be called before the session goes."""
        self.undo_stack.disconnect(self)
        self.feed.stop()
        self.undo_stack.clear()  # while all are there: left to the garbage collector, their order crashes Qt
        self._commands.clear()


def _views(trainer: Trainer, owners: Collection[str]) -> dict[str, Array]:
    network = trainer.network
    return {s.key: network.view(s).copy() for s in network.slots if s.node in owners}


class ReplaceDocument(QUndoCommand):
    """The one undo command: an edit is a change from one document value to another. It keeps what differs alone."""

    __slots__ = ("_first", "delta", "merge", "number", "session")

    def __init__(self, session: Session, text: str, after: Document, merge: object, number: int) -> None:
        super().__init__(text)
        self.session, self.merge, self.number = session, merge, number
        self.delta = delta(session.document, after)
        self._first: Document | None = after  # until it is done for the first time

    def id(self) -> int:
        return 1 if self.merge is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in an edit that has just been done."""
        if not isinstance(other, ReplaceDocument) or other.merge != self.merge:
            return False
        after = self.session.document
        self.delta = delta(self.delta.back(other.delta.back(after)), after)
        self.setText(other.text())
        return True

    def undo(self) -> None:
        self.session.set_document(self.delta.back(self.session.document), Step(self.number, False))

    def redo(self) -> None:
        document, self._first = self._first or self.delta.forward(self.session.document), None
        self.session.set_document(document, Step(self.number, True))
