"""Series of numbers in time, cut into windows with what follows each: the base of the sets for forecasting."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo, Dataset, Source
from core.data.files import load_arrays
from core.errors import DataError
from core.spec import meta

Array = NDArray[np.float64]
Window = Annotated[
    int,
    meta("Window", "How many numbers in a row the network is shown.", ge=1, le=1_000, log=True, reach=200),
]
Horizon = Annotated[
    int, meta("Horizon", "How many of the numbers that follow it is to forecast.", ge=1, le=200, reach=50)
]
Scaled = Annotated[
    bool,
    meta(
        "Even out",
        "Shift and stretch the series to mean 0 and deviation 1, as measured on its first half, so that "
        "nothing is told of what comes later.",
    ),
]
MOST_NUMBERS = 50_000_000  # in all windows together


class Series(Source, frozen=True, kw_only=True):
    """Base of the data sets for forecasting: from ``window`` numbers in a row, the next ``horizon`` ones.

    Samples are (window, 1), values (horizon,). The windows overlap and follow each other in time: the last ones
    check what was learned.
    """

    window: Window = 20
    horizon: Horizon = 1
    scaled: Scaled = True

    @property
    def summary(self) -> str:
        return f"{self.window} → {self.horizon}"

    def series(self, seed: int) -> Array:
        """The numbers in the order of time, without gaps; their count is the same for every seed.

        Raises:
            DataError: they cannot be read.
        """
        raise NotImplementedError

    def length(self) -> int:
        """How many numbers the series has."""
        return len(self.series(0))

    def scale(self, seed: int) -> tuple[float, float]:
        """What is taken off the numbers, and what they are divided by then."""
        if not self.scaled:
            return 0.0, 1.0
        series = self.series(seed)
        first = series[: (len(series) + 1) // 2]
        return float(first.mean()), float(first.std()) or 1.0

    def info(self) -> DataInfo:
        return DataInfo(
            sample_shape=(self.window, 1),
            value_names=tuple(f"{step} ahead" for step in range(1, self.horizon + 1)),
            count=self._count(),
            ordered=True,
            gap=self.horizon - 1,
        )

    def load(self, seed: int) -> Dataset:
        info, (offset, spread) = self.info(), self.scale(seed)
        numbers = ((self.series(seed) - offset) / spread).astype(np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(numbers, self.window + self.horizon)
        samples = np.ascontiguousarray(windows[:, : self.window, None])
        return Dataset(info, samples, values=np.ascontiguousarray(windows[:, self.window :]))

    def _count(self) -> int:
        length, needed = self.length(), self.window + self.horizon + 1
        if length < needed:
            raise DataError(
                f"{self.title} has {length:,} numbers; two windows of {self.window} with {self.horizon} to "
                f"forecast need {needed:,}. Make the window or the horizon shorter."
            )
        count = length - self.window - self.horizon + 1
        if count * (self.window + self.horizon) > MOST_NUMBERS:
            raise DataError(
                f"{count:,} windows of {self.window} numbers are too much at once. Make the window shorter: "
                f"at most {max(1, MOST_NUMBERS // length - self.horizon)} here."
            )
        return count


def naive_error(samples: NDArray[Any], values: NDArray[Any], season: int = 1) -> float:
    """The mean squared error of the naive forecast, which any network has to beat.

    It says that the last ``season`` numbers of the window come again, and again: with a season of 1, that all
    stays as it is; with 52 weeks, that each week is as it was a year ago.

    Args:
        samples: (count, window, 1), ``season`` at most ``window``.
        values: (count, horizon), what did follow.
    """
    last = samples[:, samples.shape[1] - season :, 0]
    forecast = last[:, np.arange(values.shape[1]) % season]
    return float(np.mean(np.square(forecast - values, dtype=np.float64)))


def filled(numbers: NDArray[np.floating]) -> Array:
    """A series with its gaps (NaN) filled on a straight line between their neighbours; ends are cut off."""
    known = np.flatnonzero(~np.isnan(numbers))
    if not len(known):
        return np.zeros(0)
    places = np.arange(known[0], known[-1] + 1)
    return np.interp(places, known, numbers[known].astype(np.float64))


def bundled(name: str) -> Array:
    """The numbers of a bundled series, its gaps filled.

    Raises:
        DataError: the file is missing or damaged.
    """
    return filled(load_arrays(name)["numbers"])
