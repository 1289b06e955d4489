"""Layers: shapes, messages, dropout's chances."""

import numpy as np
import pytest

from core.activations.linear import Linear
from core.data.recipe import DataRecipe
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.engine.build import Mode
from core.engine.network import Network
from core.engine.workspace import Workspace
from core.errors import DocumentError, ShapeError
from core.layers import LAYERS
from core.layers.activation import Activation
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.spec import checked, tag
from tests.core.examples import in_a_row
from tests.core.small_networks import Made, accepted_shapes, compiled
from tests.core.variants import cases

WIDE = 400


def dropping(rate: float, *, dtype: type = np.float32, seed: int = 1) -> Network:
    """Data → Dense of WIDE ones → Dropout → Dense → Output."""
    document = in_a_row(
        Input(),
        Dense(units=WIDE, bias=False, activation=Linear()),
        Dropout(rate=rate),
        Dense(units=3, bias=False, activation=Linear()),
        Output(),
        data=DataRecipe(source=Made()),
    )
    network = compiled(document, dtype)
    network.initialize(seed)
    network.set_preprocessing(np.zeros(5), np.ones(5))
    network.views()["dense1/weight"][...] = 0.2  # five inputs of 1 give 1
    return network


def passed(network: Network, mode: Mode = Mode.TRAINING, batch: int = 500) -> np.ndarray:
    """What comes out of the dropout when ones go in, (WIDE, batch)."""
    workspace = ready(network, mode, batch)
    workspace.forward()
    return workspace.values[End("dropout1", "out")].array.copy()


def ready(network: Network, mode: Mode, batch: int) -> Workspace:
    workspace = network.workspace(batch, mode)
    workspace.samples[...], workspace.targets[...] = 1, 0
    return workspace


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.95])
def test_dropout_silences_as_many_as_asked_and_scales_the_rest(rate: float, dtype: type) -> None:
    values = passed(dropping(rate, dtype=dtype))
    assert values.dtype == dtype
    kept = values != 0
    np.testing.assert_allclose(values[kept], 1 / (1 - rate), rtol=1e-6)
    chance = 4 * np.sqrt(rate * (1 - rate))  # four deviations of one draw
    assert np.mean(kept) == pytest.approx(1 - rate, abs=chance / np.sqrt(kept.size) + 1e-12)
    for axis in (0, 1):  # no row and no column is favoured
        assert np.all(
            np.abs(kept.mean(axis) - (1 - rate)) <= 1.5 * chance / np.sqrt(kept.shape[axis]) + 1e-12
        )


def test_dropout_draws_anew_for_each_step_and_alike_for_each_run() -> None:
    one, other = dropping(0.5), dropping(0.5)
    first, second = passed(one), passed(one)
    assert not np.array_equal(first, second)
    assert np.array_equal(passed(other), first)
    assert np.array_equal(passed(other), second)
    assert not np.array_equal(passed(dropping(0.5, seed=2)), first)


def test_dropout_draws_from_one_stream_whatever_the_batch() -> None:
    """A last, smaller batch must not start the stream again."""
    network = dropping(0.5)
    whole, rest = passed(network, batch=8), passed(network, batch=8)
    again = dropping(0.5)
    passed(again, batch=4)
    assert not np.array_equal(passed(again, batch=8), whole)
    assert not np.array_equal(whole, rest)


@pytest.mark.parametrize("mode", [Mode.EVALUATION, Mode.INFERENCE])
def test_dropout_does_nothing_outside_training(mode: Mode) -> None:
    network = dropping(0.9)
    np.testing.assert_allclose(passed(network, mode), 1, rtol=1e-6)
    assert not network.generators


def test_the_gradient_flows_where_the_values_did() -> None:
    network = dropping(0.5)
    workspace = ready(network, Mode.TRAINING, 1)
    workspace.forward()
    workspace.backward()
    kept = workspace.values[End("dropout1", "out")].array[:, 0] != 0
    gradient = network.views(network.gradients)["dense1/weight"]
    assert np.array_equal(np.any(gradient != 0, axis=0), kept)


def test_the_rate_is_live() -> None:
    network = dropping(0.5)
    passed(network)
    network.live["dropout1/rate"].fill(0.9)
    values = passed(network)
    assert np.mean(values != 0) == pytest.approx(0.1, abs=0.01)
    np.testing.assert_allclose(values[values != 0], 10, rtol=1e-5)


@pytest.mark.parametrize("layer", [Dropout(), Activation()], ids=tag)
@pytest.mark.parametrize("shape", [(4,), (2, 3), (8, 8, 1)], ids=str)
def test_layers_that_take_any_shape_keep_it(layer: Layer, shape: tuple[int, ...]) -> None:
    assert layer.output_shapes((shape,)) == (shape,)


def test_reshape_keeps_the_order_of_the_numbers() -> None:
    layers = (Reshape(shape=(2, 3, 4)), Reshape(shape=(4, 6)), Flatten(), Reshape(shape=(24,)))
    source = Made(sample_shape=(24,))
    network = compiled(
        in_a_row(
            Input(), *layers, Dense(units=3, activation=Linear()), Output(), data=DataRecipe(source=source)
        )
    )
    network.set_preprocessing(np.zeros(24), np.ones(24))
    samples, workspace = np.arange(48.0).reshape(2, 24), network.workspace(2, Mode.INFERENCE)
    workspace.samples[...] = samples.T
    workspace.forward()
    for node, shape in (("reshape1", (2, 3, 4)), ("reshape2", (4, 6))):
        np.testing.assert_array_equal(workspace.values[End(node, "out")].array, samples.reshape(2, *shape))
    for node in ("flatten1", "reshape3"):
        np.testing.assert_array_equal(workspace.values[End(node, "out")].array.T, samples)


def test_reshape_refuses_another_count_and_says_both() -> None:
    with pytest.raises(ShapeError, match=r"64 values here.*48, as many as 4×4×3"):
        Reshape(shape=(4, 4, 3)).output_shapes(((64,),))


@pytest.mark.parametrize("shape", [(), (0,), (-1, 4), (100_001,), (1, 1, 1, 1, 1), (2.5,), "44"], ids=str)
def test_reshape_refuses_a_shape_out_of_bounds(shape: object) -> None:
    document, node = edits.add_node(Document(), Reshape(), (0, 0))
    with pytest.raises(DocumentError, match="Shape"):
        edits.set_field(document, node, "shape", shape)


@pytest.mark.parametrize("layer", cases(LAYERS))
def test_every_layer_survives_its_check(layer: Layer) -> None:
    assert checked(layer) == layer
    assert isinstance(layer.summary, str)


@pytest.mark.parametrize(
    "cls",
    [c for c in LAYERS if c.inputs and c.outputs and c.category != "adversarial" and not c.weighs],
    ids=tag,
)
def test_no_gradient_flows_where_nothing_learns(cls: type[Layer]) -> None:
    """To the data, that is, and to what only passes it on."""
    spec = cls()
    document, source = edits.append(
        Document(data=DataRecipe(source=Made(sample_shape=accepted_shapes(spec)[-1]))), Input(), None
    )
    document, node = edits.add_node(document, spec, (0.0, 0.0))
    for port in spec.inputs:
        document = edits.connect(document, End(source, "out"), End(node, port))
    for layer in (Flatten(), Dense(units=3), Output()):
        document, node = edits.append(document, layer, node)
    network = compiled(document)
    workspace = network.workspace(2, Mode.TRAINING)
    learning = {slot.node for slot in network.slots}
    for node in network.nodes:
        if node.id in learning:
            break
        for port in node.spec.outputs:
            assert workspace.values[End(node.id, port)].gradient is None
