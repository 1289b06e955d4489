"""Branches, skip connections, merging and splitting: gradients where several layers read one value."""

import numpy as np
import pytest

from core.activations.gelu import GELU
from core.activations.linear import Linear
from core.activations.tanh import Tanh
from core.document import edits
from core.document.document import Document
from core.document.fitting import fitting_before
from core.document.graph import End
from core.document.shapes import infer
from core.engine.build import Mode
from core.errors import ShapeError
from core.layers.activation import Activation
from core.layers.add import Add
from core.layers.average import Average
from core.layers.base import Layer, Shape
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.gaussian_noise import GaussianNoise
from core.layers.layer_norm import LayerNorm
from core.layers.multiply import Multiply
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.layers.split import Split
from core.layers.take import Take
from core.losses.half_squared import HalfSquared
from tests.core.small_networks import OUTPUTS, batch_of, compiled, computed
from tests.core.test_gradients import assert_gradients
from tests.core.wiring import Wiring

SHAPES: tuple[Shape, ...] = ((6,), (5, 3), (3, 4, 2))
MERGING = (Add(), Multiply(), Average(), Concatenate())


def residual(net: Wiring, x: str) -> str:
    """x + f(x), twice; the skip reads what the first layer of f reads."""
    for _ in range(2):
        y = net.put(Activation(function=Tanh()), net.put(LayerNorm(), x))
        x = net.put(Add(), x, y)
    return x


def skip_first(net: Wiring, x: str) -> str:
    """The sum is wired before the branch is, so that the branch is the last to be built."""
    return net.put(Add(), net.put(Activation(function=Tanh()), x), x)


def diamond(net: Wiring, x: str) -> str:
    left, right = net.put(Activation(function=Tanh()), x), net.put(Activation(function=GELU()), x)
    return net.put(Multiply(), left, right)


def both_ports(net: Wiring, x: str) -> str:
    return net.put(Add(), x, x)


def twice_and_aside(net: Wiring, x: str) -> str:
    """All of them read x, in place or not, some twice, some through a view."""
    parts = [
        net.put(Multiply(), x, x),
        net.put(Activation(function=GELU()), x),
        net.put(Average(count=3), x, x, x),
        net.put(GaussianNoise(), x),
        net.put(Concatenate(), x, x),
        net.put(Dropout(), x),
        net.put(Split(count=1 + 1), net.put(Concatenate(), x, x)) + ".out2",
    ]
    return net.put(Concatenate(count=len(parts)), *parts)


def in_place_in_a_row(net: Wiring, x: str) -> str:
    """Layers that share one array for their gradients, with readers between them."""
    first = net.put(Activation(function=Tanh()), x)
    second = net.put(Activation(function=GELU()), first)
    third = net.put(LayerNorm(), second)
    return net.put(Concatenate(count=5), third, x, second, first, second)


def through_views(net: Wiring, x: str) -> str:
    """Two views of one value, each read twice."""
    one, other = net.put(Flatten(), x), net.put(Flatten(), x)
    parts = (net.put(Multiply(), one, other), net.put(Activation(function=Tanh()), one), other)
    return net.put(Concatenate(count=3), *parts)


def rows_of_a_view(net: Wiring, x: str) -> str:
    """Single values of what may be a view of a block, each read by a product."""
    flat = net.put(Flatten(), x)
    parts = [net.put(Dense(units=2, activation=Tanh()), net.put(Take(index=k), flat)) for k in (2, 4)]
    return net.put(Concatenate(count=3), *parts, flat)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize(
    "wire",
    [
        *(residual, skip_first, diamond, both_ports, twice_and_aside, in_place_in_a_row, through_views),
        rows_of_a_view,
    ],
    ids=lambda f: f.__name__,
)
def test_many_readers(wire: object, shape: Shape) -> None:
    net = Wiring()
    document = net.end(wire(net, net.start(shape)))  # type: ignore[operator]
    for batch in (1, 4):
        assert_gradients(document, batch)
    assert_stays_the_same(document)


def assert_stays_the_same(document: Document) -> None:
    """Nothing is left over from one step for the next."""
    network = compiled(document)
    samples, targets = batch_of(4)
    computed(network, samples, targets)
    first = network.gradients.copy()
    computed(network, samples * 3, targets)
    computed(network, samples, targets)
    np.testing.assert_array_equal(network.gradients, first)


def test_a_value_read_by_a_layer_and_by_the_output() -> None:
    net = Wiring()
    answer = net.put(Dense(units=OUTPUTS, activation=Tanh()), net.start((6,)))
    net.put(Output(loss=HalfSquared()), net.put(Dense(units=OUTPUTS, activation=Linear()), answer))
    net.put(Output(loss=HalfSquared()), answer)
    assert_gradients(net.document, 4)
    assert_stays_the_same(net.document)


@pytest.mark.parametrize("merging", MERGING, ids=lambda m: type(m).__name__)
def test_raw_samples_beside_a_learned_value(merging: Layer) -> None:
    """One input needs no gradient."""
    for first in (True, False):
        net = Wiring()
        learned = net.put(Dense(units=5), net.data)
        merged = net.put(merging, *((net.data, learned) if first else (learned, net.data)))
        assert_gradients(net.end(merged), 4)


@pytest.mark.parametrize(
    "split", [Split(), Split(count=3), Split(sizes=(1, 4, 1)), Split(sizes=(2, 4))], ids=repr
)
@pytest.mark.parametrize("shape", [(6,), (5, 6), (2, 3, 6)], ids=str)
@pytest.mark.parametrize("aside", [False, True])
def test_split_with_parts_that_nobody_reads(split: Split, shape: Shape, aside: bool) -> None:
    """For each part: only it is read; ``aside``: another layer reads the whole, before or behind the Split."""
    for out in split.outputs:
        for before in (True, False):
            net = Wiring()
            x = net.start(shape)
            other = net.put(Activation(function=Tanh()), x) if aside and before else ""
            last = net.put(Flatten(), f"{net.put(split, x)}.{out}")
            other = net.put(Activation(function=Tanh()), x) if aside and not before else other
            if aside:
                last = net.put(Concatenate(), last, net.put(Flatten(), other))
            document = net.end(last)
            assert_gradients(document, 3)
            assert_stays_the_same(document)


def test_split_and_concatenate_undo_each_other() -> None:
    for shape in ((6,), (5, 6), (2, 3, 6)):
        net = Wiring()
        x = net.start(shape)
        parts = net.put(Split(sizes=(1, 3, 2)), x)
        again = net.put(Concatenate(count=3), *(f"{parts}.out{i}" for i in (1, 2, 3)))
        network = compiled(net.end(again))
        workspace = computed(network, *batch_of(3))
        values = {end.node: workspace.batch_first(end) for end in workspace.values}
        np.testing.assert_array_equal(values[again], values[x])


def test_each_merging_layer_does_what_its_name_says() -> None:
    results = {}
    for merging in MERGING:
        net = Wiring()
        x, y = net.start((6,)), net.start((6,))
        node = net.put(merging, x, y)
        workspace = computed(compiled(net.end(node)), *batch_of(3), Mode.INFERENCE)
        values = {end.node: workspace.batch_first(end) for end in workspace.values}
        results[type(merging)] = (values[x], values[y], values[node])
    combine = {
        Add: lambda a, b: a + b,
        Multiply: lambda a, b: a * b,
        Average: lambda a, b: (a + b) / 2,
        Concatenate: lambda a, b: np.concatenate((a, b), 1),
    }
    for cls, (a, b, merged) in results.items():
        np.testing.assert_allclose(merged, combine[cls](a, b), rtol=1e-12)


def test_ports_follow_the_count() -> None:
    assert Add(count=3).inputs == ("in1", "in2", "in3")
    assert Split(count=4).outputs == ("out1", "out2", "out3", "out4")
    assert Split(count=4, sizes=(1, 2)).outputs == ("out1", "out2")


@pytest.mark.parametrize(
    ("layer", "shapes", "words"),
    [
        (Add(), ((6,), (5,)), ("6 values at in1", "5 values at in2", "Add", "same shape")),
        (Multiply(count=3), ((6,), (6,), (4, 4, 1)), ("6 values at in1", "4×4×1 image at in3", "Multiply")),
        (Concatenate(), ((6,), (5, 2)), ("6 values at in1", "5 steps × 2 at in2", "one kind")),
        (Concatenate(), ((4, 4, 1), (4, 5, 1)), ("4×4×1 image at in1", "4×5×1 image at in2", "last number")),
        (Split(), ((5,),), ("5 values", "2 equal parts")),
        (Split(sizes=(2, 2)), ((5,),), ("5 values", "2 + 2", "4")),
    ],
)
def test_refusals_name_both_sides(layer: Layer, shapes: tuple[Shape, ...], words: tuple[str, ...]) -> None:
    with pytest.raises(ShapeError) as error:
        layer.output_shapes(shapes)
    for word in words:
        assert word in str(error.value)


@pytest.mark.parametrize(
    ("layer", "shapes"),
    [(Add(), ((6,), (5,))), (Add(), ((2, 3), (6,))), (Split(), ((9,),)), (Split(sizes=(2, 2)), ((5,),))],
)
def test_the_first_fix_mends_it(layer: Layer, shapes: tuple[Shape, ...]) -> None:
    net = Wiring()
    node = net.put(layer, *(net.start(shape) for shape in shapes))
    document = net.end(f"{node}.{layer.outputs[0]}")
    problem = next(p for p in infer(document).problems if p.node == node)
    mended = problem.fixes[0].edit(document)
    assert not [p for p in infer(mended).problems if p.node == node]


def test_reshape_is_read_like_any_other() -> None:
    """A list that becomes a block is copied; both are read twice."""
    net = Wiring()
    x = net.start((6,))
    block = net.put(Reshape(shape=(2, 3)), x)
    squared = net.put(Flatten(), net.put(Multiply(), block, block))
    assert_gradients(net.end(net.put(Add(count=3), squared, x, x)), 4)


@pytest.mark.parametrize("port", ["in1", "in2"])
def test_what_is_offered_for_an_open_input_has_the_shape_of_the_others(port: str) -> None:
    net = Wiring()
    x = net.start((6,))
    node = net.put(Add())
    document = edits.connect(net.document, End(x, "out"), End(node, "in2" if port == "in1" else "in1"))
    offered = fitting_before(document, infer(document), End(node, port))
    assert Dense(units=6) in offered
    assert not [spec for spec in offered if isinstance(spec, Dense) and spec.units != 6]
