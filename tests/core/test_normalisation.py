"""Normalising and regularising layers: running statistics, what training and afterwards differ in, refusals."""

from pathlib import Path

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from core.activations.linear import Linear
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.data.sources.iris import Iris
from core.data.sources.typed_table import TypedTable
from core.document.document import Document
from core.document.file import Saved, read, write
from core.document.recipe import TrainingRecipe
from core.document.shapes import infer
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.errors import ShapeError
from core.export import exporter_for
from core.layers.activation import Activation
from core.layers.base import Layer, Shape
from core.layers.batch_norm import BatchNorm
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.gaussian_noise import GaussianNoise
from core.layers.group_norm import GroupNorm
from core.layers.input import Input
from core.layers.layer_norm import LayerNorm
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.layers.spatial_dropout import SpatialDropout
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.spec import tag
from core.training.checkpoint import capture, restore
from core.training.trainer import Trainer
from tests.core.examples import digits, gate, in_a_row
from tests.core.small_networks import around, batch_of, compiled, computed
from tests.core.test_export import assert_same_answers, raw
from tests.core.test_gradients import assert_gradients
from tests.core.wiring import Wiring, by_node

SHAPES: tuple[Shape, ...] = ((6,), (5, 3), (4, 3, 2), (2, 3, 4, 2))
TORCH = {1: torch.nn.BatchNorm1d, 2: torch.nn.BatchNorm1d, 3: torch.nn.BatchNorm2d, 4: torch.nn.BatchNorm3d}


def alone(layer: Layer, shape: Shape) -> tuple[Document, str, str]:
    """A document with the layer behind a learned value; the ids of that value and of the layer."""
    net = Wiring()
    x = net.start(shape)
    node = net.put(layer, x)
    return net.end(node), x, node


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("momentum", [0.1, 0.7])
def test_running_statistics_as_torch_has_them(shape: Shape, momentum: float) -> None:
    document, x, node = alone(BatchNorm(momentum=momentum), shape)
    network = compiled(document)
    theirs = TORCH[len(shape)](shape[-1], momentum=momentum, dtype=torch.float64)
    with torch.no_grad():
        theirs.weight[...] = torch.tensor(network.views()[f"{node}/scale"])
        theirs.bias[...] = torch.tensor(network.views()[f"{node}/shift"])
    for step in range(5):
        samples, targets = batch_of(4 + step)
        values = by_node(computed(network, samples, targets))
        answer = channels_last(theirs(channels_first(values[x])))
        np.testing.assert_allclose(values[node], answer.detach(), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(network.state[f"{node}/mean"], theirs.running_mean, rtol=1e-9)
        np.testing.assert_allclose(network.state[f"{node}/variance"], theirs.running_var, rtol=1e-9)
    theirs.eval()
    kept = {key: array.copy() for key, array in network.state.items()}
    for mode in (Mode.EVALUATION, Mode.INFERENCE):
        values = by_node(computed(network, *batch_of(1), mode))
        answer = channels_last(theirs(channels_first(values[x])))
        np.testing.assert_allclose(values[node], answer.detach(), rtol=1e-9, atol=1e-12)
    for key, array in network.state.items():
        np.testing.assert_array_equal(array, kept[key])


def channels_first(array: np.ndarray) -> torch.Tensor:
    return torch.tensor(np.moveaxis(array, -1, 1))


def channels_last(tensor: torch.Tensor) -> torch.Tensor:
    return torch.movedim(tensor, 1, -1)


def test_running_statistics_begin_at_0_and_1_and_begin_anew() -> None:
    document, _, node = alone(BatchNorm(), (6,))
    network = compile_document(document, np.float64, np.float64)
    for _ in range(2):
        assert not network.state[f"{node}/mean"].any()
        assert (network.state[f"{node}/variance"] == 1).all()
        computed(network, *batch_of(9))
        assert (network.state[f"{node}/variance"] != 1).all()
        network.initialize(3)


def normalised(*layers: Layer) -> Document:
    """Digits through some layers on 4×4×4 images; the rest as in digits()."""
    return in_a_row(
        Input(),
        Reshape(shape=(4, 4, 4)),
        *layers,
        Flatten(),
        Dense(units=12, activation=Tanh()),
        BatchNorm(),
        Dense(units=10, activation=Softmax()),
        Output(loss=CategoricalCrossEntropy()),
        data=digits().data,
        training=digits().training,
    )


def steps(trainer: Trainer, count: int) -> None:
    for _, _ in zip(range(count), trainer.run(), strict=False):
        pass


def test_resuming_goes_on_to_the_bit(tmp_path: Path) -> None:
    document = normalised(BatchNorm(), SpatialDropout(), GaussianNoise())
    whole, first = Trainer(document), Trainer(document)
    steps(whole, 30)
    steps(first, 11)
    arrays, run = capture(first)
    write(tmp_path / "half.neuro", Saved(document, arrays, run, first.history.columns()))
    saved = read(tmp_path / "half.neuro")
    second = Trainer(saved.document)
    restore(second, saved.arrays, saved.run, saved.history)
    steps(second, 30 - second.steps)
    assert second.steps == whole.steps
    np.testing.assert_array_equal(second.network.parameters, whole.network.parameters)
    assert second.network.state.keys() == whole.network.state.keys()
    for key, array in second.network.state.items():
        np.testing.assert_array_equal(array, whole.network.state[key])


@pytest.mark.parametrize(
    "layer", [BatchNorm(epsilon=0.01), LayerNorm(epsilon=0.01), GroupNorm(groups=4)], ids=repr
)
def test_exports_answer_the_same_after_training(layer: Layer, tmp_path: Path) -> None:
    out = tmp_path / "net.onnx"
    for document in (
        normalised(layer),
        normalised(Reshape(shape=(8, 8)), layer),
        normalised(Flatten(), layer),
    ):
        trainer = Trainer(document)
        steps(trainer, 25)
        exporter_for(out).export(trainer.network, document, out, raw(document))
        assert_same_answers(out, trainer.network, raw(document))


def test_batch_norm_says_which_batch_is_too_small() -> None:
    for layer, shape, least in (
        (BatchNorm(), (6,), 2),
        (BatchNorm(), (1, 1, 3), 2),
        (BatchNorm(), (5, 3), 1),
        (BatchNorm(), (2, 1, 3), 1),
        (LayerNorm(), (6,), 1),
        (Dense(), (6,), 1),
    ):
        assert layer.smallest_batch((shape,)) == least
    with pytest.raises(ValueError, match="more than 1 value"):
        TORCH[1](6)(torch.zeros(1, 6))


def test_a_sample_left_over_is_not_learned_from_alone() -> None:
    """150 flowers of which 120 are learned from, 17 or 119 at a time, leave one over."""
    for size, sizes in ((17, [17] * 6 + [18]), (119, [120]), (118, [118, 2])):
        document = in_a_row(
            Input(),
            Dense(units=4),
            BatchNorm(),
            Dense(units=3, activation=Softmax()),
            Output(loss=CategoricalCrossEntropy()),
            data=DataRecipe(source=Iris()),
            training=TrainingRecipe(batch_size=size, epochs=1),
        )
        trainer = Trainer(document)
        assert [len(trainer.batch) for _ in trainer.run()] == sizes


def test_a_single_sample_to_learn_from_is_told() -> None:
    document = in_a_row(Input(), Dense(units=4), BatchNorm(), Dense(units=1), Output(), data=gate().data)
    assert infer(document).ready
    single = replace(
        document,
        data=replace(document.data, source=TypedTable(rows="0, 0, a\n1, 1, b\n"), train_share=0.5),
    )
    problem = next(p for p in infer(single).problems if p.node == "batchnorm1")
    assert "1 to learn from" in problem.message
    assert infer(problem.fixes[0].edit(single)).ready


@pytest.mark.parametrize("shape", [(6,), (1, 1, 3)], ids=str)
def test_a_batch_of_one_divides_by_nothing(shape: Shape) -> None:
    document, _, node = alone(BatchNorm(), shape)
    network = compile_document(document, np.float32, np.float32)
    computed(network, *(a.astype(np.float32) for a in batch_of(1)))
    assert np.isfinite(network.gradients).all()
    for name in ("mean", "variance"):
        assert np.isfinite(network.state[f"{node}/{name}"]).all()


@pytest.mark.parametrize(
    ("layer", "axes"),
    [(BatchNorm(), (0, 1, 2)), (LayerNorm(), (3,)), (GroupNorm(groups=1), (1, 2, 3))],
    ids=["batch-norm", "layer-norm", "group-norm"],
)
def test_values_far_from_zero_keep_their_spread(layer: Layer, axes: tuple[int, ...]) -> None:
    """The variance is that of centred values: Σ x² - (Σ x)² would have no figure right here in float32."""
    net = Wiring()
    dense = net.put(Dense(units=128, activation=Linear()), net.data)
    x = net.put(Reshape(shape=(2, 4, 16)), dense)
    node = net.put(layer, x)
    network = compile_document(net.end(node), np.float32, np.float32)
    network.views()[f"{dense}/bias"][...] = 3_000
    values = by_node(computed(network, *(a.astype(np.float32) for a in batch_of(33))))
    exact = values[x].astype(np.float64)
    wanted = (exact - exact.mean(axes, keepdims=True)) / np.sqrt(exact.var(axes, keepdims=True) + 1e-5)
    np.testing.assert_allclose(values[node], wanted, atol=2e-3)


def test_group_norm_refuses_channels_that_do_not_divide_and_offers_a_number_that_does() -> None:
    with pytest.raises(ShapeError, match=r"6.* here; .*4 channels.*4 equal groups.*3 would do"):
        GroupNorm(groups=4).output_shapes(((2, 2, 6),))
    document, _, node = alone(GroupNorm(groups=4), (2, 2, 6))
    first = next(p for p in infer(document).problems if p.node == node).fixes[0]
    assert infer(first.edit(document)).ready
    assert first.edit(document).graph.nodes[node].spec == GroupNorm(groups=3)


def test_spatial_dropout_refuses_lists() -> None:
    with pytest.raises(ShapeError, match=r"6 values.*channels.*Dropout"):
        SpatialDropout().output_shapes(((6,),))


def test_spatial_dropout_silences_whole_channels_as_often_as_asked() -> None:
    document, x, node = alone(SpatialDropout(rate=0.3), (3, 4, 8))
    network = compiled(document)
    workspace = computed(network, *batch_of(500))
    values = by_node(workspace)
    ratio = values[node] / values[x]
    assert np.ptp(ratio, axis=(1, 2)).max() < 1e-9
    np.testing.assert_allclose(np.unique(ratio.round(9)), [0, round(1 / 0.7, 9)])
    assert (ratio[:, 0, 0] == 0).mean() == pytest.approx(0.3, abs=0.03)  # 4 standard errors
    workspace.forward()
    assert (by_node(workspace)[node] != values[node]).any()


def test_gaussian_noise_has_the_deviation_asked_for() -> None:
    document, x, node = alone(GaussianNoise(deviation=0.5), (64,))
    values = by_node(computed(compiled(document), *batch_of(500)))
    noise = values[node] - values[x]
    assert noise.std() == pytest.approx(0.5, rel=0.02)  # 5 standard errors
    assert noise.mean() == pytest.approx(0, abs=0.015)


@pytest.mark.parametrize(
    ("layer", "changed"),
    [(SpatialDropout(rate=0.5), {"rate": 0.0}), (GaussianNoise(deviation=0.5), {"deviation": 0.0})],
    ids=["spatial-dropout", "gaussian-noise"],
)
def test_regularisers_act_in_training_only_and_live(layer: Layer, changed: dict[str, float]) -> None:
    document, x, node = alone(layer, (5, 3))
    network = compiled(document)
    for mode in (Mode.EVALUATION, Mode.INFERENCE):
        values = by_node(computed(network, *batch_of(7), mode))
        np.testing.assert_array_equal(values[node], values[x])
    values = by_node(computed(network, *batch_of(7)))
    assert (values[node] != values[x]).any()
    nodes = document.graph.nodes
    spec = replace(nodes[node].spec, **changed)
    graph = replace(document.graph, nodes={**nodes, node: replace(nodes[node], spec=spec)})
    network.set_live(graph)
    values = by_node(computed(network, *batch_of(7)))
    np.testing.assert_array_equal(values[node], values[x])


def test_layers_with_parameters_begin_by_only_normalising() -> None:
    for layer in (BatchNorm(), LayerNorm(), GroupNorm()):
        network = compile_document(around(layer, (3, 4, 2)), np.float64, np.float64)
        views = {key.partition("/")[2]: view for key, view in network.views().items() if "norm" in key}
        assert (views["scale"] == 1).all()
        assert not views["shift"].any()
        decays = [s.parameter.decays for s in network.slots if s.parameter.name in ("scale", "shift")]
        assert decays == [False, False]


EACH = [BatchNorm(), LayerNorm(), GroupNorm(), GaussianNoise()]


@pytest.mark.parametrize("layer", [*EACH, SpatialDropout()], ids=lambda layer: tag(layer))
def test_frames(layer: Layer) -> None:
    """Sequences of images, which the battery does not try."""
    assert_gradients(alone(layer, (2, 3, 4, 2))[0], 3)


@pytest.mark.parametrize("layer", EACH, ids=lambda layer: tag(layer))
def test_lists_that_lie_the_other_way_round_in_memory(layer: Layer) -> None:
    """What Flatten makes of an image is a view of it."""
    net = Wiring()
    flat = net.put(Flatten(), net.put(Activation(), net.start((3, 4, 2))))
    assert_gradients(net.end(net.put(layer, flat)), 5)
