"""Single neurons: computed as a text book does it, as fast as layers, and learned by back-propagation."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from msgspec.structs import replace

from core.activations.linear import Linear
from core.activations.softmax import Softmax
from core.activations.step import Step
from core.activations.tanh import Tanh
from core.data.preprocessing.standardise import Standardise
from core.data.recipe import DataRecipe
from core.data.sources.circle import Circle
from core.data.sources.iris import Iris
from core.data.sources.points_to_imitate import PointsToImitate
from core.document import edits
from core.document.document import Document
from core.document.file import Saved, read, write
from core.document.graph import End
from core.document.recipe import TrainingRecipe
from core.document.shapes import infer
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.engine.network import Network
from core.engine.neurons import Neurons
from core.engine.stepping import Stepper
from core.engine.workspace import Workspace
from core.errors import DocumentError
from core.export.onnx_format import OnnxExporter
from core.layers.bias import Bias
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.noise import Noise
from core.layers.output import Output
from core.layers.output_value import OutputValue
from core.layers.real_or_fake import RealOrFake
from core.layers.stack import Stack
from core.layers.take import Take
from core.layers.verdict import Verdict
from core.probes.decision_map import DecisionMap
from core.randomness import generator
from core.training.adversarial import Alone
from core.training.checkpoint import capture, restore
from core.training.trainer import Trainer
from tests.core.examples import in_a_row
from tests.core.hand_wired import STEPS, HandWired, fully_wired, reference, scattered
from tests.core.small_networks import Made
from tests.core.torch_reference import assert_close

BATCH = 7
SEEDS = range(12)


def compiled(document: Document, dtype: type = np.float64) -> Network:
    network = compile_document(document, dtype, dtype)
    shape = network.sample_shape()
    network.set_preprocessing(np.zeros(shape), np.ones(shape))
    return network


def batch_for(network: Network, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = generator(seed, "batch")
    targets = random.normal(size=(BATCH, network.inference.feeds["target"][-1]))
    return random.normal(size=(BATCH, *network.sample_shape())), targets


def computed(network: Network, samples: np.ndarray, targets: np.ndarray) -> Workspace:
    workspace = network.workspace(len(samples), Mode.TRAINING)
    workspace.samples[...] = samples.T if samples.ndim == 2 else samples
    workspace.targets[...] = targets.T
    workspace.forward()
    workspace.backward()
    return workspace


def assert_as_the_text_book_says(document: Document) -> Network:
    network = compiled(document)
    samples, targets = batch_for(network)
    workspace = computed(network, samples, targets)
    loss, answer, leaves = reference(network, samples, targets)
    assert_close(workspace.answer(), answer.detach().numpy(), 1e-9)
    assert_close(workspace.total, loss.detach().numpy(), 1e-9)
    loss.backward()
    for key, gradient in network.views(network.gradients).items():
        leaf = leaves[key].grad
        assert_close(gradient, np.zeros_like(gradient) if leaf is None else leaf.numpy(), 1e-9)
    return network


@pytest.mark.parametrize("seed", SEEDS)
def test_neurons_wired_at_random_compute_and_learn_as_one_by_one(seed: int) -> None:
    assert_as_the_text_book_says(scattered(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_delayed_wires_learn_by_backpropagation_through_time(seed: int) -> None:
    network = assert_as_the_text_book_says(scattered(seed, steps=STEPS, delayed=True))
    assert any(wire.delayed for wire in network.drawn.wires.values())


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_of_a_sequence_without_delayed_wires_each_step_is_for_itself(seed: int) -> None:
    assert_as_the_text_book_says(scattered(seed, steps=STEPS))


def test_a_wire_that_is_not_there_has_no_weight_and_its_place_never_moves() -> None:
    network = compiled(scattered(3))
    samples, targets = batch_for(network)
    known = np.zeros(network.parameters.size, bool)
    for slot in network.slots:
        known[slot.span] = True
    assert not known.all()
    for _ in range(3):
        computed(network, samples, targets)
        assert not network.gradients[~known].any()
        network.parameters -= 0.1 * network.gradients
    assert not network.parameters[~known].any()


@pytest.mark.parametrize("sizes", [(2, 4, 2, 1), (3, 5, 3)])
def test_a_fully_wired_network_takes_as_many_calls_as_the_same_of_layers(sizes: tuple[int, ...]) -> None:
    data = DataRecipe(source=Made(sample_shape=(sizes[0],)))
    hand = fully_wired(sizes)
    layers = in_a_row(Input(), *(Dense(units=n, activation=Tanh()) for n in sizes[1:]), Output(), data=data)
    if sizes[-1] != 3:  # the data have three answers: compare with the first ones only
        output = next(n for n in layers.graph.nodes.values() if isinstance(n.spec, Output))
        layers = edits.set_field(layers, output.id, "columns", tuple(range(1, sizes[-1] + 1)))
    workspaces = []
    for document in (hand, layers):
        network = compiled(document)
        network.parameters[...] = generator(1, "weights").normal(size=network.parameters.size)
        workspaces.append(computed(network, *batch_for(network)))
    one, other = workspaces
    np.testing.assert_array_equal(one.answer(), other.answer())
    np.testing.assert_array_equal(one.network.gradients, other.network.gradients)
    assert len(one.forward_calls) == len(other.forward_calls)
    assert len(one.backward_calls) == len(other.backward_calls)


def test_neurons_of_equal_depth_are_one_product() -> None:
    network = compiled(fully_wired((2, 4, 2, 1)))
    (group,) = [node.spec for node in network.nodes if isinstance(node.spec, Neurons)]
    assert [level.shape for level in group.plan.levels] == [(3, 4), (5, 2), (3, 1)]


def test_locked_weights_and_biases_stay() -> None:
    net = HandWired(2)
    a, b = net.inputs(2)
    neuron = net.put(Neuron(bias_locked=True, first_bias=0.25), a, b)
    locked, free = net.document.graph.wires
    net.set(locked, weight=0.5, locked=True)
    network = compiled(net.ends([neuron]))
    computed(network, *batch_for(network))
    gradients = network.views(network.gradients)
    assert network.views()[f"{locked}/weight"] == 0.5
    assert network.views()[f"{neuron}/bias"] == 0.25
    assert gradients[f"{locked}/weight"] == 0 == gradients[f"{neuron}/bias"]
    assert gradients[f"{free}/weight"] != 0
    assert not network.decays[[s.start for s in network.slots if s.key != f"{free}/weight"]].any()


def test_values_of_all_single_nodes_can_be_looked_at() -> None:
    net = HandWired(2)
    a, b = net.inputs(2)
    one = net.put(Bias(value=3.0))
    neuron = net.put(Neuron(), a, b, one)
    network = compiled(net.ends([neuron]))
    workspace = network.workspace(BATCH, Mode.INFERENCE)
    samples, _ = batch_for(network)
    workspace.samples[...] = samples.T
    workspace.forward()
    values = {name: workspace.values[End(name, "out")].array[0] for name in (a, b, one, neuron)}
    np.testing.assert_array_equal(values[a], samples[:, 0])
    np.testing.assert_array_equal(values[b], samples[:, 1])
    np.testing.assert_array_equal(values[one], np.full(BATCH, 3.0))
    weights = network.weight_values()
    into = {w.source.node: weights[w.id] for w in net.document.graph.into(neuron)}
    z = sum(into[n] * values[n] for n in into) + network.bias_values()[neuron]
    np.testing.assert_allclose(values[neuron], np.tanh(z), rtol=1e-6)


def test_weights_set_by_hand_are_the_first_and_act_at_once() -> None:
    net = HandWired(2)
    a, b = net.inputs(2)
    neuron = net.put(Neuron(), a, b)
    first, second = net.document.graph.wires
    net.set(first, weight=0.5)
    document = net.ends([neuron])
    network = compiled(document)
    assert network.views()[f"{first}/weight"] == 0.5
    network.parameters += 1
    changed = edits.set_wires(document, [second], weight=-2.0)
    network.set_live(changed.graph)
    assert network.views()[f"{second}/weight"] == -2
    assert network.views()[f"{first}/weight"] == 1.5  # what was learned stays
    network.set_live(edits.set_field(changed, neuron, "first_bias", 4.0).graph)
    assert network.views()[f"{neuron}/bias"] == 4
    network.initialize(1)
    assert network.views()[f"{second}/weight"] == -2


def test_the_same_wires_get_the_same_weights_whatever_else_is_there() -> None:
    net = HandWired(2)
    a, b = net.inputs(2)
    neuron = net.put(Neuron(), a, b)
    document = net.ends([neuron])
    before = compiled(document).views()
    net.put(OutputValue(column=2), net.put(Neuron(), net.put(Bias())))
    network = compiled(net.document)
    assert all(np.array_equal(network.views()[key], view) for key, view in before.items())
    for view in before.values():
        view += 1
    assert sorted(compiled(net.document).adopt(compiled(document))) == sorted(network.views().keys() - before)


@pytest.mark.parametrize("seed", SEEDS[:4])
@pytest.mark.parametrize("delayed", [False, True])
def test_onnx_gives_the_same_answers(seed: int, delayed: bool, tmp_path: Path) -> None:
    document = scattered(seed, steps=STEPS if delayed else None, delayed=delayed)
    network = compiled(document, np.float32)
    samples, _ = batch_for(network)
    answer = network.predict(samples.astype(np.float32))
    path = tmp_path / "net.onnx"
    OnnxExporter().export(network, document, path, samples.astype(np.float32))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (got,) = session.run(None, {session.get_inputs()[0].name: samples.astype(np.float32)})
    np.testing.assert_allclose(got, answer, rtol=1e-4, atol=1e-5)


def test_a_neuron_takes_single_values_and_says_so() -> None:
    net = HandWired(5)
    data = net.put(Input())
    neuron = net.put(Neuron(), data)
    net.ends([neuron])
    (problem,) = [p for p in infer(net.document).problems if p.node == neuron]
    assert "5 values here" in problem.message
    mended = problem.fixes[0].edit(net.document)
    assert not [p for p in infer(mended).problems if p.node == neuron]
    assert any(isinstance(n.spec, Take) for n in mended.graph.nodes.values())


def test_a_softmax_of_one_is_refused_with_a_way_out() -> None:
    net = HandWired(1)
    neuron = net.put(Neuron(activation=Softmax()), *net.inputs(1))
    net.ends([neuron])
    (problem,) = [p for p in infer(net.document).problems if p.node == neuron]
    assert not [p for p in infer(problem.fixes[0].edit(net.document)).problems if p.node == neuron]


def test_a_circle_through_a_layer_is_refused_with_a_way_out() -> None:
    net = HandWired(2, steps=STEPS)
    a, b = net.inputs(2)
    neuron = net.put(Neuron(), a)
    stack = net.put(Stack(count=2), neuron, b)
    dense = net.put(Dense(units=2), stack)
    net.wire(net.put(Take(index=1), dense), neuron)
    net.ends([neuron])
    problems = [p for p in infer(net.document).problems if p.node == neuron]
    assert "circle" in problems[0].message
    with pytest.raises(DocumentError, match="circle"):
        compile_document(net.document)
    assert infer(problems[0].fixes[0].edit(net.document)).ready


def test_a_delayed_wire_asks_for_sequences() -> None:
    net = HandWired(2)
    neuron = net.put(Neuron(), *net.inputs(2))
    net.wire(neuron, neuron)
    net.ends([neuron])
    (problem,) = [p for p in infer(net.document).problems if p.node == neuron]
    assert "steps" in problem.message
    assert infer(problem.fixes[0].edit(net.document)).ready


def test_a_step_neuron_fires_at_its_threshold() -> None:
    net = HandWired(2)
    neuron = net.put(Neuron(activation=Step(threshold=0.5), bias=False), *net.inputs(2))
    for wire, weight in zip(list(net.document.graph.wires), (0.5, 0.7), strict=True):
        net.set(wire, weight=weight)
    network = compiled(net.ends([neuron]), np.float32)
    assert network.predict(np.array([[0.5, 0.6], [0.5, 0.3]], np.float32)).ravel().tolist() == [1, 0]


def test_an_input_value_beside_layers() -> None:
    """A value may go to an output and to a stack as well as to neurons."""
    net = HandWired(3)
    a, b, c = net.inputs(3)
    stack = net.put(Stack(count=2), c, b)
    dense = net.put(Dense(units=2, activation=Tanh()), stack)
    neuron = net.put(Neuron(), net.put(Take(index=2), dense), a)
    document = net.ends([neuron, b])
    assert_as_the_text_book_says(document)
    assert isinstance(document.graph.nodes[a].spec, InputValue)


def test_hand_wired_players_of_an_adversarial_network_learn_in_turns() -> None:
    """A generator and a discriminator, both of single neurons: each learns in its own turn only."""
    document = Document(data=DataRecipe(source=PointsToImitate()))
    net = HandWired(2)
    net.document = document
    noise = net.put(Noise(size=2))
    values = [net.put(Take(index=k), noise) for k in (1, 2)]
    makers = [net.put(Neuron(activation=Linear()), *values) for _ in range(2)]
    made = net.put(Stack(count=2), *makers)
    divide = net.put(RealOrFake(), made, net.put(Input()))
    seen = [net.put(Take(index=k), divide) for k in (1, 2)]
    judges = [net.put(Neuron(), *seen) for _ in range(3)]
    last = net.put(Neuron(activation=Linear()), *judges)
    net.put(Verdict(), last)
    trainer = Trainer(net.document)
    assert trainer.network.players is not None
    mine = {w.id for w in net.document.graph.wires.values() if w.target.node in makers}
    for side in ("generator", "discriminator"):
        before = {k: v.copy() for k, v in trainer.network.views().items()}
        Alone(side)(trainer)
        moved = {k.partition("/")[0] for k, v in trainer.network.views().items() if v != before[k]}
        wires = moved & net.document.graph.wires.keys()
        assert wires
        assert wires <= mine if side == "generator" else wires.isdisjoint(mine)


def test_a_hand_wired_run_is_saved_and_goes_on_to_the_bit(tmp_path: Path) -> None:
    data = DataRecipe(source=Circle(), encoding="-1/+1")
    document = replace(fully_wired((2, 3, 1)), data=data)
    whole = Trainer(document)
    for _, _ in zip(range(20), whole.run(), strict=False):
        pass
    first = Trainer(document)
    for _, _ in zip(range(7), first.run(), strict=False):
        pass
    arrays, run = capture(first)
    write(tmp_path / "net.neuro", Saved(document, arrays, run))
    saved = read(tmp_path / "net.neuro")
    assert saved.run is not None
    second = Trainer(saved.document)
    restore(second, saved.arrays, saved.run)
    for _, _ in zip(range(13), second.run(), strict=False):
        pass
    np.testing.assert_array_equal(second.network.parameters, whole.network.parameters)


def test_classes_are_told_apart_by_output_values() -> None:
    """Three output values are one answer, so accuracy and the like are those of any other network."""
    data = DataRecipe(source=Iris(), preprocessing=Standardise())
    document = replace(fully_wired((4, 6, 3)), data=data, training=TrainingRecipe(epochs=60, batch_size=16))
    trainer = Trainer(document)
    for _ in trainer.run():
        pass
    assert trainer.history.columns()["val_accuracy"][-1] > 0.85


def test_step_by_step_a_memory_goes_on_where_it_was() -> None:
    document = scattered(5, steps=STEPS, delayed=True)
    network = compiled(document)
    stepper = Stepper(network, BATCH)
    samples, _ = batch_for(network)
    answers = [stepper.step(samples[:, t]) for t in range(STEPS)]
    np.testing.assert_allclose(answers[-1].reshape(BATCH, -1), network.predict(samples), rtol=1e-6, atol=1e-9)
    stepper.forget()
    np.testing.assert_allclose(stepper.step(samples[:, 0]), answers[0], rtol=1e-6, atol=1e-9)


def test_each_neuron_has_a_map_of_the_plane() -> None:
    document = replace(fully_wired((2, 3, 1)), data=DataRecipe(source=Circle(), encoding="-1/+1"))
    trainer = Trainer(document)
    neurons = [n.id for n in document.graph.nodes.values() if isinstance(n.spec, Neuron)]
    maps = [DecisionMap(node=name, resolution=5).measure(trainer) for name in neurons]
    answer = DecisionMap(resolution=5).measure(trainer)
    assert answer is not None
    assert all(m is not None and m.outputs.shape == (1, 5, 5) for m in maps)
    assert maps[-1] is not None
    np.testing.assert_array_equal(maps[-1].outputs, answer.outputs)
    assert maps[0] is not None
    assert not np.array_equal(maps[0].outputs, answer.outputs)
