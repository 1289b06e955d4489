"""What one sample is on its way through single neurons: every input, sum and output."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from core.document.graph import End, weighed_wires
from core.engine.build import Array, Mode
from core.engine.workspace import Workspace
from core.probes.base import Probe, kept
from core.spec import meta

if TYPE_CHECKING:
    from core.training.trainer import Trainer

NOISES = 64  # that a generator can be looked at with


class Numbers(Mapping[str, float]):
    """Numbers by name. ``places``, where each stands in the ``array``, is the same object from reading to reading."""

    def __init__(self, places: dict[str, int], array: Array) -> None:
        self.places, self.array = places, kept(array)

    def __getitem__(self, name: str) -> float:
        return float(self.array[self.places[name]])

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One sample at one step.

    ``sample``: raw, as the data set delivers it or as it was typed; it is number ``index`` of ``count``, ``place`` in
    the data set. ``step``: which of ``steps`` (0: the samples have none). ``outputs`` of single nodes by id; where one
    has no output, what comes in. ``targets`` of those that compare. ``sums`` Σ w·x of neurons, without the ``biases``;
    ``inputs`` and ``weights`` of the wires into them, by the wire's id.
    """

    sample: Array
    typed: bool
    index: int
    count: int
    place: int
    step: int
    steps: int
    outputs: Numbers
    targets: Mapping[str, float]
    sums: Numbers
    biases: Numbers
    inputs: Numbers
    weights: Numbers


class Signals(Probe, frozen=True, kw_only=True, tag="signals"):
    """What goes through single neurons for one sample; None where the network has none."""

    title = "Signals"
    help = "What every neuron and every wire into one says to one sample."
    order = 75

    sample: Annotated[int, meta("Sample", "Which of those that the network is checked with.", ge=0)] = 0
    inputs: Annotated[
        tuple[float, ...], meta("Inputs", "All numbers of a sample in its place, one step behind the other.")
    ] = ()
    step: Annotated[int, meta("Step", "Which step of a sequence, counted from 0; -1: the last.", ge=-1)] = -1

    def measure(self, trainer: "Trainer") -> Reading | None:
        network, part = trainer.network, trainer.data.checking
        if not any(node.spec.single for node in network.drawn.nodes.values()):
            return None
        workspace = network.workspace(1, Mode.INFERENCE)
        index = self.sample % part.count
        part.fill(np.array([index]), workspace.feeds)
        typed = len(self.inputs) == workspace.samples.size
        if typed:
            workspace.samples[...] = np.reshape(self.inputs, workspace.samples.shape)
        if network.entry is not None and network.entry in workspace.values:
            noise = trainer.method.examples(trainer, NOISES)[index % NOISES]
            workspace.values[network.entry].array[:, 0] = noise
        workspace.forward()
        steps, step = self._step(workspace)
        return Reading(
            sample=kept(workspace.samples[..., 0] if part.flat else workspace.samples[0]),
            typed=typed,
            index=index,
            count=part.count,
            place=int(part.indices[index]),
            step=step,
            steps=steps,
            **_numbers(workspace, step),
        )

    def _step(self, workspace: Workspace) -> tuple[int, int]:
        """How many steps the sample has, and which of them is looked at."""
        shape = workspace.network.sample_shape()
        if len(shape) != 2:
            return 0, 0
        steps = int(workspace.feeds["lengths"][0]) if "lengths" in workspace.feeds else shape[0]
        return steps, min(self.step, steps - 1) if self.step >= 0 else steps - 1


class _Layout:
    """Where in a workspace the numbers of a reading stand: worked out once for it, as there may be thousands."""

    def __init__(self, workspace: Workspace) -> None:
        network, graph, values = workspace.network, workspace.network.drawn, workspace.values
        starts = {slot.node: slot.start for slot in network.slots if slot.owner in network.blocks}
        weighed = {
            name: inside
            for name, wires in weighed_wires(graph).items()
            if (inside := [wire for wire in wires if wire.id in starts])
        }
        wires = [wire for into in weighed.values() for wire in into]
        self.wires = _places(wire.id for wire in wires)
        self.weights = np.array([starts[wire.id] for wire in wires], np.intp)
        self.neurons = _places(weighed)
        self.target = np.repeat(np.arange(len(weighed)), [len(into) for into in weighed.values()])
        self.biased = _places(name for name in graph.nodes if name in starts)
        self.biases = np.array([starts[name] for name in self.biased], np.intp)
        single = [n for n in graph.nodes.values() if n.spec.single]
        puts_out = {n.id: End(n.id, n.spec.outputs[0]) for n in single if n.spec.outputs}
        compared = {n.id: n.spec.column for n in single if not n.spec.outputs}  # type: ignore[attr-defined]
        comes_in = {w.target.node: w.source for w in graph.wires.values() if w.target.node in compared}
        shown = {name: end for name, end in (puts_out | comes_in).items() if end in values}
        self.shown = _places(shown)
        self.columns = {name: compared[name] for name in compared if name in shown}
        self.ends = tuple(dict.fromkeys((*(wire.source for wire in wires), *shown.values())))
        place = {end: number for number, end in enumerate(self.ends)}
        earlier = len(place)  # the values of the step before stand behind the others
        self._arrays = [values[end].array for end in self.ends]
        self.source = np.array([place[w.source] + earlier * w.delayed for w in wires], np.intp)
        self.place = np.array([place[end] for end in shown.values()], np.intp)

    def at(self, step: int) -> Array:
        """All values at a step; zeros before the first."""
        if step < 0:
            return np.zeros(len(self._arrays))
        numbers = [array.item() if array.ndim == 2 else array.item(0, step, 0) for array in self._arrays]
        return np.array(numbers, np.float64)

    @classmethod
    def of(cls, workspace: Workspace) -> "_Layout":
        if cls not in workspace.kept:
            workspace.kept[cls] = cls(workspace)
        layout: _Layout = workspace.kept[cls]
        return layout


def _numbers(workspace: Workspace, step: int) -> dict[str, Any]:
    """Outputs, targets, inputs, weights, biases and sums, as a reading calls them; sums in float64."""
    layout, parameters = _Layout.of(workspace), workspace.network.parameters
    values = np.concatenate([layout.at(step), layout.at(step - 1)])
    inputs, weights = values[layout.source], parameters[layout.weights].astype(np.float64)
    sums = np.bincount(layout.target, inputs * weights, len(layout.neurons))
    return {
        "outputs": Numbers(layout.shown, values[layout.place]),
        "targets": {name: _target(workspace, column, step) for name, column in layout.columns.items()},
        "inputs": Numbers(layout.wires, inputs),
        "sums": Numbers(layout.neurons, sums),
        "weights": Numbers(layout.wires, weights),
        "biases": Numbers(layout.biased, parameters[layout.biases]),
    }


def _places(names: Iterable[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _target(workspace: Workspace, column: int, step: int) -> float:
    """A number of the right answer."""
    target = workspace.targets
    return float(target[column - 1, 0] if target.ndim == 2 else target[0, step, column - 1])
