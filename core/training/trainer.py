"""The trainer: a plain generator, one yield a step. It knows no thread and no view."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.prepare import Part, Prepared, prepare
from core.document.diff import same_computation
from core.document.document import Document
from core.engine.build import Array, Mode
from core.engine.compile import compile_document
from core.engine.network import Network
from core.errors import DivergedError
from core.optimizers.base import CHUNK, Updater
from core.optimizers.regularise import add_penalty_gradient, clip_norm
from core.randomness import generator
from core.training.evaluate import evaluate
from core.training.history import History

PROBE_SAMPLES = (
    2_000  # so many training samples are measured after each epoch, beside the whole validation part
)
FINE_POINTS = 25  # points of the running loss within an epoch of many steps


class Trainer:
    """One run: a network, its data, the optimizer's vectors, and where in the run it stands.

    ``epoch`` counts finished passes over the data (of ``epochs``), ``position`` the samples seen in the current
    one, ``steps`` all updates so far. The same document gives the same run to the bit, across save, load and
    resume too.
    """

    def __init__(self, document: Document, data: Prepared | None = None) -> None:
        """Compile and get ready.

        Raises:
            DocumentError: the document has problems.
            DataError: the data cannot be prepared.
        """
        self.document = document
        self.recipe = document.training
        self.interrupted: Callable[[], bool] = lambda: False  # asked in what takes long; True: leave it
        self.data = data or prepare(document.data, self.recipe.seed)
        self.network = _compile(document, self.data)
        self._good = np.empty(0, self.network.dtype)
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
        self.loss_sum = self.loss_count = 0.0
        self._fine_sum = self._fine_count = 0.0  # since the last point of ``running``
        self._bind_optimizer()
        self.new_order()
        self.keep()

    def _bind_optimizer(self, slots: dict[str, Array] | None = None, steps: int = 0) -> None:
        self.slots = slots or {n: np.zeros_like(self.network.parameters) for n in self.recipe.optimizer.slots}
        self.updater: Updater = self.recipe.optimizer.updater(
            self.network.parameters, self.network.gradients, self.slots, self.network.decays
        )
        self.updater.steps = steps
        self.previous: Array | None = None  # the parameters before each step, for whoever compares
        self._scratch = np.empty(min(CHUNK, self.network.parameters.size), self.network.dtype)

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
            loss = self._step()
            if self.position >= self.data.train.count:
                self._end_epoch()
            yield loss

    def _step(self) -> float:
        batch = self.order[self.position : self.position + self.recipe.batch_size]
        workspace = self.network.workspace(len(batch), Mode.TRAINING)
        self.data.train.fill(batch, workspace.samples, workspace.targets)
        workspace.forward()
        self.loss = loss = float(workspace.total)
        if not math.isfinite(loss):
            self._diverged()
        workspace.backward()
        recipe, network = self.recipe, self.network
        if recipe.l1 or recipe.l2:
            add_penalty_gradient(
                network.parameters, network.gradients, network.decays, recipe.l1, recipe.l2, self._scratch
            )
        if recipe.clip_norm is not None:
            clip_norm(network.gradients, recipe.clip_norm)
        if self.previous is not None:
            np.copyto(self.previous, network.parameters)
        self.updater.step(recipe.learning_rate * self._factor())
        self.position += len(batch)
        self.steps += 1
        self._note_running(loss, len(batch))
        return loss

    def _factor(self) -> float:
        epoch = self.epoch + self.position / self.data.train.count
        return self.recipe.schedule.factor(epoch, self.epochs, self.schedule_memory)

    def _note_running(self, loss: float, samples: int) -> None:
        self.loss_sum += loss * samples
        self.loss_count += samples
        self._fine_sum += loss * samples
        self._fine_count += samples
        share = self.data.train.count / FINE_POINTS
        if share > 2 * self.recipe.batch_size and self.position % share < samples:
            epoch = self.epoch + self.position / self.data.train.count
            self.running.append({"epoch": epoch, "loss": self._fine_sum / self._fine_count})
            self._fine_sum = self._fine_count = 0.0

    def _end_epoch(self) -> None:
        self.epoch += 1
        row = {
            "epoch": float(self.epoch),
            "steps": float(self.steps),
            "loss": self.loss_sum / self.loss_count,
        }
        row |= self._measure(self.data.train, "", PROBE_SAMPLES)
        if self.data.validation.count:
            row |= self._measure(self.data.validation, "val_", None)
        self.history.append(row)
        self.loss_sum = self.loss_count = 0.0
        self.recipe.schedule.watch(row.get("val_loss", row["loss"]), self.schedule_memory)
        self.position = 0
        self._check_stopping(row)
        self.new_order()
        if np.isfinite(self.network.parameters).all():
            self.keep()

    def _measure(self, part: Part, prefix: str, limit: int | None) -> dict[str, float]:
        metrics = [m for m in self.recipe.metrics if m.scalar and m.for_classes == (part.labels is not None)]
        if not prefix and not metrics:
            return {}  # the training loss is known already
        loss, judged = evaluate(self.network, part, self.data, limit, self.interrupted)
        found = {f"{prefix}loss": loss} if prefix else {}
        return found | {prefix + m.key: float(m.compute(judged)) for m in metrics}

    def new_order(self) -> None:
        self.order_state = self.shuffler.bit_generator.state
        count = self.data.train.count
        self.order: NDArray[np.integer] = (
            self.shuffler.permutation(count) if self.recipe.shuffle else np.arange(count)
        )

    def _check_stopping(self, row: dict[str, float]) -> None:
        rules, prefix = self.recipe.stopping, "val_" if "val_loss" in row else ""
        loss = row[f"{prefix}loss"]
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
        if self._good.size != self.network.parameters.size:
            self._good = np.empty_like(self.network.parameters)
        np.copyto(self._good, self.network.parameters)

    def _diverged(self) -> None:
        step, rate = self.steps + 1, self.recipe.learning_rate
        np.copyto(self.network.parameters, self._good)
        for vector in self.slots.values():
            vector.fill(0)  # they may hold what is not finite
        self.updater.steps = 0
        self.stopped = (
            f"The loss grew beyond all bounds at step {step:,}. The weights are back where they were at the end of "
            f"epoch {self.epoch}. A smaller learning rate (now {rate:g}) or clipped gradients usually help."
        )
        raise DivergedError(self.stopped)

    # -- changes while it runs -----------------------------------------------------------------------------------------
    def reset(self, seed: int | None = None) -> None:
        """Back to the first weights; those of another seed when one is given."""
        self.network.initialize(self.recipe.seed if seed is None else seed)
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

    def adopt(self, document: Document) -> list[str]:
        """Go on with an edited document at the next step; returns the parameters that had to start anew.

        Raises:
            DocumentError, DataError: as the constructor; then nothing has changed.
        """
        before = self.document
        new_seed = document.training.seed != before.training.seed
        same_data = document.data == before.data and not new_seed
        data = self.data if same_data else prepare(document.data, document.training.seed)
        same_network = same_data and same_computation(before.graph, document.graph, but_live=True)
        network = self.network if same_network else _compile(document, data)
        self.document, self.recipe, self.data = document, document.training, data
        missed = [] if same_network else self._swap(network)
        network.set_live(document.graph)
        if document.training.optimizer != before.training.optimizer:
            self._bind_optimizer()
        if not same_data:
            self._restart_epoch()
        if document.training.epochs != before.training.epochs:
            self.epochs = document.training.epochs
        if document.training != before.training:
            self.stopped = ""
        if new_seed:
            self.reset()  # it decides the first weights and all that followed: another seed is another run
        return missed

    def _restart_epoch(self) -> None:
        self.position = 0
        self.loss_sum = self.loss_count = 0.0
        self.new_order()

    def _swap(self, network: Network) -> list[str]:
        missed = network.adopt(self.network)
        network.generators = self.network.generators
        old = {n: self.network.views(v) for n, v in self.slots.items()}
        slots = {n: np.zeros_like(network.parameters) for n in self.recipe.optimizer.slots}
        for name, vector in slots.items():
            for key, view in network.views(vector).items():
                if key not in missed and name in old:
                    view[...] = old[name][key]
        steps, self.network = self.updater.steps, network
        self._bind_optimizer(slots, steps)
        self.keep()
        return missed


def _compile(document: Document, data: Prepared) -> Network:
    network = compile_document(document, data.train.samples.dtype)
    network.set_preprocessing(data.offset, data.scale)
    return network
