"""One line on a terminal that says how far a training is."""

import shutil
import time
from collections.abc import Mapping
from typing import TextIO

from core.training.columns import columns_of
from core.training.history import LOSS
from core.training.trainer import Trainer

INTERVAL = 0.1  # seconds between two drawings
BAR = 24


class Progress:
    """A progress bar (epoch, loss, accuracy, samples/s, time left); on anything but a terminal, one line an epoch."""

    def __init__(self, stream: TextIO, *, shown: bool = True) -> None:
        self.stream, self.shown = stream, shown
        self.terminal = stream.isatty()
        self._drawn = self._started = time.perf_counter()
        self._first_steps: float | None = None
        self._epoch = 0

    def show(self, trainer: Trainer) -> None:
        """Draw where the training is, if it is time to."""
        now = time.perf_counter()
        if self._first_steps is None:
            self._first_steps, self._started, self._epoch = self._seen(trainer), now, trainer.epoch
        ended_epoch = trainer.epoch > self._epoch
        if not self.shown or not (ended_epoch or (self.terminal and now - self._drawn >= INTERVAL)):
            return
        self._drawn, self._epoch = now, trainer.epoch
        self._write(self._line(trainer, now), ended_epoch)

    def end(self) -> None:
        """Leave the line on the terminal."""
        if self.shown and self.terminal and self._first_steps is not None:
            self.stream.write("\n")
            self.stream.flush()

    def _write(self, line: str, ended_epoch: bool) -> None:
        if self.terminal:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write("\r" + line[:width].ljust(width))
        elif ended_epoch:
            self.stream.write(line + "\n")
        self.stream.flush()

    def _seen(self, trainer: Trainer) -> float:
        return trainer.epoch * trainer.data.train.count + trainer.position

    def _line(self, trainer: Trainer, now: float) -> str:
        count = trainer.data.train.count
        seen = self._seen(trainer)
        assert self._first_steps is not None
        rate = (seen - self._first_steps) / max(now - self._started, 1e-9)
        left = (trainer.epochs * count - seen) / rate if rate else 0.0
        filled = round(BAR * min(1.0, seen / (trainer.epochs * count)))
        row = trainer.history.last()
        parts = [f"epoch {trainer.epoch}/{trainer.epochs}", *_losses(trainer, row)]
        accuracy = row.get("val_accuracy", row.get("accuracy"))
        if accuracy is not None:
            parts.append(f"accuracy {accuracy:.2%}")
        parts += [f"{rate:,.0f} samples/s", f"{in_words(left)} left"]
        bar = f"[{'━' * filled}{' ' * (BAR - filled)}] " if self.terminal else ""
        return bar + " · ".join(parts)


def _losses(trainer: Trainer, row: Mapping[str, float]) -> list[str]:
    """The loss; of an adversarial network both players', and how like the data the generator's samples are."""
    named = {key: column for key, column in columns_of(trainer.document.graph).items() if not column.percent}
    if not named.keys() & row.keys():
        return [f"loss {row.get(LOSS, trainer.loss):.4f}"]
    words = {key: column.curve if column.quantity == LOSS else column.short for key, column in named.items()}
    return [f"{word} {row[key]:.4f}" for key, word in words.items() if key in row]


def in_words(seconds: float) -> str:
    """A length of time as people say it: ``4 s``, ``3 min 20 s``, ``2 h 5 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
