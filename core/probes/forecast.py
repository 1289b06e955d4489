"""What was forecast of a series, beside what came."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np

from core.data.prepare import Part
from core.data.series import Series
from core.document.graph import End
from core.engine.build import Array, Mode
from core.engine.network import Network
from core.probes.base import Probe, affordable, kept
from core.spec import meta

if TYPE_CHECKING:
    from core.training.trainer import Trainer

CHUNK = 250


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """One answer of the network: what it is called, its ``values`` (count,), and its mean squared error."""

    name: str
    values: Array
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class Forecasts:
    """``times`` (count,): which number of the series, from 1; of each what came, ``truth`` (count,), and what was said.

    ``same``: as if nothing changed after the last number that was known. Errors are in the units of the data set, the
    numbers in the series' own.
    """

    times: Array
    truth: Array
    said: tuple[Said, ...]
    same: Said


class Forecast(Probe, frozen=True, kw_only=True, tag="forecast"):
    """The whole stretch that checks what was learned, as each Output has it; None for data that are no series."""

    title = "Forecast"
    help = "What the network forecasts, beside what came."
    order = 65

    ahead: Annotated[int, meta("Ahead", "Which of the numbers that are forecast at once.", ge=1)] = 1
    scan: Annotated[int, meta("Scanned", "So many are looked at, at most.", ge=1, le=100_000)] = 5_000

    def measure(self, trainer: "Trainer") -> Forecasts | None:
        network, part, source = trainer.network, trainer.data.checking, trainer.document.data.source
        ends = _ends(network)
        if not ends or not isinstance(source, Series) or part.targets is None:
            return None
        count, step = min(affordable(network, self.scan), part.count), min(self.ahead, source.horizon) - 1
        truth, (offset, spread) = part.targets[step, :count], source.scale(trainer.recipe.seed)

        def said(name: str, values: Array) -> Said:
            error = float(np.mean(np.square(values - truth, dtype=np.float64)))
            return Said(name, kept(values.astype(np.float64) * spread + offset), error)

        answers = _answers(network, part, list(ends), count, step)
        return Forecasts(
            times=kept(part.indices[:count] + source.window + step + 1.0),
            truth=said("", truth).values,
            said=tuple(said(name, values) for name, values in zip(ends.values(), answers, strict=True)),
            same=said("", part.samples[:count, -1, 0]),
        )


def _ends(network: Network) -> dict[End, str]:
    """Where the answers stand that are compared with what came, and what each is called."""
    if network.players is not None:
        return {}
    ends = [node for node in network.nodes if node.spec.ends and node.spec.fed[:1] == ("target",)]
    sources = {node.id: network.graph.into(node.id)[0].source for node in ends}
    nodes = network.graph.nodes
    return {sources[node.id]: node.title or nodes[sources[node.id].node].name for node in ends}


def _answers(network: Network, part: Part, ends: list[End], count: int, step: int) -> list[Array]:
    """What is said of one step of the horizon at each end, (ends, count)."""
    found = [np.empty(count, network.dtype) for _ in ends]
    for start in range(0, count, CHUNK):
        indices = np.arange(start, min(start + CHUNK, count))
        workspace = network.workspace(len(indices), Mode.INFERENCE)
        part.fill(indices, workspace.feeds)
        workspace.forward()
        for end, values in zip(ends, found, strict=True):
            answer = workspace.batch_first(end)
            values[indices] = answer[:, min(step, answer.shape[1] - 1)]
    return found
