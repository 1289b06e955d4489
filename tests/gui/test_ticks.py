"""Numbers along an axis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.ticks import figure, label, linear_ticks, log_bounds, log_ticks, rounded_up

POSITIVE = st.floats(1e-9, 1e9)


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0, 1, 6, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (0, 0.06, 5, ["0", "0.02", "0.04", "0.06"]),
        (-3, 3, 7, ["−3", "−2", "−1", "0", "1", "2", "3"]),
        (0, 1437, 5, ["0", "500", "1,000"]),
        (0, 0.004, 5, ["0", "1e-3", "2e-3", "3e-3", "4e-3"]),
        (0, 2_000_000, 3, ["0", "1e6", "2e6"]),
    ],
)
def test_linear(low: float, high: float, most: int, expected: list[str]) -> None:
    assert [label(tick) for tick in linear_ticks(low, high, most)] == expected


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0.01, 0.1, 4, ["0.01", "0.02", "0.05", "0.1"]),
        (0.001, 0.1, 8, ["1e-3", "2e-3", "5e-3", "0.01", "0.02", "0.05", "0.1"]),
        (0.02, 5, 8, ["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5"]),
        (1e-6, 1, 5, ["1e-6", "1e-4", "0.01", "1"]),
        (0.06, 0.08, 4, ["0.06", "0.07", "0.08"]),
    ],
)
def test_logarithmic_below_a_tenth(low: float, high: float, most: int, expected: list[str]) -> None:
    assert [label(tick) for tick in log_ticks(low, high, most)] == expected


@given(POSITIVE, st.floats(1.01, 1e6), st.integers(2, 12))
def test_ticks_lie_within_the_axis_in_order_and_are_few(low: float, factor: float, most: int) -> None:
    high = low * factor
    for ticks in (linear_ticks(low, high, most), log_ticks(low, high, most)):
        assert len(ticks) <= most
        assert ticks == sorted(set(ticks))
        assert all(low * (1 - 1e-6) <= tick <= high * (1 + 1e-6) for tick in ticks)


@given(POSITIVE)
def test_rounding_up_goes_up_and_not_far(value: float) -> None:
    assert value * (1 - 1e-6) <= rounded_up(value) <= 1.51 * value


@given(POSITIVE, st.floats(1, 1e5))
def test_logarithmic_axes_reach_around_their_values(low: float, factor: float) -> None:
    below, above = log_bounds(low, low * factor)
    assert below <= low * (1 + 1e-6)
    assert above >= low * factor * (1 - 1e-6)
    assert above > below


@pytest.mark.parametrize(
    ("value", "percent", "expected"),
    [
        (0.0431, False, "0.043"),
        (1.234, False, "1.23"),
        (123.4, False, "123"),
        (1234.5, False, "1,234"),
        (-0.5, False, "−0.500"),
        (4.32e-4, False, "4.3e-4"),
        (0.0, False, "0"),
        (float("nan"), False, "–"),
        (0.9712, True, "97.1 %"),
        (1.0, True, "100 %"),
    ],
)
def test_measured_numbers_have_three_figures(value: float, percent: bool, expected: str) -> None:
    assert figure(value, percent) == expected


def test_one_value_is_an_axis_too() -> None:
    assert linear_ticks(2, 2, 5) == [2]
