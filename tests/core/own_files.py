"""Files of a user's, made for the sources that read some."""

from pathlib import Path

import numpy as np
from PIL import Image

from core.data.base import Source
from core.data.sources.csv_file import CSVFile
from core.data.sources.image_folder import ImageFolder
from core.data.sources.series_file import SeriesFile
from core.data.sources.text_file import TextFile

TABLE = "x,y,class\n1,2,a\n3,4,b\n5,6,a\n7,9,b\n"
TEXT = "The quick brown fox jumps over the lazy dog. " * 5


def ready(cls: type[Source], folder: Path) -> Source:
    """A source that can be loaded: with its defaults, and a file in a folder where it asks for one."""
    if not cls.external:
        return cls()
    if cls is ImageFolder:
        return ImageFolder(path=str(picture_folder(folder / "pictures")))
    texts = {CSVFile: TABLE, SeriesFile: "\n".join(map(str, range(60))), TextFile: TEXT}
    path = folder / "data.csv"
    path.write_text(texts[cls], "utf-8")
    return cls(path=str(path))  # type: ignore[call-arg]


def picture_folder(path: Path, size: tuple[int, int] = (9, 6)) -> Path:
    """Two classes of two images each, 9 wide and 6 high: dark ones as JPEG, bright ones as PNG."""
    for title, ending, grey in (("dark", "jpg", 20), ("light", "png", 220)):
        (path / title).mkdir(parents=True, exist_ok=True)
        for number in (1, 2):
            pixels = np.full((size[1], size[0], 3), grey + number, np.uint8)
            Image.fromarray(pixels).save(path / title / f"{number}.{ending}")
    return path
