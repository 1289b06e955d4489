"""Sunspots, year by year."""

from functools import cache

from core.data.series import Array, Horizon, Series, Window, bundled


class Sunspots(Series, frozen=True, kw_only=True, tag="sunspots"):
    """309 yearly means of the number of sunspots, 1700 ... 2008, from 0 to 190."""

    title = "Sunspots, yearly"
    help = "How many spots the sun had, each year since 1700. They come and go in about eleven years."
    order = 70

    window: Window = 22
    horizon: Horizon = 1

    def series(self, seed: int) -> Array:
        return _numbers()


@cache
def _numbers() -> Array:
    numbers = bundled("sunspots.npz")
    numbers.flags.writeable = False
    return numbers
