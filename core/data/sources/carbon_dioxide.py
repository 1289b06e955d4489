"""Carbon dioxide in the air, week by week."""

from functools import cache

from core.data.series import Array, Horizon, Series, Window, bundled


class CarbonDioxide(Series, frozen=True, kw_only=True, tag="carbon-dioxide"):
    """2,284 weekly means from Mauna Loa, March 1958 ... December 2001, in parts per million: 313 ... 374.

    59 weeks were not measured; they are interpolated linearly.
    """

    title = "Carbon dioxide, weekly"
    help = (
        "CO₂ in the air of Hawaii, each week from 1958 to 2001: it breathes with the seasons, and rises. "
        "59 missing weeks lie on a straight line between their neighbours."
    )
    order = 71

    window: Window = 52
    horizon: Horizon = 4

    def series(self, seed: int) -> Array:
        return _numbers()


@cache
def _numbers() -> Array:
    numbers = bundled("co2.npz")
    numbers.flags.writeable = False
    return numbers
