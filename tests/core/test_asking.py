"""What a dropped file is, and what a network says of an image."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image

from core.activations.sigmoid import Sigmoid
from core.data.augmentation.shift import Shift
from core.data.dropped import is_image, learning_from, readable, source_from
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.csv_file import CSVFile
from core.data.sources.digits import Digits
from core.data.sources.image_folder import SQUARE, ImageFolder
from core.data.sources.logic_gate import LogicGate
from core.data.sources.text_file import TextFile
from core.errors import DataError, DocumentError
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.training.asking import ask
from core.training.trainer import Trainer
from tests.core.examples import digits, gate, in_a_row
from tests.core.own_files import picture_folder


def test_a_file_is_known_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert source_from(tmp_path / "a.csv") == CSVFile(path=str(tmp_path / "a.csv"))
    assert isinstance(source_from(tmp_path / "A.TSV"), CSVFile)
    assert isinstance(source_from(tmp_path / "a.txt"), TextFile)
    assert source_from(tmp_path / "folder") == ImageFolder(path=str(tmp_path / "folder"))
    assert source_from(tmp_path / "a.pdf") is None
    assert [is_image(Path(name)) for name in ("a.png", "b.JPG", "c.jpeg", "d.gif", "e")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_source_that_needs_other_settings_gets_them(tmp_path: Path) -> None:
    folder = picture_folder(tmp_path / "mixed")
    Image.new("RGB", (20, 20)).save(folder / "dark" / "larger.png")
    assert readable(ImageFolder(path=str(folder))) == ImageFolder(path=str(folder), side=SQUARE)
    plain = ImageFolder(path=str(picture_folder(tmp_path / "plain")))
    assert readable(plain) is plain
    with pytest.raises(DataError, match="cannot be read"):
        readable(CSVFile(path=str(tmp_path / "nothing.csv")))


def test_what_means_nothing_for_the_new_data_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("x,y,class\n1,2,a\n3,4,b\n5,6,c\n7,9,b\n", "utf-8")
    images = DataRecipe(
        source=Digits(), preprocessing=Pixels(white=16), augmentation=(Shift(),), train_share=0.7
    )
    table = CSVFile(path=str(tmp_path / "rows.csv"))
    assert learning_from(images, table) == DataRecipe(source=table, train_share=0.7)
    folder = ImageFolder(path=str(picture_folder(tmp_path / "pictures")))
    assert learning_from(images, folder) == replace(images, source=folder)
    gate_recipe = DataRecipe(source=LogicGate(), encoding="-1/+1")
    assert learning_from(gate_recipe, folder).encoding == "-1/+1"
    assert learning_from(gate_recipe, table).encoding == "one-hot"


@pytest.fixture(scope="module")
def trained() -> Trainer:
    trainer = Trainer(digits())
    for _ in trainer.run():
        pass
    return trainer


def as_file(path: Path, sample: np.ndarray, *, large: int = 40, dark_on_light: bool = False) -> Path:
    """A digit as a picture of another size."""
    grey = (sample.reshape(8, 8) * (255 / 16)).astype(np.uint8)
    image = Image.fromarray(255 - grey if dark_on_light else grey)
    image.resize((large, large), Image.Resampling.NEAREST).save(path)
    return path


@pytest.mark.parametrize("dark_on_light", [False, True])
def test_a_picture_of_a_digit_is_named(trained: Trainer, tmp_path: Path, dark_on_light: bool) -> None:
    data = Digits().load(1)
    right = 0
    for index in range(20):
        path = as_file(tmp_path / f"{index}.png", data.samples[index], dark_on_light=dark_on_light)
        answer = ask(trained, path)
        assert answer.inverted == dark_on_light
        assert np.abs(answer.seen * 16 - data.samples[index]).mean() < 2
        right += answer.names[answer.order[0]] == data.info.class_names[data.labels[index]]
    assert right >= 17
    assert answer.probable
    assert answer.strengths.sum() == pytest.approx(1, abs=1e-3)
    assert answer.steps == trained.steps > 0


def test_a_network_of_two_classes_with_one_output(tmp_path: Path) -> None:
    folder = picture_folder(tmp_path / "pictures")
    document = in_a_row(
        Input(),
        Flatten(),
        Dense(units=1, activation=Sigmoid()),
        Output(),
        data=DataRecipe(source=ImageFolder(path=str(folder)), encoding="0/1", train_share=1.0),
    )
    answer = ask(Trainer(document), folder / "light" / "1.png")
    assert answer.names == ("dark", "light")
    assert answer.strengths.sum() == pytest.approx(1)
    assert not answer.inverted  # colours stay as they are


def test_a_network_that_reads_no_images_says_so(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="reads 2 values, not images"):
        ask(Trainer(gate()), tmp_path / "a.png")


def test_a_file_that_is_no_image_says_so(trained: Trainer, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("not an image")
    with pytest.raises(DataError, match=r"a\.png cannot be read"):
        ask(trained, tmp_path / "a.png")
