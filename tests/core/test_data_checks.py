"""Data that is not what it says it is."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.data.base import DataInfo, Dataset
from core.data.checks import check
from core.data.recipe import DataRecipe
from core.data.sources.image_folder import ImageFolder
from core.data.sources.series_file import SeriesFile
from core.document.document import Document
from core.document.shapes import infer
from core.errors import DataError
from core.layers.input import Input
from core.layers.output import Output
from tests.core.examples import in_a_row
from tests.core.own_files import picture_folder


def dataset(count: int = 4, unequal: bool = False, **given: Any) -> Dataset:
    info = DataInfo(sample_shape=(5, 2), class_names=("a", "b", "c"), count=count, unequal=unequal)
    return Dataset(info, given.pop("samples", np.zeros((count, 5, 2), np.float32)), **given)


GOOD = [
    dataset(),
    dataset(labels=np.array([0, 1, 2, 0])),
    dataset(labels=np.array([[0, 1, -1, -1, -1]] * 4)),
    dataset(values=np.zeros((4, 2), np.float32)),
    dataset(unequal=True, lengths=np.array([1, 5, 2, 3])),
]
LATE = np.zeros((4, 5, 2), np.float32)
LATE[2, 4, 1] = np.nan
BAD = {
    "Mine has no samples.": dataset(0),
    "Mine has 4 samples, but 3 answers.": dataset(labels=np.zeros(3, int)),
    "Mine has 4 samples, but 5 values.": dataset(values=np.zeros((5, 1), np.float32)),
    "Sample 3 of Mine is of class 3; there are 3 classes, 0 to 2.": dataset(labels=np.array([0, 1, 3, 4])),
    "Sample 2 of Mine is of class -1; there": dataset(labels=np.array([0, -1, 2, 1])),
    "Sample 4 of Mine is of class 7": dataset(labels=np.array([[0, -1]] * 3 + [[0, 7]])),
    "Sample 2 of Mine is a sequence without a single step. Leave it out.": dataset(
        unequal=True, lengths=np.array([1, 0, 2, 0])
    ),
    "Sample 3 of Mine has 6 steps, but there is room for 5.": dataset(
        unequal=True, lengths=np.array([1, 5, 6, 2])
    ),
    "unequal length where all were to be of one": dataset(lengths=np.array([1, 5, 5, 2])),
    "but does not say how long each is": dataset(unequal=True),
    "Sample 3 of Mine has samples that are not finite": dataset(samples=LATE),
    "Sample 1 of Mine has values that are not finite": dataset(values=np.full((4, 1), np.inf, np.float32)),
}


@pytest.mark.parametrize("data", GOOD)
def test_good_data_passes(data: Dataset) -> None:
    check(data, "Mine")


@pytest.mark.parametrize("message", BAD)
def test_what_is_wrong_is_told(message: str) -> None:
    with pytest.raises(DataError) as caught:
        check(BAD[message], "Mine")
    assert message in str(caught.value)


def fixed(document: Document, message: str) -> list[str]:
    """What is still wrong with the data after a click on the fix of the problem that was told."""
    (problem,) = (p for p in infer(document).problems if not p.node)
    assert message in problem.message
    mended = infer(problem.fixes[0].edit(document))
    return [p.message for p in mended.problems if not p.node]


def test_gaps_and_mixed_sizes_are_mended_by_a_click(tmp_path: Path) -> None:
    series, folder = tmp_path / "series.csv", tmp_path / "pictures"
    series.write_text("1\n2\n\n4\n" * 30)
    data = DataRecipe(source=SeriesFile(path=str(series)))
    assert fixed(in_a_row(Input(), Output(), data=data), "must not have gaps") == []
    picture_folder(folder)
    Image.new("L", (20, 7)).save(folder / "light" / "3.png")
    data = DataRecipe(source=ImageFolder(path=str(folder)))
    assert fixed(in_a_row(Input(), Output(), data=data), "different sizes") == []
