"""Convolution and pooling beyond what the battery tries: odd geometry, groups, margins, lengths, messages, export."""

import numpy as np
import onnxruntime
import pytest

from core.activations.linear import Linear
from core.activations.tanh import Tanh
from core.data.base import DataInfo
from core.data.recipe import DataRecipe
from core.document.document import Document
from core.document.graph import End
from core.document.shapes import infer
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.engine.kernels.patches import best_layout, chunks
from core.engine.kernels.window import Window
from core.errors import ShapeError
from core.export.onnx_format import _model
from core.layers.average_pooling1d import AveragePooling1D
from core.layers.average_pooling2d import AveragePooling2D
from core.layers.base import Layer
from core.layers.conv1d import Conv1D
from core.layers.conv2d import Conv2D
from core.layers.conv2d_transpose import Conv2DTranspose
from core.layers.cropping import Cropping
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.global_average_pooling import GlobalAveragePooling
from core.layers.global_max_pooling import GlobalMaxPooling
from core.layers.input import Input
from core.layers.max_pooling1d import MaxPooling1D
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.layers.up_sampling import UpSampling
from core.layers.zero_padding import ZeroPadding
from core.lowering import lower
from tests.core.examples import in_a_row
from tests.core.small_networks import OUTPUTS, Made, around, compiled
from tests.core.test_gradients import assert_gradients
from tests.core.variants import name

FRAMES = (2, 5, 4, 2)
CASES: list[tuple[Layer, tuple[int, ...]]] = [
    (Conv2D(filters=3, kernel=(3, 2), stride=(2, 3)), (7, 8, 2)),
    (Conv2D(filters=3, kernel=(5, 5), stride=(2, 2), padding="valid", activation=Tanh()), (9, 12, 1)),
    (Conv2D(filters=2, kernel=(3, 3), dilation=(2, 3)), (7, 9, 2)),
    (Conv2D(filters=2, kernel=(2, 3), dilation=(3, 8), padding="explicit", margins=(1, 9, 2, 7)), (6, 5, 1)),
    (Conv2D(filters=2, kernel=(1, 1), stride=(3, 2), padding="valid"), (7, 7, 3)),
    (Conv2D(filters=2, kernel=(7, 7), padding="explicit", margins=(3, 0, 4, 5)), (4, 3, 2)),
    (Conv2D(filters=6, groups=2), (5, 6, 4)),
    (Conv2D(filters=4, groups=4, stride=(2, 1), bias=False), (6, 5, 4)),
    (Conv2D(filters=8, groups=4, padding="valid", dilation=(2, 1)), (6, 7, 4)),
    (Conv2D(filters=3, bias=False, activation=Linear()), (1, 1, 2)),
    (Conv2D(filters=3), FRAMES),
    (Conv1D(filters=4, kernel=4, stride=3, padding="valid"), (11, 2)),
    (Conv1D(filters=4, kernel=3, dilation=4, groups=2), (9, 2)),
    (Conv2DTranspose(filters=2, kernel=(3, 3), stride=(2, 3)), (3, 4, 2)),
    (Conv2DTranspose(filters=2, kernel=(2, 1), stride=(3, 4), bias=False), (3, 2, 3)),
    (Conv2DTranspose(filters=3, kernel=(4, 3), padding="valid", output_padding=(1, 0)), (3, 4, 2)),
    (Conv2DTranspose(filters=1, kernel=(5, 5), padding="explicit", margins=(2, 1, 1, 2)), (4, 5, 3)),
    (Conv2DTranspose(filters=2), FRAMES),
    (MaxPooling2D(kernel=(3, 2), stride=(2, 1)), (8, 7, 2)),
    (MaxPooling2D(kernel=(3, 3), stride=(2, 2), padding="same"), (7, 8, 3)),
    (MaxPooling2D(kernel=(2, 2), stride=(3, 3)), (8, 9, 2)),
    (MaxPooling2D(), FRAMES),
    (AveragePooling2D(kernel=(3, 2), stride=(1, 2)), (7, 8, 2)),
    (AveragePooling2D(kernel=(3, 3), stride=(2, 2), padding="same"), (6, 7, 1)),
    (AveragePooling2D(kernel=(2, 1), stride=(3, 4)), (8, 9, 2)),
    (MaxPooling1D(kernel=3, stride=2, padding="same"), (8, 3)),
    (AveragePooling1D(kernel=4, stride=3, padding="same"), (9, 2)),
    (UpSampling(factor=(3, 2)), FRAMES),
    (UpSampling(factor=(2, 3), blending="bilinear"), (3, 4, 2)),
    (ZeroPadding(margins=(1, 0, 2, 3)), FRAMES),
    (Cropping(margins=(0, 1, 2, 1)), FRAMES),
    (GlobalAveragePooling(), FRAMES),
]
IDS = [f"{name(layer)}-{'×'.join(map(str, shape))}" for layer, shape in CASES]


@pytest.mark.parametrize(("layer", "shape"), CASES, ids=IDS)
def test_shapes_answers_and_gradients_are_torchs(layer: Layer, shape: tuple[int, ...]) -> None:
    for batch in (1, 5):
        assert_gradients(around(layer, shape), batch)


def ending(layer: Layer, shape: tuple[int, ...]) -> Document:
    """Data of a shape → the layer → Flatten → Dense → Output."""
    recipe = DataRecipe(source=Made(sample_shape=shape))
    end = (Flatten(), Dense(units=OUTPUTS, activation=Linear()), Output())
    return in_a_row(Input(), layer, *end, data=recipe)


@pytest.mark.parametrize(("layer", "shape"), CASES, ids=IDS)
def test_export_runs_elsewhere_with_the_same_answers(layer: Layer, shape: tuple[int, ...]) -> None:
    document = ending(layer, shape)
    network = compiled(document, np.float32)
    model = _model(lower(network), document).SerializeToString()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    samples = np.random.default_rng(5).normal(size=(3, *shape)).astype(np.float32)
    (answers,) = session.run(None, {"input": samples})
    expected = network.predict(samples)
    np.testing.assert_allclose(answers, expected, rtol=1e-5, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("channels", [1, 3, 32])
def test_a_batch_in_parts_is_the_batch(channels: int) -> None:
    """More patches than are made at a time, and images so large that they are done in parts themselves."""
    network = compiled(ending(Conv2D(filters=8), (40, 50, channels)), np.float64)
    samples = np.random.default_rng(5).normal(size=(9, 40, 50, channels))
    alone = [network.predict(samples[i : i + 1]) for i in range(9)]
    np.testing.assert_allclose(network.predict(samples), np.concatenate(alone), rtol=1e-9, atol=1e-9)


def test_parts_cover_everything_once() -> None:
    for size, count in ((8, 100), (150, 3)):
        window = Window((size, size), (3, 3))
        lines = [
            (image, line)
            for chunk in chunks(best_layout(window, 32, 8), count, 4)
            for image in range(chunk.images.start, chunk.images.stop)
            for line in range(chunk.lines.start, chunk.lines.stop)
        ]
        assert sorted(lines) == [(i, n) for i in range(count) for n in range(size - 2)]


def test_one_of_equal_values_has_the_gradient() -> None:
    network = compiled(
        in_a_row(
            Input(),
            Dense(units=16, activation=Linear(), bias=False),
            Reshape(shape=(4, 4, 1)),
            MaxPooling2D(),
            Flatten(),
            Dense(units=OUTPUTS, activation=Linear()),
            Output(),
            data=DataRecipe(source=Made()),
        )
    )
    network.views()["dense1/weight"][...] = 0.3  # all 16 values are equal
    workspace = network.workspace(2, Mode.TRAINING)
    workspace.samples[...], workspace.targets[...] = 1, 0
    workspace.forward()
    workspace.backward()
    gradient = workspace.values[End("reshape1", "out")].gradient
    assert gradient is not None
    windows = gradient.reshape(2, 2, 2, 2, 2).transpose(0, 1, 3, 2, 4).reshape(8, 4)
    assert np.all(np.count_nonzero(windows, axis=1) == 1)


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (Conv2D(), (784,), r"784 values here; Conv2D wants an image"),
        (Conv2D(padding="valid", kernel=(5, 5)), (3, 8, 1), r"5×5.*3×8"),
        (Conv2D(groups=3), (8, 8, 4), r"4 channels cannot be parted evenly into 3 groups"),
        (Conv2D(groups=4, filters=6), (8, 8, 4), r"6 filters cannot be parted evenly into 4 groups"),
        (Conv1D(), (8, 8, 1), r"Conv1D wants a sequence"),
        (MaxPooling2D(kernel=(3, 3)), (2, 2, 1), r"3×3.*2×2"),
        (Conv2DTranspose(padding="valid", output_padding=(2, 0)), (3, 3, 1), r"less than the stride"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_mended(layer: Layer, shape: tuple[int, ...], message: str) -> None:
    with pytest.raises(ShapeError, match=message) as raised:
        layer.output_shapes((shape,))
    for mended in raised.value.instead:
        mended.output_shapes((shape,))
    for between in raised.value.fixes:
        layer.output_shapes(between.output_shapes((shape,)))
    assert raised.value.instead or raised.value.fixes


def test_what_cannot_be_mended_is_said_all_the_same() -> None:
    for layer, shape, message in (
        (Conv2D(), (7,), "wants an image"),
        (Cropping(margins=(2, 0, 2, 0)), (4, 4, 1), "nothing is left"),
        (GlobalMaxPooling(), (4,), "wants an image or a sequence"),
    ):
        with pytest.raises(ShapeError, match=message):
            layer.output_shapes((shape,))


def test_a_fix_mends_a_document() -> None:
    document = ending(Conv2D(kernel=(9, 9), padding="valid"), (6, 6, 1))
    (problem,) = [p for p in infer(document).problems if p.fixes]
    assert infer(problem.fixes[0].edit(document)).ready


def test_weights_start_by_what_feeds_one_value() -> None:
    weight, bias = Conv2D(filters=12, kernel=(3, 5), groups=2).parameters(((9, 9, 8),))
    assert (weight.shape, weight.fan_in, weight.fan_out) == ((3, 5, 4, 12), 60, 90)
    assert (bias.shape, bias.decays) == ((12,), False)
    (weight, _) = Conv2DTranspose(filters=6, kernel=(4, 4)).parameters(((9, 9, 8),))
    assert (weight.shape, weight.fan_in, weight.fan_out) == ((4, 4, 6, 8), 32, 96)


def test_multiply_adds_are_counted() -> None:
    assert (
        Conv2D(filters=16, kernel=(5, 5), padding="valid").multiply_adds(((14, 14, 6),)) == 10 * 10 * 16 * 150
    )
    assert Conv2D(filters=6, groups=6).multiply_adds(((4, 4, 6),)) == 4 * 4 * 6 * 9
    assert Conv2DTranspose(filters=3).multiply_adds(((4, 4, 6),)) == 4 * 4 * 6 * 16 * 3


def test_answers_of_one_image_do_not_depend_on_the_others() -> None:
    document = ending(Conv2D(filters=4, activation=Tanh()), (6, 5, 3))
    network = compile_document(document, np.float32)
    samples = np.random.default_rng(1).normal(size=(70, 6, 5, 3)).astype(np.float32)
    np.testing.assert_allclose(
        network.predict(samples)[:7], network.predict(samples[:7]), rtol=1e-5, atol=1e-6
    )


class Unequal(Made, frozen=True, kw_only=True, tag="unequal-for-pooling"):
    """Sequences of which not all steps count."""

    def info(self) -> DataInfo:
        return DataInfo(sample_shape=self.sample_shape, count=9, value_names=("a", "b", "c"), unequal=True)


@pytest.mark.parametrize("pool", [GlobalAveragePooling(), GlobalMaxPooling()])
def test_only_steps_that_count_are_pooled(pool: Layer) -> None:
    recipe = DataRecipe(source=Unequal(sample_shape=(6, 2)))
    network = compiled(in_a_row(Input(), pool, Dense(units=OUTPUTS), Output(), data=recipe))
    network.set_preprocessing(np.zeros((6, 2)), np.ones((6, 2)))
    samples, workspace = np.random.default_rng(2).normal(size=(3, 6, 2)), network.workspace(3, Mode.INFERENCE)
    workspace.samples[...] = samples
    workspace.feeds["lengths"][...] = lengths = [6, 1, 4]
    workspace.forward()
    kind = np.mean if isinstance(pool, GlobalAveragePooling) else np.max
    wanted = [kind(sample[:count], axis=0) for sample, count in zip(samples, lengths, strict=True)]
    (node,) = (n.id for n in network.nodes if n.spec == pool)
    np.testing.assert_allclose(workspace.values[End(node, "out")].array.T, wanted, rtol=1e-9)
