"""Numbers along an axis: where the marks stand and what is written there."""

import math

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
LOG_MARKS = ((1, 2, 3, 5), (1, 2, 5), (1, 3), (1,))  # within a decade, from many to few


def linear_ticks(low: float, high: float, most: int) -> list[float]:
    """At most so many round numbers, evenly spaced, from low to high."""
    if not high > low:
        return [low]
    step = _step((high - low) / max(most - 1, 1))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if last - first + 1 > most:
        step = _step(step * 1.01)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [_rounded(index * step) for index in range(first, last + 1)]


def _step(least: float) -> float:
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in STEPS if step * power >= least * (1 - 1e-9))


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """At most so many round numbers from low to high (both above 0): 1, 2 and 5 of each decade, or decades.

    Over less than about a factor of 2 they are the linear ones.
    """
    for marks in LOG_MARKS:
        found = _marks(low, high, marks, 1)
        if len(found) <= most:
            return found if len(found) > 1 else linear_ticks(low, high, most)
    every = 2
    while len(found := _marks(low, high, (1,), every)) > most:
        every += 1
    return found


def _marks(low: float, high: float, marks: tuple[int, ...], every: int) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    values = (float(f"{mark}e{decade}") for decade in decades if decade % every == 0 for mark in marks)
    return [value for value in values if low * (1 - 1e-9) <= value <= high * (1 + 1e-9)]


def rounded_up(value: float) -> float:
    """The next round number above a positive one: the end of an axis that does not move with each value."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(_rounded(step * power) for step in ROUND if step * power >= value * (1 - 1e-9))


def log_bounds(low: float, high: float) -> tuple[float, float]:
    """The ends of a logarithmic axis around values above 0: 1, 2 or 5 of a decade, and not the same."""
    below = max(v for v in _marks(low / 10, low, (1, 2, 5), 1))
    above = min(v for v in _marks(high, high * 10, (1, 2, 5), 1))
    return (below, above) if above > below else (below, below * 2)


def label(value: float, percent: bool = False) -> str:
    """A number at an axis: 1,000 · 20 · 0.5 · 0.02 · 5e-3 · 1e6, or 95 %."""
    if percent:
        return f"{100 * value:.6g} %"
    size = abs(value)
    if value == 0 or 0.01 <= size < 1e6:
        return f"{_rounded(value):,.10g}".replace("-", "−")
    mantissa, _, exponent = f"{value:.6e}".partition("e")
    return f"{float(mantissa):g}".replace("-", "−") + f"e{int(exponent)}"


def figure(value: float, percent: bool = False) -> str:
    """A measured number, in three figures: 12.3 · 0.043 · 4.3e-4 · 97.1 %."""
    if not math.isfinite(value):
        return "–"
    if percent:
        return f"{100 * value:.1f} %" if value < 1 else f"{100 * value:.4g} %"
    size = abs(value)
    if value == 0:
        return "0"
    if size < 0.001 or size >= 1e6:
        return label(float(f"{value:.1e}"))
    decimals = max(0, 2 - math.floor(math.log10(size))) if size >= 1 else 3
    return f"{value:,.{decimals}f}".replace("-", "−")


def _rounded(value: float) -> float:
    return float(f"{value:.10g}")
