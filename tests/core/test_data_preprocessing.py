"""Preprocessing: what is fitted, and on what."""

import tracemalloc
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from core.data.prepare import prepare
from core.data.preprocessing import PREPROCESSINGS
from core.data.preprocessing.base import Preprocessing
from core.data.preprocessing.min_max import MinMax
from core.data.preprocessing.none import NoPreprocessing
from core.data.preprocessing.pixels import Pixels
from core.data.preprocessing.standardise import Standardise
from core.data.recipe import DataRecipe
from core.data.sources.names import Names
from core.data.sources.typed_table import TypedTable
from core.data.sources.wine import Wine

FITTED = {"standardise": (Standardise(), StandardScaler), "min-max": (MinMax(), MinMaxScaler)}


def applied(preprocessing: Preprocessing, samples: NDArray[Any]) -> NDArray[np.float64]:
    offset, scale = preprocessing.fit(samples)
    assert offset.shape == scale.shape == samples.shape[1:]
    return (samples - offset) * scale


@pytest.mark.parametrize("name", FITTED)
def test_agrees_with_scikit_learn(name: str) -> None:
    ours, theirs = FITTED[name]
    samples = Wine().load(1).samples
    expected = theirs().fit_transform(samples.astype(float))
    np.testing.assert_allclose(applied(ours, samples), expected, atol=1e-12)


@pytest.mark.parametrize("name", FITTED)
def test_images_pixel_by_pixel(name: str) -> None:
    ours, theirs = FITTED[name]
    images = np.random.default_rng(1).integers(0, 256, (50, 4, 3, 2)).astype(np.uint8)
    expected = theirs().fit_transform(images.reshape(50, -1).astype(float)).reshape(images.shape)
    np.testing.assert_allclose(applied(ours, images), expected, atol=1e-12)


@pytest.mark.parametrize("preprocessing", [cls() for cls in PREPROCESSINGS], ids=lambda p: p.title)
@pytest.mark.parametrize("value", [0.0, 5.0, 0.1, -1e30, 3e38])
def test_constant_columns_stay_finite(preprocessing: Preprocessing, value: float) -> None:
    offset, scale = preprocessing.fit(np.full((1_001, 1), value, np.float32))
    assert np.isfinite(offset).all()
    assert np.isfinite(scale).all()
    if preprocessing.__struct_config__.tag in FITTED:
        assert scale == 1.0
        assert offset == pytest.approx(value)


def test_a_single_sample_is_enough() -> None:
    for cls in PREPROCESSINGS:
        offset, scale = cls().fit(np.float32([[0.5, 0.6]]))
        assert np.isfinite([offset, scale]).all()


def test_pixels_and_none() -> None:
    raw = np.array([[0, 128, 255]], np.uint8)
    np.testing.assert_allclose(applied(Pixels(), raw), [[0, 128 / 255, 1]])
    np.testing.assert_allclose(applied(Pixels(white=16), raw)[0, 2], 255 / 16)
    np.testing.assert_array_equal(applied(NoPreprocessing(), raw), raw)


@pytest.mark.parametrize("name", FITTED)
def test_fitted_on_the_training_part_only(name: str) -> None:
    rows = "".join(f"{number}, {number % 2}\n" for number in range(1, 41))
    data = prepare(
        DataRecipe(source=TypedTable(rows=rows), train_share=0.5, preprocessing=FITTED[name][0]), 7
    )
    train = data.train.samples[0].astype(float)
    if name == "standardise":
        expected = train.mean(), 1 / train.std()
    else:
        expected = train.min(), 1 / (train.max() - train.min())
    np.testing.assert_allclose((data.offset[0], data.scale[0]), expected)
    offset, scale = FITTED[name][0].fit(np.arange(1.0, 41.0)[:, None])
    assert (data.offset[0], data.scale[0]) != (offset[0], scale[0])


def test_bytes_are_never_copied_as_floats() -> None:
    images = np.random.default_rng(1).integers(
        0, 256, (20_000, 28, 28, 1), np.uint8
    )  # 16 MB; 125 MB in float64
    tracemalloc.start()
    Standardise().fit(images)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30e6


@pytest.mark.parametrize("preprocessing", [cls() for cls in PREPROCESSINGS], ids=lambda p: p.title)
def test_tokens_stay_as_they_are(preprocessing: Preprocessing) -> None:
    data = prepare(DataRecipe(source=Names(kind="boys"), preprocessing=preprocessing), 1)
    assert (data.offset == 0).all()
    assert (data.scale == 1).all()
    assert data.offset.shape == data.scale.shape == data.info.sample_shape
