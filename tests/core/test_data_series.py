"""Series of numbers and the windows that are cut of them."""

from pathlib import Path

import numpy as np
import pytest

from core.data.prepare import prepare
from core.data.recipe import DataRecipe
from core.data.series import Series, filled, naive_error
from core.data.sources import SOURCES
from core.data.sources.carbon_dioxide import CarbonDioxide
from core.data.sources.series_file import Gaps, SeriesFile, parse_series
from core.data.sources.sunspots import Sunspots
from core.data.sources.waves import Waves
from core.data.splits import counts
from core.errors import DataError

BUNDLED = [cls for cls in SOURCES if issubclass(cls, Series) and not cls.external]


@pytest.mark.parametrize("cls", BUNDLED, ids=lambda cls: cls.title)
@pytest.mark.parametrize(("window", "horizon"), [(1, 1), (7, 3), (40, 1)])
def test_windows_and_what_follows_them(cls: type[Series], window: int, horizon: int) -> None:
    source = cls(window=window, horizon=horizon, scaled=False)
    series, data = source.series(4).astype(np.float32), source.load(4)
    assert data.values is not None
    assert data.info.count == len(series) - window - horizon + 1
    for place in (0, 5, data.info.count - 1):
        np.testing.assert_array_equal(data.samples[place, :, 0], series[place : place + window])
        np.testing.assert_array_equal(data.values[place], series[place + window :][:horizon])


@pytest.mark.parametrize("cls", BUNDLED, ids=lambda cls: cls.title)
def test_what_comes_later_does_not_change_the_scale(cls: type[Series]) -> None:
    source = cls()
    series, (offset, spread) = source.series(1), source.scale(1)
    first = series[: (len(series) + 1) // 2]
    assert offset == pytest.approx(first.mean())
    assert spread == pytest.approx(first.std())
    raw, scaled = cls(scaled=False).load(1).samples, source.load(1).samples
    np.testing.assert_allclose(scaled * spread + offset, raw, rtol=1e-5, atol=1e-4)


def test_the_last_windows_check_what_was_learned() -> None:
    data = prepare(DataRecipe(source=Sunspots(), train_share=0.75), 1)
    assert data.train.indices.tolist() == list(range(215))
    assert data.validation.indices.tolist() == list(range(215, 287))


def test_sunspots_as_everybody_knows_them() -> None:
    series = Sunspots().series(1)
    assert len(series) == 309
    years = dict(zip(range(1700, 2009), series, strict=True))
    assert [years[year] for year in (1700, 1712, 1957)] == pytest.approx([5, 0, 190.2], abs=1e-4)
    assert years[2008] == pytest.approx(2.9, abs=1e-4)
    assert series.max() == years[1957]


def test_carbon_dioxide_rises_and_has_no_gap() -> None:
    series = CarbonDioxide().series(1)
    assert len(series) == 2284
    assert np.isfinite(series).all()
    assert series[0] == pytest.approx(316.1, abs=1e-3)
    assert series[-52:].mean() - series[:52].mean() > 50


def test_waves_are_made_of_waves() -> None:
    source = Waves(steps=4_096, waves=2)
    series = source.series(3)
    power = np.abs(np.fft.rfft(series * np.hanning(len(series)))) ** 2
    peaks = np.sort(power)[::-1]
    assert peaks[:12].sum() > 0.99 * power.sum()  # two lines, each a few bins wide
    assert np.abs(series).max() <= 1
    noisy = Waves(steps=4_096, waves=2, noise=0.2).series(3)
    assert np.std(noisy - series) == pytest.approx(0.2, rel=0.05)


def test_naive_forecast_by_hand() -> None:
    samples = np.float32([[1, 2, 3], [2, 3, 5]])[..., None]
    values = np.float32([[4, 4], [5, 8]])
    assert naive_error(samples, values) == pytest.approx((1 + 1 + 0 + 9) / 4)
    # with a season of 2 the window's last two numbers come again: 2, 3 and 3, 5
    assert naive_error(samples, values, season=2) == pytest.approx((4 + 1 + 4 + 9) / 4)
    assert naive_error(samples, np.float32([[2, 3, 2], [3, 5, 3]]), season=2) == 0


def test_last_year_is_a_poor_forecast_of_sunspots() -> None:
    """So that there is something to beat."""
    source = Sunspots(scaled=False)
    data, series = source.load(1), source.series(1)
    assert data.values is not None
    expected = np.mean(np.diff(series)[source.window - 1 :] ** 2)
    assert naive_error(data.samples, data.values) == pytest.approx(expected, rel=1e-6)


def test_gaps_are_filled_on_a_straight_line() -> None:
    nan = np.nan
    np.testing.assert_allclose(filled(np.array([nan, 1, nan, nan, 4, 5, nan])), [1, 2, 3, 4, 5])
    assert len(filled(np.array([nan, nan]))) == 0


def test_a_series_that_is_too_short() -> None:
    with pytest.raises(
        DataError, match=r"Sunspots, yearly has 309 numbers; two windows of 308 with 1 to fore"
    ):
        Sunspots(window=308).info()
    assert Sunspots(window=307).load(1).info.count == 2


def test_windows_that_are_too_much_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("1\n2\n" * 30_000)
    source = SeriesFile(path=str(path), window=1_000)
    with pytest.raises(
        DataError, match=r"windows of 1000 numbers are too much at once.*at most 832 here"
    ) as _:
        source.info()
    assert SeriesFile(path=str(path), window=832).info().count == 59_168


@pytest.mark.parametrize(
    "text",
    [
        "1\n2.5\n-3",
        "level\n1\n2.5\n-3\n\n\n",
        "year,level\n1,1\n2,2.5\n3,-3\n",
        "1\n# a remark, with, commas\n2.5\n-3",
        "a;1\nb;2,5\nc;-3",
        '"1"\r\n"2.5"\r\n"-3"\r\n',
    ],
)
def test_ways_to_write_a_series(text: str) -> None:
    np.testing.assert_array_equal(parse_series(text, "refuse"), [1, 2.5, -3])


@pytest.mark.parametrize(
    ("text", "gaps", "message"),
    [
        ("", "refuse", "There is no number in it. Write one number a line"),
        ("level\n", "interpolate", "There is no number in it."),
        (
            "1\n\n3\n",
            "refuse",
            "Line 2 has no number: a series must not have gaps. Set “Gaps” to “interpolate”",
        ),
        ("x,y\n1,1\n2,NA\n3,\n4,4", "refuse", "Line 3 has no number, and 1 more: a series must not"),
        ("1\n2\nthree\n", "interpolate", "Line 3: “three” is not a number."),
        ("1\ninf\n", "interpolate", "Line 2: “inf” is not a number."),
        ("1\n1e39\n", "interpolate", "Line 2: “1e39” is not a number."),
        ("1\n" + "x" * 5_000, "refuse", "Line 2: “" + "x" * 29 + "…” is not a number."),
    ],
)
def test_errors_say_where(text: str, gaps: Gaps, message: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_series(text, gaps)
    assert message in str(caught.value)


def test_gaps_of_a_file_are_interpolated_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("day,level\n1,0\n2,\n3,NA\n4,3\n" + "5,4\n" * 20)
    with pytest.raises(DataError, match=r"^mine\.csv: Line 3 has no number"):
        SeriesFile(path=str(path)).info()
    source = SeriesFile(path=str(path), gaps="interpolate", window=3, scaled=False)
    np.testing.assert_allclose(source.load(1).samples[0, :, 0], [0, 1, 2])
    assert source.summary == "mine.csv"


@pytest.mark.parametrize("horizon", [1, 5])
def test_no_answer_of_the_check_was_learned_from(horizon: int) -> None:
    source = Sunspots(horizon=horizon, window=10)
    data = prepare(DataRecipe(source=source, train_share=0.8), 1)
    last_learned = data.train.indices[-1] + source.window + horizon - 1
    first_asked = data.validation.indices[0] + source.window
    assert last_learned == first_asked - 1
    assert (data.train.count, data.validation.count) == counts(source.info(), 0.8)
