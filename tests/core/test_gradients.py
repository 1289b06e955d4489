"""Gradients against torch's autograd in float64 and against finite differences, for everything there is.

Layers, activations and losses are found by walking the registries: a new file in their packages is tested here
without another word, and asks for its formula in ``torch_reference``.
"""

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.activations.base import Activation
from core.activations.linear import Linear
from core.document.document import Document
from core.document.shapes import infer
from core.engine.build import Mode
from core.engine.network import Network
from core.layers import LAYERS
from core.layers.activation import Activation as ActivationLayer
from core.layers.base import Layer, size_of
from core.layers.dense import Dense
from core.layers.reshape import Reshape
from core.losses import LOSSES
from core.losses.base import Encoding, Loss
from core.spec import Spec, tag
from tests.core import torch_reference
from tests.core.small_networks import (
    SHAPES,
    accepted_shapes,
    activation_of,
    around,
    batch_of,
    compiled,
    computed,
    ending_in,
    outputs_for,
)
from tests.core.torch_reference import assert_close
from tests.core.variants import cases, nested, variants

BATCHES = (1, 7, 33)
LARGE = 100_000  # weights from which on one batch and one outside reference must do
INNER_LAYERS = [
    cls for cls in LAYERS if cls.inputs and cls.outputs and cls.category != "adversarial" and not cls.weighs
]  # the others are part of every network here, of an adversarial one, or computed in groups


def assert_gradients(document: Document, batch: int, encoding: Encoding = "values") -> None:
    """Loss, answer and gradients of a document as torch has them, and the slope that finite differences find."""
    network = compiled(document)
    samples, targets = batch_of(batch, encoding)
    workspace = computed(network, samples, targets)
    gradient = network.gradients.copy()
    total, answer, wanted = torch_reference.run(network, samples, targets, workspace)
    assert_close(workspace.total, total.numpy(), 1e-9)
    assert_close(workspace.answer(), answer.numpy(), 1e-9)
    assert_close(gradient, wanted, 1e-6)
    assert np.any(gradient) or batch == 1  # a single sample may already be right
    straight_through = any(tag(spec) in torch_reference.STRAIGHT_THROUGH for spec in all_specs(network))
    if not straight_through and gradient.size < LARGE:
        assert_slope(network, samples, targets, gradient)


def all_specs(network: Network) -> Iterator[Spec]:
    for node in network.nodes:
        yield from nested(node.spec)


def assert_slope(network: Network, samples: np.ndarray, targets: np.ndarray, gradient: np.ndarray) -> None:
    """The gradient along one axis and a few random directions is the difference quotient of the loss."""
    random, start, width = np.random.default_rng(3), network.parameters.copy(), 1e-6
    axis = np.zeros(gradient.size)
    axis[random.integers(gradient.size)] = 1
    for direction in (axis, *random.normal(size=(2, gradient.size))):
        direction = direction / np.linalg.norm(direction)
        losses = []
        for sign in (1, -1):
            network.parameters[...] = start + sign * width * direction
            losses.append(float(computed(network, samples, targets).total))
        slope = (losses[0] - losses[1]) / (2 * width)
        rounding = 1e-9 * abs(losses[0]) + 1e-6 * float(np.linalg.norm(gradient))
        assert slope == pytest.approx(gradient @ direction, rel=1e-5, abs=rounding)
    network.parameters[...] = start


@pytest.mark.parametrize("cls", [*LAYERS, *ACTIVATIONS, *LOSSES], ids=tag)
def test_everything_has_an_outside_reference(cls: type[Spec]) -> None:
    known = torch_reference.LAYERS | torch_reference.ACTIVATIONS | torch_reference.LOSSES
    if tag(cls) not in torch_reference.PLAYED | torch_reference.GATHERED and not getattr(cls, "ends", False):
        assert tag(cls) in known, "say in tests/core/references what it computes"


@pytest.mark.parametrize("layer", cases(INNER_LAYERS))
def test_layers(layer: Layer) -> None:
    """As it is by default with all shapes and batches; with a setting at a bound, with a shape of each rank."""
    shapes = accepted_shapes(layer)
    assert shapes, f"{tag(layer)} takes none of {SHAPES}: add a shape that it takes"
    usual = layer == type(layer)()
    for shape in shapes if usual else {len(shape): shape for shape in reversed(shapes)}.values():
        document = around(layer, shape)
        large = infer(document).parameters >= LARGE
        for batch in BATCHES[:1] if large else BATCHES if usual else BATCHES[1:2]:
            assert_gradients(document, batch)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((6,), (6,)),
        ((6,), (3, 2)),
        ((6,), (1, 3, 2, 1)),
        ((3, 2), (6,)),
        ((3, 4, 2), (2, 12)),
        ((2, 3, 2), (3, 2, 2)),
        ((1, 1, 1), (1,)),
    ],
    ids=str,
)
def test_reshape(before: tuple[int, ...], after: tuple[int, ...]) -> None:
    for batch in BATCHES:
        assert_gradients(around(Reshape(shape=after), before), batch)


@pytest.mark.parametrize("activation", cases(ACTIVATIONS))
def test_activations_in_a_dense_layer(activation: Activation) -> None:
    for batch in BATCHES:
        assert_gradients(around(Dense(units=6, activation=activation), (5,)), batch)


@pytest.mark.parametrize("shape", [(6,), (3, 4, 2)], ids=str)
@pytest.mark.parametrize("activation", cases(ACTIVATIONS))
def test_activations_as_a_layer(activation: Activation, shape: tuple[int, ...]) -> None:
    for batch in BATCHES:
        assert_gradients(around(ActivationLayer(function=activation), shape), batch)


def losses_with_encodings() -> list[object]:
    return [
        pytest.param(loss, encoding, id=f"{tag(loss)}-{encoding}-{number}")
        for cls in LOSSES
        for number, loss in enumerate(variants(cls))
        for encoding in (loss.encodings or ("values",))
    ]


@pytest.mark.parametrize(("loss", "encoding"), losses_with_encodings())
def test_losses(loss: Loss, encoding: Encoding) -> None:
    units = outputs_for(encoding)
    for name in loss.fuses or (tag(Linear),):
        activation = activation_of(name)
        as_a_layer = (Dense(units=units, activation=Linear()), ActivationLayer(function=activation))
        unfused = (Dense(units=units, activation=activation), ActivationLayer(function=Linear()))
        for layers in ((Dense(units=units, activation=activation),), as_a_layer, unfused):
            for batch in BATCHES:
                assert_gradients(
                    ending_in(loss, encoding, Dense(units=4, activation=Linear()), *layers), batch, encoding
                )


@pytest.mark.parametrize(("loss", "encoding"), losses_with_encodings())
def test_the_loss_is_the_same_without_gradients(loss: Loss, encoding: Encoding) -> None:
    activation = activation_of((*loss.fuses, tag(Linear))[0])
    network = compiled(ending_in(loss, encoding, Dense(units=outputs_for(encoding), activation=activation)))
    samples, targets = batch_of(7, encoding)
    trained = computed(network, samples, targets)
    for mode in (Mode.EVALUATION, Mode.INFERENCE):
        assert_close(computed(network, samples, targets, mode).answer(), trained.answer(), 1e-12)
    assert_close(network.workspace(7, Mode.EVALUATION).total, trained.total, 1e-12)
    assert_close(network.predict(samples), trained.answer(), 1e-12)


def with_loss(loss: Loss, fused: bool) -> Document:
    """A network that ends in a loss and the activation that belongs to it, if any."""
    encoding = (*loss.encodings, "values")[0]
    layer = Dense(units=outputs_for(encoding), activation=activation_of((*loss.fuses, tag(Linear))[0]))
    return ending_in(loss, encoding, layer, *([] if fused else [ActivationLayer(function=Linear())]))


def every_part() -> list[object]:
    """A document around each layer, activation and loss, with its name."""
    layers = [(tag(cls), around(cls(), min(accepted_shapes(cls()), key=size_of))) for cls in INNER_LAYERS]
    functions = [(tag(cls), around(ActivationLayer(function=cls()), (6,))) for cls in ACTIVATIONS]
    ends = [
        (f"{tag(cls)}-{'fused' if fused else 'unfused'}", with_loss(cls(), fused))
        for cls in LOSSES
        for fused in ([True, False] if cls.fuses else [False])
    ]
    return [pytest.param(document, id=name) for name, document in layers + functions + ends]


@pytest.mark.parametrize("document", every_part())
def test_float32_computes_the_same(document: Document) -> None:
    encoding = document.data.encoding if document.data.source.classes else "values"
    samples, targets = batch_of(33, encoding)
    exact, network = compiled(document), compiled(document, np.float32)
    assert network.gradients.dtype == np.float32
    one, other = computed(exact, samples, targets), computed(network, samples, targets)
    assert other.answer().dtype == np.float32
    np.testing.assert_allclose(other.answer(), one.answer(), rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(
        network.gradients, exact.gradients, rtol=1e-3, atol=1e-4 * float(np.max(np.abs(exact.gradients)))
    )


@pytest.mark.parametrize("cls", INNER_LAYERS, ids=tag)
def test_a_frozen_layer_passes_the_gradient_on_and_leaves_its_own_alone(cls: type[Layer]) -> None:
    document = around(cls(), accepted_shapes(cls())[-1])
    middle = next(name for name, node in document.graph.nodes.items() if node.spec == cls())
    samples, targets = batch_of(7)
    free, frozen = compiled(document), compiled(document)
    frozen.trained = lambda node, turn: node != middle  # type: ignore[method-assign]
    computed(free, samples, targets)
    frozen.gradients.fill(np.nan)
    computed(frozen, samples, targets)
    for key, gradient in frozen.views(frozen.gradients).items():
        if key.startswith(f"{middle}/"):
            assert np.isnan(gradient).all(), key
        else:
            assert_close(gradient, free.views(free.gradients)[key], 1e-12)


@pytest.mark.parametrize("document", every_part())
def test_a_step_allocates_nothing_that_grows_with_the_batch(document: Document) -> None:
    network = compiled(document, np.float32)
    lists = all(len(shape) == 1 for facts in network.inference.facts.values() for shape in facts.outputs)
    batch = 20_000 if lists else 8_000
    workspace = network.workspace(batch, Mode.TRAINING)
    workspace.samples[...] = workspace.targets[...] = 0.5
    workspace.forward()
    workspace.backward()
    buffered = np.setbufsize(
        1024
    )  # NumPy's own buffers for strided arrays, of a fixed size whatever the batch
    tracemalloc.start()
    try:
        workspace.forward()
        workspace.backward()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        np.setbufsize(buffered)
    assert peak < 2 * batch  # the smallest array of a whole batch has 4 bytes a sample
