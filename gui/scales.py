"""Where the values of a number field lie on its slider, and at which of them the slider stops."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.spec import Field

COARSEST = 100  # stops of a linear slider, about
MOST_STOPS = 1_000
DECADES = 8  # of a logarithmic slider whose lowest value is 0
ZERO_GAP = 0.05  # of such a slider's length: between 0 and the smallest value above it
MANTISSAS = (1, 2, 3, 5)


@dataclass(frozen=True)
class Scale:
    """Stops in rising order, and the function that says where a value lies, 0 to 1."""

    stops: tuple[float, ...]
    place: Callable[[float], float]

    def nearest(self, value: float) -> int:
        """The index of the stop that lies nearest to a value on the slider."""
        return self.at(self.place(value))

    def at(self, fraction: float) -> int:
        """The index of the stop that lies nearest to a place, 0 to 1."""
        right = bisect_left(self.stops, fraction, key=self.place)
        around = [i for i in (right - 1, right) if 0 <= i < len(self.stops)]
        return min(around, key=lambda i: abs(self.place(self.stops[i]) - fraction))

    def beyond(self, value: float, steps: int) -> float:
        """The stop so many steps above a value, or below it."""
        index = bisect_right(self.stops, value) - 1 + steps
        if steps < 0:
            index = bisect_left(self.stops, value) + steps
        return self.stops[min(max(index, 0), len(self.stops) - 1)]


def scale_of(field: Field) -> Scale | None:
    """The scale of a number field; None where a slider is no help: no bounds, or too many values."""
    low, high = field.low, field.high if field.reach is None else field.reach
    if low is not None and field.reach is not None and low < -field.reach:
        low = -field.reach  # where both bounds are far out, it reaches as far to both sides
    if low is None or high is None or low >= high:
        return None
    return _logarithmic(field, low, high) if field.log and low >= 0 else _linear(field, low, high)


def step_of(field: Field) -> float:
    """What one press of an arrow key adds to a number on a linear scale."""
    if field.step:
        return field.step
    if field.kind == "int":
        return 1
    if field.low is None or field.high is None:
        return 0.1
    return _round_step((field.high - field.low) / COARSEST)


def _round_step(step: float) -> float:
    """The next number of the form 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= step * 0.999)


def _linear(field: Field, low: float, high: float) -> Scale | None:
    step = step_of(field)
    count = math.floor((high - low) / step * (1 + 1e-9))
    if count > MOST_STOPS:
        return None
    inner = (low + i * step for i in range(count + 1))
    return Scale(_stops(field, [*inner, high]), lambda value: (value - low) / (high - low))


def _logarithmic(field: Field, low: float, high: float) -> Scale:
    least = 1 if field.kind == "int" else high * 10.0**-DECADES
    floor, gap = (low, 0.0) if low > 0 else (least, 0.0 if field.low_open else ZERO_GAP)
    span = math.log(high / floor)

    def place(value: float) -> float:
        return 0.0 if value < floor else gap + (1 - gap) * math.log(value / floor) / span

    series = _doublings(high) if field.kind == "int" else _mantissas(floor, high)
    return Scale(_stops(field, [low, *(v for v in series if floor <= v <= high), high]), place)


def _doublings(high: float) -> Iterator[float]:
    """1, 2, 3, 4, 6, 8, 12, 16 ..."""
    value = 1
    while value <= high:
        yield value
        if value > 1:
            yield value * 3 // 2
        value *= 2


def _mantissas(floor: float, high: float) -> Iterator[float]:
    for exponent in range(math.floor(math.log10(floor)), math.ceil(math.log10(high)) + 1):
        yield from (float(f"{mantissa}e{exponent}") for mantissa in MANTISSAS)


def _stops(field: Field, values: list[float]) -> tuple[float, ...]:
    kind = int if field.kind == "int" else float
    rounded = {kind(float(f"{value:.10g}")) for value in values}
    return tuple(sorted(v for v in rounded if _allowed(field, v)))


def _allowed(field: Field, value: float) -> bool:
    assert field.low is not None
    assert field.high is not None
    above = value > field.low if field.low_open else value >= field.low
    return above and (value < field.high if field.high_open else value <= field.high)
