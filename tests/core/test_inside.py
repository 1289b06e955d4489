"""Inside a layer: values and weights are the network's own, and the wires are the strongest there are."""

import numpy as np
import pytest

from core.activations.softmax import Softmax
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.document import edits
from core.document.graph import End
from core.engine.build import Mode, Turn
from core.layers.conv1d import Conv1D
from core.layers.conv2d import Conv2D
from core.layers.conv2d_transpose import Conv2DTranspose
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.global_average_pooling import GlobalAveragePooling
from core.layers.input import Input
from core.layers.layer_norm import LayerNorm
from core.layers.lstm import LSTM
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.layers.simple_rnn import SimpleRNN
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.probes.inside import MOST, Inside, Interior
from core.probes.strands import MOST_LOOPS, MOST_WIRES, Strands
from core.training.trainer import Trainer
from tests.core.examples import digits, gate, in_a_row
from tests.core.imitations import clouds
from tests.core.sequences import names, trained

SAMPLE = 3


def look(trainer: Trainer, node: str, sample: int = SAMPLE) -> Interior:
    found = Inside(node=node, sample=sample).measure(trainer)
    assert found is not None
    return found


def value(trainer: Trainer, node: str, sample: int = SAMPLE) -> np.ndarray:
    """What leaves a node for a sample of the data."""
    workspace = trainer.network.workspace(1, Mode.INFERENCE)
    trainer.data.checking.fill(np.array([sample]), workspace.feeds)
    workspace.forward()
    return workspace.batch_first(End(node, "out"))[0].copy()


def weights(trainer: Trainer, key: str) -> np.ndarray:
    return trainer.network.views()[key]


def check_strongest(strands: Strands, among: np.ndarray, sources: np.ndarray, targets: np.ndarray) -> None:
    """They are what a plain sort finds; ``among`` holds all weights by number."""
    np.testing.assert_array_equal(strands.weights, [among[i, j] for i, j in strands.ends])
    everything = np.sort(np.abs(among[np.ix_(sources, targets)]).ravel())[::-1]
    np.testing.assert_array_equal(np.abs(strands.weights), everything[: len(strands.weights)])
    assert len({tuple(end) for end in strands.ends.tolist()}) == len(strands.ends)


def on_digits(*layers: object) -> Trainer:
    end = (Dense(units=10, activation=Softmax()), Output(loss=CategoricalCrossEntropy()))
    return Trainer(
        in_a_row(
            Input(),
            *layers,
            *end,
            data=DataRecipe(source=Digits(), preprocessing=Pixels(white=16)),
        )
    )


def test_a_small_layer_is_shown_whole() -> None:
    trainer = Trainer(gate())
    found = look(trainer, "dense1")
    np.testing.assert_array_equal(found.values, value(trainer, "dense1"))
    np.testing.assert_array_equal(found.fed.values, value(trainer, "input1"))
    assert (found.count, found.fed.count, found.wires.total) == (4, 2, 8)
    check_strongest(found.wires, weights(trainer, "dense1/weight"), np.arange(2), np.arange(4))
    assert (found.loops, found.kernels, found.step, found.made) == (None, None, None, False)
    assert (found.sample, found.samples) == (3, 4)


def test_it_follows_the_training_and_the_sample_and_keeps_what_it_was() -> None:
    trainer = Trainer(digits())
    before = look(trainer, "dense1")
    kept = before.wires.weights.copy()
    for _ in zip(range(20), trainer.run(), strict=False):
        pass
    after = look(trainer, "dense1")
    assert not np.array_equal(after.wires.weights, kept)
    np.testing.assert_array_equal(before.wires.weights, kept)
    assert not np.array_equal(look(trainer, "dense1", 5).values, after.values)
    for array in (after.values, after.units, after.wires.ends, after.wires.weights, after.fed.picture):
        assert not array.flags.writeable


def test_inputs_that_are_pixels_are_shown_as_the_picture() -> None:
    trainer = Trainer(digits())
    fed, wires = look(trainer, "dense1").fed, look(trainer, "dense1").wires
    assert fed.pixels == (8, 8, 1)
    np.testing.assert_array_equal(fed.picture.ravel(), value(trainer, "flatten1"))
    check_strongest(wires, weights(trainer, "dense1/weight"), np.arange(64), np.arange(16))
    assert len(wires.weights) == MOST_WIRES


def test_of_many_units_and_inputs_some_are_shown_evenly() -> None:
    trainer = on_digits(Flatten(), Dense(units=100))
    hidden, answer = look(trainer, "dense1"), look(trainer, "dense2")
    assert (len(hidden.units), hidden.count) == (MOST, 100)
    assert (hidden.units[0], hidden.units[-1]) == (0, 99)
    np.testing.assert_array_equal(hidden.values, value(trainer, "dense1")[hidden.units])
    np.testing.assert_array_equal(answer.fed.values, value(trainer, "dense1")[answer.fed.numbers])
    among = weights(trainer, "dense2/weight")
    check_strongest(answer.wires, among, answer.fed.numbers, answer.units)
    assert answer.names == tuple("0123456789")


def test_maps_come_with_their_kernels() -> None:
    trainer = on_digits(
        Conv2D(filters=6), Conv2D(filters=30), MaxPooling2D(), Conv2DTranspose(filters=5), Flatten()
    )
    for node, count in (("conv2d1", 6), ("conv2d2", 30), ("conv2dtranspose1", 5)):
        found, weight = look(trainer, node), weights(trainer, f"{node}/weight")
        assert found.count == count
        output = value(trainer, node)[..., found.units]
        np.testing.assert_array_equal(found.values, output.transpose(2, 0, 1))
        if node == "conv2dtranspose1":
            weight = weight.swapaxes(2, 3)
        kernels = weight[..., found.units].mean(axis=2).transpose(2, 0, 1)
        np.testing.assert_allclose(found.kernels, kernels, rtol=1e-5)
        assert found.wires is None
    pooled = look(trainer, "maxpooling2d1")
    np.testing.assert_array_equal(pooled.values[0], value(trainer, "maxpooling2d1")[..., 0])
    assert pooled.kernels is None
    assert look(trainer, "flatten1").values.shape == (MOST,)


def test_kernels_along_a_sequence_stand_beside_lines() -> None:
    trainer = on_digits(Reshape(shape=(8, 8)), Conv1D(filters=4), LayerNorm(), GlobalAveragePooling())
    found = look(trainer, "conv1d1")
    np.testing.assert_array_equal(found.values, value(trainer, "conv1d1").T)
    np.testing.assert_allclose(
        found.kernels[:, 0], weights(trainer, "conv1d1/weight").mean(axis=1).T, rtol=1e-5
    )
    assert found.steps.tolist() == list(range(8))
    assert look(trainer, "layernorm1").values.shape == (4, 8)


@pytest.mark.parametrize("gives", ["last step", "whole sequence"])
def test_a_memory_has_wires_and_loops(gives: str) -> None:
    trainer = on_digits(Reshape(shape=(8, 8)), LSTM(units=5, gives=gives), Flatten())
    found = look(trainer, "lstm1")
    output = value(trainer, "lstm1")
    np.testing.assert_array_equal(found.values, output if output.ndim == 1 else output[-1])
    assert found.step == (None if output.ndim == 1 else 7)
    candidate = slice(15, 20)
    into, between = (
        weights(trainer, f"lstm1/{name}_weight")[:, candidate] for name in ("input", "recurrent")
    )
    check_strongest(found.wires, into, np.arange(8), np.arange(5))
    check_strongest(found.loops, between, np.arange(5), np.arange(5))
    np.testing.assert_array_equal(found.fed.values, value(trainer, "reshape1")[-1])


def test_a_deep_memory_in_both_directions_shows_its_last_layer() -> None:
    trainer = on_digits(
        Reshape(shape=(8, 8)), SimpleRNN(units=20, layers=2, bidirectional=True, gives="last step")
    )
    found = look(trainer, "simplernn1")
    into = np.hstack([weights(trainer, f"simplernn1/input_weight_2{way}") for way in ("", "_back")])
    between = np.zeros((40, 40), np.float32)
    between[:20, :20] = weights(trainer, "simplernn1/recurrent_weight_2")
    between[20:, 20:] = weights(trainer, "simplernn1/recurrent_weight_2_back")
    check_strongest(found.wires, into, found.fed.numbers, found.units)
    check_strongest(found.loops, between, found.units, found.units)
    assert len(found.loops.weights) == MOST_LOOPS
    assert found.fed.values is None  # what the layer below says is known to nobody


def test_of_a_sequence_that_ends_early_the_last_step_that_counts_is_shown() -> None:
    trainer = trained(names(), 2)
    length = int(trainer.data.checking.lengths[SAMPLE])
    found = look(trainer, "gru1")
    assert found.step == length - 1
    np.testing.assert_array_equal(found.values, value(trainer, "gru1")[length - 1])
    embedded = look(trainer, "embedding1")
    assert embedded.wires is None
    np.testing.assert_array_equal(embedded.values, value(trainer, "embedding1").T)


def test_an_end_shows_what_arrives() -> None:
    trainer = Trainer(digits())
    found = look(trainer, "output1")
    np.testing.assert_array_equal(found.values, value(trainer, "dense2"))
    assert found.wires is None


def test_both_players_of_an_adversarial_network_can_be_looked_into() -> None:
    trainer = Trainer(clouds())
    network, sides = trainer.network, trainer.network.players
    found = look(trainer, network.output_source.node)
    assert found.made
    np.testing.assert_allclose(
        found.values, network.predict(trainer.method.examples(trainer, 64))[SAMPLE], rtol=1e-5
    )
    judging = network.workspace(1, Mode.INFERENCE, Turn.JUDGE)
    trainer.data.checking.fill(np.array([SAMPLE]), judging.feeds)
    judging.forward()
    dense = next(n for n in network.nodes if n.id in sides.discriminator and isinstance(n.spec, Dense))
    found = look(trainer, dense.id)
    assert not found.made
    np.testing.assert_array_equal(found.values, judging.batch_first(End(dense.id, "out"))[0])
    check_strongest(found.wires, weights(trainer, f"{dense.id}/weight"), found.fed.numbers, found.units)


def test_where_nothing_is_computed_there_is_nothing_inside() -> None:
    document, loose = edits.add_node(digits(), Dense(), (0.0, 500.0))
    trainer = Trainer(document)
    for node in ("", "gone", loose):
        assert Inside(node=node).measure(trainer) is None


def test_a_sample_number_beyond_the_last_begins_again() -> None:
    trainer = Trainer(gate())
    np.testing.assert_array_equal(look(trainer, "dense1", 6).values, look(trainer, "dense1", 2).values)


def test_a_text_has_units_for_each_letter() -> None:
    trainer = Trainer(names())
    assert len(look(trainer, "dense1").names) == trainer.network.inference.facts["dense1"].outputs[0][-1]
