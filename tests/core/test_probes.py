"""Probes: what they say is what the network holds, and looking changes nothing."""

import itertools
import time

import numpy as np
import pytest
from msgspec.structs import replace

from core.activations.linear import Linear
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.preprocessing.standardise import Standardise
from core.data.recipe import DataRecipe
from core.data.sources.circle import Circle
from core.data.sources.iris import Iris
from core.data.sources.logic_gate import LogicGate
from core.data.sources.slope import Slope
from core.data.sources.typed_table import TypedTable
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.losses.half_squared import HalfSquared
from core.optimizers.sgd import SGD
from core.probes import discover_probes
from core.probes.base import MOST_MULTIPLY_ADDS, Probe, affordable
from core.probes.confusion import Confusion
from core.probes.decision_map import MOST_UNITS, DecisionMap
from core.probes.feature_maps import FeatureMaps
from core.probes.gallery import Gallery
from core.probes.gradients import Gradients
from core.probes.norms import Norms
from core.probes.picture import BINS, LONGEST, MOST_TILES, nice_reach
from core.probes.plane_points import PlanePoints
from core.probes.score import Score
from core.probes.weights import Weights
from core.training.trainer import Trainer
from tests.core.examples import digits, gate, in_a_row

SCHOOL = TrainingRecipe(optimizer=SGD(), batch_size=10, epochs=5, learning_rate=0.1)


def classes(source: object, outputs: int, *, units: int = 6, **data: object) -> Document:
    return in_a_row(
        Input(),
        Dense(units=units, activation=Tanh()),
        Dense(units=outputs, activation=Softmax()),
        Output(loss=CategoricalCrossEntropy()),
        data=DataRecipe(source=source, **data),
        training=SCHOOL,
    )


def values(source: object) -> Document:
    layers: tuple[Layer, ...] = (
        Input(),
        Dense(units=5, activation=Tanh()),
        Dense(units=1, activation=Linear()),
    )
    data = DataRecipe(source=source)
    return in_a_row(*layers, Output(loss=HalfSquared()), data=data, training=SCHOOL)


DOCUMENTS = {
    "digits": digits(),
    "gate": gate(),
    "circle": classes(Circle(points=80), 2),
    "iris": classes(Iris(), 3, preprocessing=Standardise()),
    "slope": values(Slope(points=60)),
}


def after(document: Document, steps: int) -> Trainer:
    trainer = Trainer(document)
    for _ in itertools.islice(trainer.run(), steps):
        pass
    return trainer


def for_node(probe: type[Probe]) -> Probe:
    """A probe that looks at the first hidden layer, where it looks at a layer at all."""
    return probe(node="dense1") if "node" in probe.__struct_fields__ else probe()


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("probe", discover_probes(), ids=lambda probe: probe.title)
def test_looking_changes_nothing(probe: type[Probe], name: str) -> None:
    watched, alone = after(DOCUMENTS[name], 0), after(DOCUMENTS[name], 12)
    for _ in itertools.islice(watched.run(), 12):
        for_node(probe).measure(watched)
    assert np.array_equal(watched.network.parameters, alone.network.parameters)
    assert np.array_equal(watched.network.gradients, alone.network.gradients)
    assert watched.loss == alone.loss


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("probe", discover_probes(), ids=lambda probe: probe.title)
def test_equal_probes_are_one_measurement(probe: type[Probe], name: str) -> None:
    assert len({for_node(probe), for_node(probe)}) == 1
    trainer = after(DOCUMENTS[name], 0)
    for_node(probe).measure(trainer)  # nothing has been trained yet


def test_dropout_draws_no_other_numbers_because_somebody_looks() -> None:
    layers = (
        Input(),
        Flatten(),
        Dense(units=8, activation=Tanh()),
        Dropout(),
        Dense(units=10, activation=Softmax()),
    )
    document = in_a_row(*layers, Output(loss=CategoricalCrossEntropy()), training=SCHOOL)
    watched, alone = after(document, 0), after(document, 20)
    for _ in itertools.islice(watched.run(), 20):
        for probe in discover_probes():
            for_node(probe).measure(watched)
    assert np.array_equal(watched.network.parameters, alone.network.parameters)


@pytest.mark.parametrize("name", ["digits", "circle"])
@pytest.mark.parametrize("probe", discover_probes(), ids=lambda probe: probe.title)
def test_small_networks_are_measured_in_a_moment(probe: type[Probe], name: str) -> None:
    trainer, quickest = after(DOCUMENTS[name], 3), 1.0
    for_node(probe).measure(trainer)
    for _ in range(5):
        start = time.perf_counter()
        for_node(probe).measure(trainer)
        quickest = min(quickest, time.perf_counter() - start)
    assert quickest < 0.005


def test_weights_are_shown_as_they_are() -> None:
    trainer = after(DOCUMENTS["iris"], 30)
    weight, bias = Weights(node="dense1").measure(trainer)
    truth = trainer.network.views()["dense1/weight"]
    assert np.array_equal(weight.values, truth)
    assert np.array_equal(bias.values, trainer.network.views()["dense1/bias"][None])
    assert weight.largest == np.abs(truth).max()
    assert weight.mean == pytest.approx(truth.mean(), abs=1e-6)
    assert weight.deviation == pytest.approx(truth.std(), rel=1e-4)
    assert (weight.node, weight.name, weight.shape) == ("dense1", "weight", (4, 6))
    assert weight.tiles is None


def test_all_layers_are_pictured_where_none_is_named() -> None:
    pictures = Weights().measure(after(DOCUMENTS["iris"], 0))
    assert [(p.node, p.name) for p in pictures] == [
        ("dense1", "weight"), ("dense1", "bias"), ("dense2", "weight"), ("dense2", "bias"),
    ]  # fmt: skip
    assert Weights(node="nowhere").measure(after(DOCUMENTS["iris"], 0)) is None


def test_the_histogram_counts_every_weight_where_it_belongs() -> None:
    trainer = after(DOCUMENTS["digits"], 40)
    weight = Weights(node="dense1").measure(trainer)[0]
    flat = trainer.network.views()["dense1/weight"].ravel()
    edges = np.linspace(-weight.reach, weight.reach, BINS + 1)
    expected, _ = np.histogram(flat, edges)
    assert weight.counts.sum() == flat.size == 64 * 16
    assert np.abs(weight.counts - expected).sum() <= 4  # a value on an edge may fall on either side
    assert weight.largest <= weight.reach < 2.5 * weight.largest


def test_a_bias_of_nothing_lies_in_the_middle() -> None:
    bias = Weights(node="dense1").measure(after(DOCUMENTS["digits"], 0))[1]
    assert bias.counts[BINS // 2] == 16
    assert bias.reach == 1.0


def test_large_matrices_show_evenly_spaced_entries() -> None:
    rows = "\n".join(f"{k % 7},{k % 3},{k % 2}" for k in range(20))
    trainer = after(classes(TypedTable(rows=rows), 2, units=1000), 3)
    weight = Weights(node="dense1").measure(trainer)[0]
    truth = trainer.network.views()["dense1/weight"]
    assert weight.values.shape == (2, LONGEST)
    assert (weight.columns[0], weight.columns[-1]) == (0, 999)
    assert set(np.diff(weight.columns)) <= {7, 8}
    assert np.array_equal(weight.values, truth[np.ix_(weight.rows, weight.columns)])
    assert weight.counts.sum() == 2_000


def test_weights_on_an_image_are_shown_as_images() -> None:
    trainer = after(digits(), 10)
    weight, bias = Weights(node="dense1").measure(trainer)
    truth = trainer.network.views()["dense1/weight"]
    assert weight.tiles.shape == (16, 8, 8)
    assert len(weight.tiled) <= MOST_TILES
    for tile, column in zip(weight.tiles, weight.tiled, strict=True):
        assert np.array_equal(tile, truth[:, column].reshape(8, 8))
    assert bias.tiles is None
    assert Weights(node="dense2").measure(trainer)[0].tiles is None


def test_gradients_come_with_the_first_step() -> None:
    trainer = after(DOCUMENTS["circle"], 0)
    assert Gradients().measure(trainer) is None
    next(trainer.run())
    gradient = Gradients(node="dense2").measure(trainer)[0]
    assert np.array_equal(
        gradient.values, trainer.network.view(trainer.network.slots[2], trainer.network.gradients)
    )


def test_sizes_are_those_of_a_real_step() -> None:
    trainer = after(DOCUMENTS["circle"], 0)
    first = Norms(node="dense1").measure(trainer)
    assert [norm.name for norm in first] == ["weight", "bias"]
    assert all(np.isnan(norm.update) and np.isnan(norm.gradient) for norm in first)
    next(trainer.run())
    norm = Norms(node="dense1").measure(trainer)[0]
    gradient = trainer.network.gradients[trainer.network.slots[0].span]
    assert norm.gradient == pytest.approx(np.sqrt(np.mean(gradient**2)), rel=1e-5)
    assert norm.update == pytest.approx(0.1 * norm.gradient, rel=1e-3)  # SGD goes rate times gradient


def test_sizes_survive_a_new_optimizer() -> None:
    trainer = after(DOCUMENTS["circle"], 3)
    Norms().measure(trainer)
    trainer.adopt(replace(trainer.document, training=replace(SCHOOL, optimizer=TrainingRecipe().optimizer)))
    assert all(np.isnan(norm.update) for norm in Norms().measure(trainer))
    next(trainer.run())
    assert all(norm.update > 0 for norm in Norms().measure(trainer))


@pytest.mark.parametrize("source", [Circle(points=50, x1_squared=True, x2_squared=True), LogicGate()])
def test_the_map_says_what_the_network_says(source: object) -> None:
    trainer = after(classes(source, 2), 20)
    plane = DecisionMap(resolution=9).measure(trainer)
    (low1, high1), (low2, high2) = plane.bounds
    assert plane.outputs.shape == (2, 9, 9)
    for row, column in itertools.product((0, 4, 8), repeat=2):
        point = [[low1 + (high1 - low1) * column / 8, low2 + (high2 - low2) * row / 8]]
        says = trainer.network.predict(source.features(np.array(point)))[0]
        assert plane.outputs[:, row, column] == pytest.approx(says, abs=1e-6)


def test_the_map_of_a_layer_shows_its_units() -> None:
    trainer = after(classes(Circle(points=50), 2, units=40), 5)
    plane = DecisionMap(node="dense1", resolution=8).measure(trainer)
    assert plane.outputs.shape == (MOST_UNITS, 8, 8)
    weight, bias = (trainer.network.views()[f"dense1/{name}"] for name in ("weight", "bias"))
    corner = np.tanh(np.array([-6, -6]) @ weight + bias)[:MOST_UNITS]
    assert plane.outputs[:, 0, 0] == pytest.approx(corner, abs=1e-5)
    assert DecisionMap(node="nowhere").measure(trainer) is None


def test_only_points_of_the_plane_have_a_map() -> None:
    for name in ("digits", "iris"):
        trainer = after(DOCUMENTS[name], 0)
        assert DecisionMap().measure(trainer) is None
        assert PlanePoints().measure(trainer) is None


def test_points_stand_where_their_samples_come_from() -> None:
    source = Circle(points=60, x1=False, product=True)
    trainer = after(classes(source, 2), 0)
    found = PlanePoints().measure(trainer)
    for points, part in ((found.train, trainer.data.train), (found.validation, trainer.data.validation)):
        assert source.features(points.places) == pytest.approx(part.samples.T, abs=1e-4)
        assert np.array_equal(points.answers, part.labels)
    assert len(found.train.places) + len(found.validation.places) == 60
    assert found.axes == ("x₁", "x₂")


def test_points_carry_values_and_names() -> None:
    found = PlanePoints(most=10).measure(after(values(Slope(points=60)), 0))
    assert len(found.train.places) == 10
    assert found.train.answers == pytest.approx(found.train.places.sum(axis=1) / 10, abs=1e-5)
    assert 0 < found.reach <= 1.2
    table = TypedTable(rows="height,width,kind\n" + "1,2,a\n3,4,b\n" * 5)
    assert PlanePoints().measure(after(classes(table, 2), 0)).axes == ("height", "width")


def test_the_score_is_that_of_the_history() -> None:
    trainer = Trainer(replace(DOCUMENTS["iris"], training=replace(SCHOOL, epochs=3)))
    for _ in trainer.run():
        pass
    score, row = Score().measure(trainer), trainer.history.last()
    assert score.count == trainer.data.validation.count
    assert score.accuracy == pytest.approx(row["val_accuracy"])
    assert score.loss == pytest.approx(row["val_loss"], rel=1e-5)
    assert Score().measure(after(DOCUMENTS["slope"], 1)).accuracy is None


def test_confusion_counts_every_sample_once() -> None:
    trainer = after(DOCUMENTS["iris"], 60)
    found, part = Confusion().measure(trainer), trainer.data.validation
    called = trainer.network.predict(part.samples.T).argmax(axis=1)
    expected = np.zeros((3, 3), int)
    np.add.at(expected, (part.labels, called), 1)
    assert np.array_equal(found.counts, expected)
    assert found.class_names == ("setosa", "versicolor", "virginica")


def test_without_validation_the_training_samples_are_shown() -> None:
    assert Confusion().measure(after(DOCUMENTS["gate"], 1)).counts.sum() == 4
    assert Confusion().measure(after(DOCUMENTS["slope"], 1)) is None


def test_the_gallery_shows_the_worst_mistakes_first() -> None:
    trainer = after(DOCUMENTS["digits"], 25)
    found = Gallery(shown=20).measure(trainer)
    part = trainer.data.validation
    says = trainer.network.predict(part.samples)
    assert np.array_equal(found.predicted, says.argmax(axis=1))
    assert found.strength == pytest.approx(says.max(axis=1), abs=1e-6)
    assert found.probable
    assert np.array_equal(found.wrong, found.predicted != part.labels)
    wrong = [int(i) for i in found.order if found.wrong[i]]
    assert 0 < len(wrong) < len(found.truth)
    assert found.wrong[found.order[: len(wrong)]].all()
    strengths = found.strength[wrong]
    assert (np.diff(strengths) <= 0).all()
    assert strengths[0] == found.strength[found.wrong].max()
    assert np.array_equal(found.samples, part.samples[found.order])
    assert np.array_equal(found.places, part.indices[found.order])


def test_right_ones_follow_the_least_sure_first() -> None:
    found = Gallery(shown=400).measure(after(DOCUMENTS["digits"], 25))
    right = [i for i in found.order if not found.wrong[i]]
    assert len(right) + found.wrong.sum() == len(found.truth)
    assert (np.diff(found.strength[right]) >= 0).all()


def test_the_gallery_of_values_shows_the_farthest_off_first() -> None:
    trainer = after(DOCUMENTS["slope"], 3)
    found = Gallery(shown=5).measure(trainer)
    off = np.abs(found.predicted - found.truth)
    assert found.wrong is None
    assert found.strength == pytest.approx(off)
    assert np.array_equal(np.sort(off)[::-1][:5], off[found.order])
    assert found.samples.shape == (5, 2)


@pytest.mark.parametrize("encoding", ["0/1", "-1/+1"])
def test_an_output_that_is_no_probability_is_shown_as_it_is(encoding: str) -> None:
    trainer = after(replace(gate(), data=DataRecipe(source=LogicGate(), encoding=encoding)), 20)
    trainer.network.parameters[...] *= -1.5
    found = Gallery().measure(trainer)
    says = trainer.network.predict(trainer.data.train.samples.T)[:, 0]
    assert not found.probable
    assert found.strength == pytest.approx(np.abs(says), abs=1e-6)


def test_a_layers_output_for_one_sample() -> None:
    trainer = after(digits(), 5)
    shown = FeatureMaps(node="flatten1", sample=3).measure(trainer)
    scaled = trainer.data.validation.samples[3].reshape(-1) / 16
    assert shown.values == pytest.approx(scaled, abs=1e-6)
    answer = FeatureMaps(node="dense2", sample=3).measure(trainer)
    assert answer.values == pytest.approx(
        trainer.network.predict(trainer.data.validation.samples[3:4])[0], abs=1e-6
    )
    assert FeatureMaps(node="output1").measure(trainer) is None


def test_results_cannot_be_written_to() -> None:
    picture = Weights().measure(after(digits(), 1))[0]
    with pytest.raises(ValueError, match="read-only"):
        picture.values[0, 0] = 1


def test_large_networks_are_asked_about_fewer_samples() -> None:
    trainer = after(digits(), 0)
    assert affordable(trainer.network, 2_000) == 2_000
    assert affordable(trainer.network, 10**9) == MOST_MULTIPLY_ADDS // (64 * 16 + 16 * 10)


@pytest.mark.parametrize(
    ("largest", "reach"), [(0.0, 1.0), (0.04, 0.05), (0.05, 0.05), (1.2, 1.5), (9.9, 10.0), (300.0, 300.0)]
)
def test_axes_end_at_round_numbers(largest: float, reach: float) -> None:
    assert nice_reach(largest) == pytest.approx(reach)
