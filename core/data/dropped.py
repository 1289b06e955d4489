"""What a file or folder of the user's can be to a network: data to learn from, or an image to be asked about."""

from pathlib import Path

from msgspec.structs import replace

from core.data.base import Source
from core.data.recipe import DataRecipe
from core.data.sources.csv_file import CSVFile
from core.data.sources.image_folder import ENDINGS, ImageFolder
from core.data.sources.text_file import TextFile
from core.errors import DataError

TABLES, TEXTS = (".csv", ".tsv"), (".txt",)


def source_from(path: Path) -> Source | None:
    """The data set that a file or folder is, going by its name; it is not read yet. None for others."""
    ending = path.suffix.lower()
    if ending in TABLES:
        return CSVFile(path=str(path))
    if ending in TEXTS:
        return TextFile(path=str(path))
    return ImageFolder(path=str(path)) if path.is_dir() else None


def is_image(path: Path) -> bool:
    """Whether a file is an image, going by its name."""
    return path.suffix.lower() in ENDINGS


def readable(source: Source) -> Source:
    """The source, or, where it can only be read with other settings, with these.

    Raises:
        DataError: it cannot be read.
    """
    try:
        source.info()
    except DataError as error:
        if error.instead is None:
            raise
        error.instead.info()
        return error.instead
    return source


def learning_from(recipe: DataRecipe, source: Source) -> DataRecipe:
    """The recipe with another data set; what was set for the old one and means nothing for this is left out.

    Raises:
        DataError: the source cannot be read.
    """
    before, after = recipe.source, source.info()
    recipe = replace(recipe, source=source)
    unfit = set(recipe.idle())
    if _rank(before) != len(after.sample_shape):  # pixels of images, say, and now a table
        unfit.add("preprocessing")
    if len(after.class_names) > 2:
        unfit.add("encoding")  # a single output can tell only two apart
    fresh = DataRecipe()
    return replace(recipe, **{name: getattr(fresh, name) for name in unfit})


def _rank(source: Source) -> int:
    try:
        return len(source.info().sample_shape)
    except DataError:
        return 0
