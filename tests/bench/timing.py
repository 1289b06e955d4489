"""Fair timing: contenders take turns in short blocks, medians are compared."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from threadpoolctl import threadpool_limits

from core.engine.network import Network
from core.training.cores import give_cores

BLOCK_SECONDS, ROUNDS = 0.06, 15
PAUSE = 0.01  # lets the other library's worker threads stop spinning


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``ratio`` against ``target``: at least, or at most where ``at_most``."""

    name: str
    ours: str
    peer: str
    ratio: float
    target: float
    at_most: bool = False
    unit: str = "×"

    @property
    def met(self) -> bool:
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target


def interleaved(
    ours: Callable[[], object],
    peer: Callable[[], object],
    rounds: int = ROUNDS,
    network: Network | None = None,
) -> tuple[float, float]:
    """Seconds a call of both, each the better of one and two threads; medians over rounds taken in turn.

    Args:
        network: what ours computes with, if it may share the cores in a way of its own.
    """
    contenders = [(who, threads) for threads in (1, 2) for who in (0, 1)]
    times: dict[tuple[int, int], list[float]] = {c: [] for c in contenders}
    calls = {c: _calls_a_block((ours, peer)[c[0]], c[1], network) for c in contenders}
    for _ in range(rounds):
        for who, threads in contenders:
            seconds = _block((ours, peer)[who], threads, calls[who, threads], network)
            times[who, threads].append(seconds)
            time.sleep(PAUSE)
    best = [min(statistics.median(times[who, t]) for t in (1, 2)) for who in (0, 1)]
    return best[0], best[1]


def _calls_a_block(function: Callable[[], object], threads: int, network: Network | None) -> int:
    _block(function, threads, 3, network)
    return max(1, round(BLOCK_SECONDS / _block(function, threads, 5, network)))


def _block(function: Callable[[], object], threads: int, calls: int, network: Network | None) -> float:
    torch.set_num_threads(threads)
    with threadpool_limits(threads, user_api="blas"):
        if network is not None:
            give_cores(network, threads)
        start = time.perf_counter()
        for _ in range(calls):
            function()
        return (time.perf_counter() - start) / calls


def in_words(seconds: float) -> str:
    """A time with three figures and a fitting unit."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1 or unit == "µs":
            return f"{seconds * factor:.3g} {unit}"
    raise AssertionError
