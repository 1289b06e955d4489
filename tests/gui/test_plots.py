"""Axes, curves and colours that the views paint with."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from gui.plots import Axis, Curve, draw_plate, elided, grey_image, image_of, signed_image, thinned
from gui.theme import DARK, LIGHT, Theme


@given(st.floats(0.01, 1e4), st.floats(1.1, 1e4), st.floats(0, 500), st.booleans())
def test_pixels_and_values_lead_back_to_each_other(
    low: float, factor: float, pixel: float, log: bool
) -> None:
    axis = Axis(low, low * factor, 500, 0, log)
    assert axis.place(axis.value(pixel)) == pytest.approx(pixel, abs=1e-4)


def test_a_logarithmic_axis_has_no_place_for_nothing() -> None:
    places = Axis(0.01, 1, 200, 0, log=True).place(np.array([0.01, 0.1, 1, 0, -1]))
    assert places[:3] == pytest.approx([200, 100, 0])
    assert np.isnan(places[3:]).all()


def test_long_curves_keep_their_peaks() -> None:
    x, y = np.linspace(0, 100, 10_000), np.zeros(10_000)
    y[4321], y[8765] = 50, -50
    thin_x, thin_y = thinned(x, y)
    assert len(thin_x) <= 104
    assert (thin_y.max(), thin_y.min()) == (50, -50)
    assert (np.diff(thin_x) >= 0).all()


def test_short_curves_are_left_as_they_are() -> None:
    x, y = np.arange(5.0), np.arange(5.0)
    assert thinned(x, y)[0] is x


def drawn(x: list[float], y: list[float]) -> QImage:
    """A curve in white on black, 60 by 20 pixels."""
    image = QImage(60, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    painter.setPen(QColor("white"))
    Curve(np.array(x), np.array(y)).draw(painter)
    painter.end()
    return image


def lit(image: QImage, x: int) -> bool:
    return any(image.pixelColor(x, row).lightness() > 100 for row in range(image.height()))


@pytest.mark.parametrize("points", [7, 500], ids=["short", "long"])
def test_a_value_that_is_not_finite_leaves_a_gap(points: int) -> None:
    x = np.linspace(0, 59, points)
    y = np.full(points, 10.0)
    y[(x > 20) & (x < 40)] = np.nan
    image = drawn(x.tolist(), y.tolist())
    assert lit(image, 5)
    assert lit(image, 55)
    assert not lit(image, 30)


def test_one_point_is_seen_and_none_is_no_trouble() -> None:
    assert lit(drawn([30], [10]), 30)
    drawn([], [])


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_signed_colours(theme: Theme) -> None:
    image = signed_image(np.array([[-2.0, -1.0, 0.0, 1.0, 2.0]]), 1.0, theme)
    colours = [image.pixelColor(x, 0) for x in range(5)]
    assert colours[0] == colours[1] == QColor(theme.negative)
    assert colours[3] == colours[4] == QColor(theme.positive)
    assert colours[2].alpha() == 0


def test_colours_grow_with_the_value() -> None:
    image = signed_image(np.linspace(0, 1, 9)[None], 1.0, DARK)
    alphas = [image.pixelColor(x, 0).alpha() for x in range(9)]
    assert alphas == sorted(set(alphas))


def test_images_have_memory_of_their_own() -> None:
    pixels = np.full((2, 3), 0xFF112233, np.uint32)
    image = image_of(pixels)
    pixels[...] = 0
    assert image.pixelColor(2, 1) == QColor("#112233")


def test_grey_and_coloured_images() -> None:
    assert grey_image(np.array([[0, 255]], np.uint8)).pixelColor(1, 0) == QColor("white")
    assert grey_image(np.array([[[255, 0, 0]]], np.uint8)).pixelColor(0, 0) == QColor("red")


def test_texts_are_cut_off_only_where_there_is_no_room(qtbot: QtBot) -> None:
    assert elided("setosa", 200.0, 11) == "setosa"
    short = elided("a very long name of a class", 60.0, 11)
    assert short.endswith("…")
    assert len(short) < 15


@pytest.mark.parametrize("at", [QPointF(0, 0), QPointF(99, 59), QPointF(50, 30)])
def test_plates_stay_inside(at: QPointF, qtbot: QtBot) -> None:
    image = QImage(160, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    draw_plate(painter, LIGHT, ["head", "0.123"], at, QRectF(20, 10, 100, 60))
    painter.end()
    outside = [image.pixelColor(x, y).name() for x in (10, 140) for y in range(100)]
    outside += [image.pixelColor(x, y).name() for y in (4, 90) for x in range(160)]
    assert set(outside) == {"#000000"}
