"""The trainer: a plain generator, one yield a step. It knows no thread and no view."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.prepare import Prepared, prepare
from core.document.diff import same_computation
from core.document.document import Document
from core.engine.build import Array, Mode, Turn
from core.engine.compile import compile_document
from core.engine.network import Network
from core.engine.workspace import Workspace
from core.errors import DivergedError
from core.optimizers.base import Optimizer
from core.randomness import generator
from core.training.adversarial import Adversarial
from core.training.history import History
from core.training.keepsakes import Keepsakes, Step, lost
from core.training.method import Method, Supervised
from core.training.player import Player

FINE_POINTS = 25  # points of the running loss within an epoch of many steps


class Trainer:
    """One run: a network, its data, the optimizer's vectors, and where in the run it stands.

    ``epoch`` counts finished passes over the data (of ``epochs``), ``position`` the samples seen in the current
    one, ``steps`` all updates so far. The same document gives the same run to the bit, across save, load and
    resume too.

    ``method`` says what a step is; ``players`` are the parts of the parameters with their optimizers, by name.
    ``sums``: what has been added up since the last epoch, and how much of it, by the name in the history.
    """

    def __init__(self, document: Document, data: Prepared | None = None, dtype: Any = np.float32) -> None:
        """Compile and get ready.

        Args:
            dtype: the type to compute in; float64 is for comparisons.

        Raises:
            DocumentError: the document has problems.
            DataError: the data cannot be prepared.
        """
        self.document = document
        self.recipe = document.training
        self.interrupted: Callable[[], bool] = lambda: False  # asked in what takes long; True: leave it
        self.data = data or prepare(document.data, self.recipe.seed)
        self.network = _compile(document, self.data, dtype)
        self.method = _method(self.network)
        self.keepsakes = Keepsakes()
        self._start()

    def _start(self) -> None:
        self.epoch = self.position = self.steps = 0
        self.epochs = self.recipe.epochs  # where the run ends
        self.loss = math.nan
        self.stopped = ""  # why the run ended before its last epoch
        self.history, self.running = History(), History()
        self.schedule_memory: dict[str, Any] = {}
        self.shuffler = generator(self.network.seed, "shuffle")
        self.best, self.best_epoch = math.inf, 0
        self.sums: dict[str, list[float]] = {}
        self._fine: dict[str, list[float]] = {}  # the same since the last point of ``running``
        self._bind_optimizers()
        self.new_order()
        self.keep()

    def _bind_optimizers(
        self, slots: dict[str, Array] | None = None, steps: dict[str, int] | None = None
    ) -> None:
        parts = self.method.optimizers(self.recipe)
        names = {slot: None for _, optimizer in parts.values() for slot in optimizer.slots}
        self.slots = slots or {n: np.zeros_like(self.network.parameters) for n in names}
        self.players = {
            name: Player(name, span, optimizer, self.network, self.slots)
            for name, (span, optimizer) in parts.items()
        }
        for name, count in (steps or {}).items():
            if name in self.players:
                self.players[name].updater.steps = count
        self.previous: Array | None = None  # the parameters before each step, for whoever compares

    # -- running -------------------------------------------------------------------------------------------------------
    @property
    def finished(self) -> bool:
        """Whether the last epoch is done or a stopping rule has fired."""
        return bool(self.stopped) or self.epoch >= self.epochs

    def run(self) -> Iterator[float]:
        """Train until finished; yields the loss of each step.

        Raises:
            DivergedError: a loss is not finite; the trainer is back at its last good state.
        """
        while not self.finished:
            yield self.step(self.method.step)

    def step(self, method: "Callable[[Trainer], dict[str, float]]") -> float:
        """Make one step as ``method(trainer)`` does it, which returns losses by name; ends the epoch where it is over.

        Raises:
            DivergedError: a loss is not finite; the trainer is back at its last good state.
        """
        if self.previous is not None:
            np.copyto(self.previous, self.network.parameters)
        start = self.position
        losses = method(self)
        self.loss = loss = losses.get("loss", next(iter(losses.values())))
        self.steps += 1
        self._note_running(losses, self.position - start)
        if self.position >= self.data.train.count:
            self._end_epoch()
        return loss

    def workspace(self, mode: Mode, turn: Turn | None = None, *, again: bool = False) -> Workspace:
        """The workspace for the next batch, filled with it; with the one before where asked ``again``."""
        if not again:
            self.batch = self.order[self.position : self._batch_end()]
            self.position += len(self.batch)
        workspace = self.network.workspace(len(self.batch), mode, turn)
        self.data.train.fill(self.batch, workspace.feeds)
        for augmentation in self.document.data.augmentation:
            augmentation.apply(workspace.feeds["sample"], self.network.random("augment"))
        return workspace

    def _batch_end(self) -> int:
        """What would be left over for the last batch joins this one where it is too little for a layer."""
        end = self.position + self.recipe.batch_size
        return end if len(self.order) - end >= self.network.smallest_batch else len(self.order)

    def checked(self, loss: float) -> float:
        """The loss, if it is finite.

        Raises:
            DivergedError: it is not; the trainer is back at its last good state.
        """
        if not math.isfinite(loss):
            self._diverged()
        return loss

    def update(self, player: str, learning_rate: float) -> None:
        """Let a player's optimizer make its step."""
        self.players[player].step(self.recipe, learning_rate * self._factor())

    def note(self, name: str, value: float, count: float) -> None:
        """Take a value into the mean that stands in the history after this epoch."""
        entry = self.sums.setdefault(name, [0.0, 0.0])
        entry[0] += value * count
        entry[1] += count

    def _factor(self) -> float:
        position = max(self.position - len(self.batch), 0)
        epoch = self.epoch + position / self.data.train.count
        return self.recipe.schedule.factor(epoch, self.epochs, self.schedule_memory)

    def _note_running(self, losses: dict[str, float], samples: int) -> None:
        for name, loss in losses.items():
            self.note(name, loss, samples)
            entry = self._fine.setdefault(name, [0.0, 0.0])
            entry[0] += loss * samples
            entry[1] += samples
        share = self.data.train.count / FINE_POINTS
        if share > 2 * self.recipe.batch_size and self.position % share < samples:
            epoch = self.epoch + self.position / self.data.train.count
            self.running.append({"epoch": epoch} | _means(self._fine))
            self._fine.clear()

    def _end_epoch(self) -> None:
        self.epoch += 1
        row = {"epoch": float(self.epoch), "steps": float(self.steps)} | _means(self.sums)
        row |= self.method.measure(self)
        self.history.append(row)
        self.sums.clear()
        self.recipe.schedule.watch(row.get("val_loss", row.get("loss", self.loss)), self.schedule_memory)
        self.position = 0
        self._check_stopping(row)
        self.new_order()
        if all(np.isfinite(a).all() for a in (self.network.parameters, *self.network.state.values())):
            self.keep()

    def new_order(self) -> None:
        self.order_state = self.shuffler.bit_generator.state
        count = self.data.train.count
        self.order: NDArray[np.integer] = (
            self.shuffler.permutation(count) if self.recipe.shuffle else np.arange(count)
        )

    def _check_stopping(self, row: dict[str, float]) -> None:
        rules, prefix = self.recipe.stopping, "val_" if "val_loss" in row else ""
        loss = row.get(f"{prefix}loss", self.loss)
        if loss < self.best:
            self.best, self.best_epoch = loss, self.epoch
        if rules.loss is not None and loss <= rules.loss:
            self.stopped = f"The loss reached {rules.loss:g}."
        elif rules.accuracy is not None and row.get(f"{prefix}accuracy", -1.0) >= rules.accuracy:
            self.stopped = f"The accuracy reached {rules.accuracy:.1%}."
        elif rules.patience is not None and self.epoch - self.best_epoch >= rules.patience:
            self.stopped = f"The loss has not improved for {rules.patience} epochs."

    # -- divergence ----------------------------------------------------------------------------------------------------
    def keep(self) -> None:
        """Remember the weights as good, to go back to if the training diverges."""
        self._good = {"": self.network.parameters.copy()} | {
            k: a.copy() for k, a in self.network.state.items()
        }

    def _diverged(self) -> None:
        step, rate = self.steps + 1, self.recipe.learning_rate
        np.copyto(self.network.parameters, self._good[""])
        for key, array in self.network.state.items():
            np.copyto(array, self._good[key])
        for vector in self.slots.values():
            vector.fill(0)  # they may hold what is not finite
        for player in self.players.values():
            player.updater.steps = 0
        self.stopped = (
            f"The loss grew beyond all bounds at step {step:,}. The weights are back where they were at the end of "
            f"epoch {self.epoch}. A smaller learning rate (now {rate:g}) or clipped gradients usually help."
        )
        raise DivergedError(self.stopped)

    # -- changes while it runs -----------------------------------------------------------------------------------------
    def reset(self, seed: int | None = None) -> None:
        """Back to the first weights; those of another seed when one is given."""
        self.network.initialize(self.recipe.seed if seed is None else seed)
        self.keepsakes.forget()
        self._start()

    def go_on(self, epochs: int | None = None) -> int:
        """Let a finished run go on, by so many epochs (None: as many as the recipe asks for); the epoch it ends at.

        A run that is not finished keeps its end, unless ``epochs`` reach beyond it.
        """
        if self.finished:
            self.stopped = ""
            self.epochs = self.epoch + (epochs or self.recipe.epochs)
        elif epochs is not None:
            self.epochs = max(self.epochs, self.epoch + epochs)
        return self.epochs if epochs is None else self.epoch + epochs

    def adopt(
        self, document: Document, steps: Sequence[Step] = (), given: Mapping[str, Array] | None = None
    ) -> list[str]:
        """Go on with an edited document at the next step; returns the parameters that had to start anew.

        Args:
            steps: the steps of the undo history that lead there, so that undoing gives back what they take.
            given: parameters that the edit brings along, by ``node/name``.

        Raises:
            DocumentError, DataError: as the constructor; then nothing has changed.
        """
        before = self.document
        new_seed = document.training.seed != before.training.seed
        same_data = document.data == before.data and not new_seed
        data = self.data if same_data else prepare(document.data, document.training.seed)
        same_network = same_data and same_computation(before.graph, document.graph, but_live=True)
        network = self.network if same_network else _compile(document, data, self.network.dtype)
        self.document, self.recipe, self.data = document, document.training, data
        known = self._known(same_network)
        missed = [] if same_network else self._swap(network)
        network.set_live(document.graph, before.graph)
        missed = self._hand_over(known, missed, steps, given or {})
        if _optimizers(document) != _optimizers(before):
            self._bind_optimizers()
        if not same_data:
            self._restart_epoch()
        if document.training.epochs != before.training.epochs:
            self.epochs = document.training.epochs
        if document.training != before.training:
            self.stopped = ""
        if new_seed:
            self.reset()  # it decides the first weights and all that followed: another seed is another run
        return missed

    def _known(self, same_network: bool) -> dict[str, Array]:
        """The parameters before an edit; where the network stays, those of neurons only: others do not change."""
        views = self.network.views()
        if not same_network:
            return views
        return {
            s.key: views[s.key].copy() for block in self.network.blocks for s in self.network.owned(block)
        }

    def _hand_over(
        self, known: dict[str, Array], missed: list[str], steps: Sequence[Step], given: Mapping[str, Array]
    ) -> list[str]:
        """Put in what the edit brings along or gives back, and keep what it has taken; what is missed still."""
        views = self.network.views() if known or given else {}
        back = {key: array for step in steps for key, array in self.keepsakes.back(step).items()}
        for key, array in {**back, **given}.items():
            if key in views and views[key].shape == array.shape:
                views[key][...] = array
        if steps and known:
            taken = lost(known, views)
            for step in steps:
                self.keepsakes.keep(step, taken)
        if back or given:
            self.keep()
        return [key for key in missed if key not in back and key not in given]

    def _restart_epoch(self) -> None:
        self.position = 0
        self.sums.clear()
        self._fine.clear()
        self.new_order()

    def _swap(self, network: Network) -> list[str]:
        missed = network.adopt(self.network)
        network.generators = self.network.generators
        network.workers = self.network.workers
        old = {n: self.network.views(v) for n, v in self.slots.items()}
        method = _method(network)
        names = {slot for _, optimizer in method.optimizers(self.recipe).values() for slot in optimizer.slots}
        slots = {n: np.zeros_like(network.parameters) for n in sorted(names)}
        anew = network.locked.union(missed)  # what is locked must not be carried on by its momentum
        for name, vector in slots.items():
            for key, view in network.views(vector).items():
                if key not in anew and name in old:
                    view[...] = old[name][key]
        steps = {name: player.updater.steps for name, player in self.players.items()}
        self.network, self.method = network, method
        self._bind_optimizers(slots, steps)
        self.keep()
        return missed


def _method(network: Network) -> Method:
    return Supervised(network) if network.players is None else Adversarial(network)


def _means(sums: dict[str, list[float]]) -> dict[str, float]:
    return {name: total / count for name, (total, count) in sums.items() if count}


def _optimizers(document: Document) -> tuple[Optimizer, Optimizer]:
    return document.training.optimizer, document.training.adversarial.optimizer


def _compile(document: Document, data: Prepared, dtype: Any) -> Network:
    network = compile_document(document, data.train.samples.dtype, dtype)
    network.set_preprocessing(data.offset, data.scale)
    return network
