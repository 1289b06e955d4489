"""Small images in rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.tiling import LEAST_CELL, Tiling, fitted


@pytest.mark.parametrize("across", [1, 2, 3, 5])
def test_every_pixel_is_found_where_it_was_put(across: int) -> None:
    tiling, images = Tiling(5, 3, 4, across), np.arange(1, 61).reshape(5, 3, 4)
    mosaic = tiling.mosaic(images)
    assert mosaic.shape == tiling.shape
    found = set()
    for row, column in np.ndindex(*mosaic.shape):
        place = tiling.at(row, column)
        assert mosaic[row, column] == (0 if place is None else images[place])
        found.add(place)
    assert len(found - {None}) == 60


def test_images_begin_at_their_corners() -> None:
    tiling = Tiling(5, 3, 4, 2)
    assert [tiling.corner(image) for image in range(5)] == [(0, 0), (0, 5), (4, 0), (4, 5), (8, 0)]
    assert all(tiling.at(*tiling.corner(image)) == (image, 0, 0) for image in range(5))


@given(st.integers(1, 64), st.integers(1, 28), st.integers(30, 600), st.integers(30, 600))
def test_as_many_as_can_be_seen(count: int, side: int, width: int, height: int) -> None:
    tiling = fitted(count, side, side, width, height)
    rows, columns = tiling.shape
    assert 1 <= tiling.count <= count
    assert min(width / columns, height / rows) >= LEAST_CELL
    if tiling.count < count:
        more = (Tiling(tiling.count + 1, side, side, across).shape for across in range(1, tiling.count + 2))
        assert all(columns > width or rows > height for rows, columns in more)


def test_a_room_too_small_for_one_shows_one() -> None:
    assert fitted(64, 28, 28, 10, 10).count == 1


def test_rows_are_full_where_that_costs_no_size() -> None:
    assert (
        fitted(16, 10, 10, 220, 340).across == 4
    )  # three in a row have 5 points a pixel too, and leave a gap
    assert fitted(16, 10, 10, 190, 340).across == 3  # four would have 4
