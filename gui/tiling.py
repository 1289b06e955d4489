"""Small images in rows."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gui.plots import Array

LEAST_CELL = 1.0  # points that a pixel of an image takes; of more images than fit so, some are left out
WHOLE_CELLS = 2.0  # points from which on pixels are drawn in whole points


@dataclass(frozen=True, slots=True)
class Tiling:
    """``count`` images of ``height`` by ``width`` pixels, ``across`` in a row, a pixel between two."""

    count: int
    height: int
    width: int
    across: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of pixels of all of it."""
        down = -(-self.count // self.across)
        return down * (self.height + 1) - 1, self.across * (self.width + 1) - 1

    def corner(self, image: int) -> tuple[int, int]:
        """The row and the column where an image begins."""
        return image // self.across * (self.height + 1), image % self.across * (self.width + 1)

    def at(self, row: int, column: int) -> tuple[int, int, int] | None:
        """Which image a pixel belongs to, and its row and column there; None between images."""
        (down, row), (right, column) = divmod(row, self.height + 1), divmod(column, self.width + 1)
        image = down * self.across + right
        inside = row < self.height and column < self.width and right < self.across and image < self.count
        return (image, row, column) if inside else None

    def mosaic(self, images: Array) -> Array:
        """The images (count, height, width) as one, of ``shape``; zero between them."""
        down = -(-self.count // self.across)
        grid = np.zeros((down, self.height + 1, self.across, self.width + 1), images.dtype)
        full = np.zeros((down * self.across, self.height, self.width), images.dtype)
        full[: self.count] = images
        full = full.reshape(down, self.across, self.height, self.width)
        grid[:, : self.height, :, : self.width] = full.transpose(0, 2, 1, 3)
        return grid.reshape(down * (self.height + 1), -1)[:-1, :-1]


@lru_cache(maxsize=64)
def fitted(count: int, height: int, width: int, room_width: int, room_height: int) -> Tiling:
    """As many of the images as fit into a room at a size where each pixel is seen, as large as may be."""
    for shown in range(count, 0, -1):
        ways = [Tiling(shown, height, width, n) for n in range(1, shown + 1)]
        best = max(ways, key=lambda way: _worth(way, room_width, room_height))
        if _cell(best, room_width, room_height) >= LEAST_CELL:
            break
    return best


def _worth(tiling: Tiling, room_width: int, room_height: int) -> tuple[float, int, float, int]:
    """What makes one way better than another: larger pixels, whole ones where they can be; then no gaps at the end."""
    size = _cell(tiling, room_width, room_height)
    return int(size) if size >= WHOLE_CELLS else size, -(-tiling.count % tiling.across), size, tiling.across


def _cell(tiling: Tiling, room_width: int, room_height: int) -> float:
    """How large a pixel can be."""
    rows, columns = tiling.shape
    return min(room_width / columns, room_height / rows)
