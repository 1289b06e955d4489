"""What leaves the training thread: read-only values of one moment."""

from dataclasses import dataclass, field
from typing import Any, Literal

from core.engine.build import Array
from core.probes.base import Probe

State = Literal["preparing", "ready", "running", "paused", "finished", "diverged", "blocked"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a run.

    ``epoch`` finished passes, ``fraction`` of the current one, 0 to 1. ``history`` one row an epoch,
    ``running`` points of the training loss within epochs: read-only columns by name. ``results`` what the
    wanted probes measured; a probe that does not apply to this network is absent. ``message`` says why it is in
    this state, where that is not plain. ``anew``: how many edits made learned weights start anew, and whose weights the
    last of them did.
    """

    state: State
    epoch: int = 0
    epochs: int = 0
    fraction: float = 0.0
    steps: int = 0
    loss: float = float("nan")
    steps_per_second: float = 0.0
    seconds_left: float | None = None
    seed: int = 0
    message: str = ""
    anew: tuple[int, tuple[str, ...]] = (0, ())
    history: dict[str, Array] = field(default_factory=dict)
    running: dict[str, Array] = field(default_factory=dict)
    results: dict[Probe, Any] = field(default_factory=dict)
