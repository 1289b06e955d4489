"""What the data sources deliver."""

import tracemalloc
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from sklearn import datasets

from core.data.base import DataInfo, Dataset, Source
from core.data.files import load_arrays, load_classes
from core.data.sources import SOURCES
from core.data.sources.digits import Digits
from core.data.sources.iris import Iris
from core.data.sources.logic_gate import LogicGate
from core.data.sources.mnist import MNIST
from core.data.sources.wine import Wine
from core.errors import DataError
from tests.core.own_files import ready

ROOT = Path(__file__).resolve().parents[2]
NAMED = {"ids": lambda source: source.__struct_config__.tag}


def equal(a: Dataset, b: Dataset) -> bool:
    return (
        a.info == b.info
        and np.array_equal(a.samples, b.samples)
        and np.array_equal(a.labels, b.labels)
        and np.array_equal(a.values, b.values)
        and np.array_equal(a.lengths, b.lengths)
    )


@pytest.mark.parametrize("cls", SOURCES, **NAMED)
def test_delivers_what_its_info_says(cls: type[Source], tmp_path: Path) -> None:
    source = ready(cls, tmp_path)
    info, data = source.info(), source.load(1)
    assert data.info == info
    assert data.samples.shape == (info.count, *info.sample_shape)
    assert data.samples.dtype in (np.uint8, np.float32)
    assert len(info.feature_names) in (0, info.sample_shape[0])
    each = (info.count, *((info.steps,) if info.steps else ()))
    if info.class_names:
        assert np.shape(data.labels) == each
        assert set(np.unique(data.labels)) <= set(range(-1, len(info.class_names)))
        assert info.steps or set(np.unique(data.labels)) == set(range(len(info.class_names)))
    else:
        assert data.labels is None
    if info.value_names:
        assert np.shape(data.values) == (*each, len(info.value_names))
        assert data.values is not None
        assert data.values.dtype == np.float32
    else:
        assert data.values is None


@pytest.mark.parametrize("cls", SOURCES, **NAMED)
def test_steps_and_tokens_are_as_told(cls: type[Source], tmp_path: Path) -> None:
    source = ready(cls, tmp_path)
    info, data = source.info(), source.load(1)
    assert info.unequal == (data.lengths is not None)
    if info.steps:
        assert info.sample_shape[0] == info.steps
    if info.vocabulary:
        assert len(info.sample_shape) == 1
        assert data.samples.dtype == np.uint8
        assert data.samples.max() < len(info.vocabulary) == len(set(info.vocabulary))
    if data.lengths is not None:
        assert data.lengths.shape == (info.count,)
        assert data.lengths.min() >= 1
        assert data.lengths.max() <= info.sample_shape[0]
        behind = np.arange(info.sample_shape[0]) >= data.lengths[:, None]
        assert (data.samples[behind] == 0).all()
        if info.steps:
            np.testing.assert_array_equal(data.labels == -1, behind)


@pytest.mark.parametrize("cls", SOURCES, **NAMED)
def test_same_seed_same_data(cls: type[Source], tmp_path: Path) -> None:
    assert equal(ready(cls, tmp_path).load(5), ready(cls, tmp_path).load(5))


@pytest.mark.parametrize("cls", SOURCES, **NAMED)
def test_points_of_a_plane_lead_to_the_samples(cls: type[Source], tmp_path: Path) -> None:
    """A decision map draws positions, and asks for features of others: both must fit what is trained on."""
    source = ready(cls, tmp_path)
    if source.bounds is None:
        assert source.info().sample_shape != (2,)
        return
    (left, right), (bottom, top) = source.bounds
    positions = source.positions(3)
    assert ((positions > (left, bottom)) & (positions < (right, top))).all()
    np.testing.assert_allclose(source.features(positions), source.load(3).samples, rtol=1e-6)


def bundled_files() -> list[str]:
    return sorted(path.name for path in (files("resources") / "datasets").iterdir())


@pytest.mark.parametrize("name", bundled_files())
def test_every_bundled_file_has_its_licence(name: str) -> None:
    text = (ROOT / "DATA-LICENSES.md").read_text("utf-8")
    _, _, rest = text.partition(f"## resources/datasets/{name}\n")
    section = rest.partition("\n## ")[0]
    for entry in ("What", "Authors", "Source", "Licence", "Changes"):
        assert f"- **{entry}:** " in section, f"DATA-LICENSES.md does not say “{entry}” for {name}"


@pytest.mark.parametrize(
    ("source", "reference"),
    [(Iris(), datasets.load_iris), (Wine(), datasets.load_wine), (Digits(), datasets.load_digits)],
    ids=["iris", "wine", "digits"],
)
def test_equals_the_original(source: Source, reference: Callable[[], object]) -> None:
    ours, theirs = source.load(1), reference()
    np.testing.assert_array_equal(ours.samples.reshape(len(ours.samples), -1), theirs.data.astype(np.float32))
    np.testing.assert_array_equal(ours.labels, theirs.target)


def test_mnist_is_whole() -> None:
    data = MNIST().load(1)
    assert data.samples.dtype == np.uint8
    assert data.info.held_out == 10_000
    assert data.labels is not None
    assert data.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert data.labels[60_000:60_005].tolist() == [7, 2, 1, 0, 4]
    # The counts of the digits, and mean and deviation of the training pixels, as everybody knows them.
    counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(data.labels[:60_000]).tolist() == counts
    chunks = [data.samples[start : start + 2_000] for start in range(0, 60_000, 2_000)]
    mean = np.mean([chunk.mean() for chunk in chunks])
    variance = np.mean([np.square(chunk - mean).mean() for chunk in chunks])
    assert mean / 255 == pytest.approx(0.1306604763, abs=1e-9)
    assert np.sqrt(variance) / 255 == pytest.approx(0.30810780, abs=1e-8)


def test_missing_file_is_told() -> None:
    with pytest.raises(DataError, match=r"moon\.npz cannot be read.*Install Neurowright again"):
        load_arrays("moon.npz")


def test_wrong_content_is_told() -> None:
    with pytest.raises(DataError, match=r"iris\.npz holds 150 samples where 178 were expected"):
        load_classes("iris.npz", DataInfo(sample_shape=(4,), count=178))


@pytest.mark.parametrize(
    ("gate", "rule"),
    [
        ("AND", lambda a, b: a and b),
        ("OR", lambda a, b: a or b),
        ("XOR", lambda a, b: a != b),
        ("NAND", lambda a, b: not (a and b)),
    ],
)
def test_truth_tables(gate: str, rule: Callable[[bool, bool], bool]) -> None:
    data = LogicGate(gate=gate).load(1)
    assert sorted(map(tuple, data.samples.tolist())) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert data.labels is not None
    for (a, b), label in zip(data.samples.tolist(), data.labels.tolist(), strict=True):
        assert label == rule(bool(a), bool(b))


@pytest.mark.parametrize("cls", SOURCES, **NAMED)
def test_a_glimpse_shows_samples_of_the_set(cls: type[Source], tmp_path: Path) -> None:
    source = ready(cls, tmp_path)
    data, some = source.load(1), source.glimpse(1, 3)
    assert 1 <= len(some.samples) <= 3
    assert some.info == data.info
    flat = data.samples.reshape(len(data.samples), -1)
    for row, sample in enumerate(some.samples):
        (places,) = np.nonzero((flat == sample.reshape(-1)).all(axis=1))
        assert len(places)
        if some.labels is not None:
            assert data.labels is not None
            assert any(np.array_equal(data.labels[place], some.labels[row]) for place in places)


def test_a_glimpse_of_mnist_is_quick() -> None:
    tracemalloc.start()
    some = MNIST().glimpse(1, 20)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert some.samples.shape == (20, 28, 28, 1)
    assert peak < 2e6
