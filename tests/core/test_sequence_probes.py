"""Probes of networks that read texts and series, see images or give samples back."""

import numpy as np
import pytest

from core.data.series import naive_error
from core.data.tokens import readable
from core.document import edits
from core.document.graph import End
from core.engine.build import Mode
from core.layers.dense import Dense
from core.layers.output import Output
from core.layers.simple_rnn import SimpleRNN
from core.losses.mean_squared import MeanSquared
from core.probes import discover_probes
from core.probes.confusion import Confusion
from core.probes.feature_maps import MOST_MAPS, FeatureMaps
from core.probes.forecast import Forecast
from core.probes.gallery import Gallery
from core.probes.weights import Weights
from core.probes.written import Written
from core.training.trainer import Trainer
from tests.core.sequences import (
    SEQUENCES,
    autoencoder,
    copying,
    forgetful,
    names,
    shapes,
    sunspots,
    trained,
)


def answers(trainer: Trainer) -> np.ndarray:
    """What the network says of all samples that it is checked with."""
    part = trainer.data.checking
    workspace = trainer.network.workspace(part.count, Mode.INFERENCE)
    part.fill(np.arange(part.count), workspace.feeds)
    workspace.forward()
    return workspace.answer().copy()


@pytest.mark.parametrize("name", SEQUENCES)
def test_looking_changes_nothing(name: str) -> None:
    document = SEQUENCES[name]()
    watched, alone = trained(document, 2), trained(document, 2)
    node = next(n.id for n in reversed(watched.network.nodes) if n.spec.outputs)
    for probe in discover_probes():
        (probe(node=node) if "node" in probe.__struct_fields__ else probe()).measure(watched)
    assert next(watched.run()) == next(alone.run())


@pytest.mark.parametrize("name", ["names", "copying"])
def test_answers_a_step_belong_to_their_samples(name: str) -> None:
    trainer = trained(SEQUENCES[name](), 5)
    found, part = Gallery(shown=20).measure(trainer), trainer.data.checking
    says = answers(trainer).argmax(axis=-1)
    assert found.kind == "steps"
    judged = part.labels >= 0
    wrong = judged & (says != part.labels)
    count = len(found.truth)
    assert found.truth.tolist() == judged.sum(axis=1)[:count].tolist()
    assert (found.truth - found.predicted).tolist() == wrong.sum(axis=1)[:count].tolist()
    for place, index in enumerate(found.order):
        assert np.array_equal(found.truths[place], part.labels[index])
        assert np.array_equal(found.answers[place][judged[index]], says[index][judged[index]])
    assert (np.diff(found.strength[found.order]) <= 0).all()


def test_forecasts_are_shown_with_all_that_follows() -> None:
    trainer = trained(sunspots(3), 5)
    found, part = Gallery(shown=5).measure(trainer), trainer.data.checking
    assert found.kind == "curves"
    assert found.names == ("1 ahead", "2 ahead", "3 ahead")
    truth = part.targets.T
    assert found.truths == pytest.approx(truth[found.order])
    distance = np.sqrt(np.mean((answers(trainer) - truth) ** 2, axis=1))
    assert found.strength == pytest.approx(distance, rel=1e-4)
    assert found.order[0] == distance.argmax()


def test_samples_given_back_stand_beside_what_they_were() -> None:
    trainer = trained(autoencoder(), 5)
    found = Gallery(shown=4).measure(trainer)
    assert (found.kind, found.restores) == ("images", True)
    assert found.truths == pytest.approx(found.samples, abs=1e-3)  # as the data set has them, 0 ... 16
    assert found.answers == pytest.approx(16 * answers(trainer)[found.order], abs=1e-3)
    assert Confusion().measure(trainer) is None


def test_several_values_have_their_names() -> None:
    found = Gallery(shown=4).measure(trained(shapes(values=True), 2))
    assert found.kind == "values"
    assert found.names == ("x", "y", "size")
    assert found.answers.shape == (4, 3)


def test_feature_maps_are_those_of_the_sample() -> None:
    trainer = trained(shapes(), 3)
    seen, part = FeatureMaps(node="conv2d1", sample=2).measure(trainer), trainer.data.checking
    workspace = trainer.network.workspace(1, Mode.INFERENCE)
    part.fill(np.array([2]), workspace.feeds)
    workspace.forward()
    maps = next(v for end, v in workspace.values.items() if end.node == "conv2d1").array[0]
    assert seen.shape == (32, 32, 4)
    assert np.array_equal(seen.values, maps.transpose(2, 0, 1))
    assert np.array_equal(seen.sample, part.samples[2])
    assert (seen.index, seen.count, seen.place) == (2, part.count, part.indices[2])
    assert seen.truth == trainer.data.info.class_names[part.labels[2]]
    assert seen.says == trainer.data.info.class_names[answers(trainer)[2].argmax()]
    assert FeatureMaps(node="conv2d1", sample=2 + part.count).measure(trainer).index == 2


def test_the_answer_has_the_names_of_the_classes() -> None:
    trainer = trained(shapes(), 1)
    assert FeatureMaps(node="dense1").measure(trainer).names == ("circle", "square", "triangle")
    assert FeatureMaps(node="flatten1").measure(trainer).names == ()


def test_of_many_channels_some_are_shown_evenly() -> None:
    trainer = trained(shapes(), 1)
    seen = FeatureMaps(node="flatten1").measure(trainer)
    assert (seen.units[0], seen.units[-1]) == (0, seen.shape[0] - 1)
    assert len(seen.values) == len(seen.units) < seen.shape[0]
    assert len(FeatureMaps(node="conv2d2").measure(trainer).values) <= MOST_MAPS


def test_hidden_states_come_step_by_step() -> None:
    trainer = trained(names(), 3)
    seen = FeatureMaps(node="gru1", sample=1).measure(trainer)
    assert seen.values.shape == (16, trainer.data.info.steps)
    assert seen.length == trainer.data.checking.lengths[1]
    assert not seen.values[:, seen.length :].any()
    assert seen.values[:, : seen.length].any(axis=0).all()


def test_kernels_are_shown_as_images() -> None:
    trainer = trained(shapes(colours="colour"), 1)
    weight = Weights(node="conv2d1").measure(trainer)[0]
    truth = trainer.network.views()["conv2d1/weight"]
    assert weight.tiles.shape == (4, 5, 5)
    assert weight.tiles[3] == pytest.approx(truth[..., 3].mean(axis=2), abs=1e-7)
    assert np.abs(weight.tiles).max() <= weight.brightest <= weight.reach
    assert weight.parts == 1


def test_gates_stand_side_by_side() -> None:
    trainer = trained(names(), 1)
    parts = {picture.name: picture.parts for picture in Weights(node="gru1").measure(trainer)}
    assert set(parts.values()) <= {1, 3}
    assert parts["input_weight"] == 3
    assert Weights(node="dense1").measure(trainer)[0].parts == 1


@pytest.mark.parametrize("ahead", [1, 3])
def test_the_forecast_covers_the_stretch_that_was_held_back(ahead: int) -> None:
    trainer = trained(sunspots(3), 5)
    found, part = Forecast(ahead=ahead).measure(trainer), trainer.data.checking
    series = trainer.document.data.source.series(0)
    assert found.truth == pytest.approx(series[found.times.astype(int) - 1], abs=1e-3)
    assert found.same.values == pytest.approx(series[found.times.astype(int) - 1 - ahead], abs=1e-3)
    truth, said = part.targets[ahead - 1], answers(trainer)[:, ahead - 1]
    assert found.said[0].error == pytest.approx(np.mean((said - truth) ** 2), rel=1e-4)
    if ahead == 1:
        assert found.same.error == pytest.approx(naive_error(part.samples, part.targets[:1].T), rel=1e-5)
    offset, spread = trainer.document.data.source.scale(0)
    assert found.said[0].values == pytest.approx(said * spread + offset, abs=1e-2)


def test_two_networks_side_by_side_are_told_apart() -> None:
    document, last = sunspots(), "input1"
    for spec in (SimpleRNN(units=4), Dense(units=1), Output(loss=MeanSquared())):
        document, node = edits.add_node(document, spec, (0.0, 200.0))
        document = edits.connect(document, End(last, "out"), End(node, "in"))
        last = node
    document = edits.rename(document, last, "plain")
    found = Forecast().measure(trained(document, 2))
    first, second = found.said
    assert (first.name, second.name) == ("Dense", "plain")
    assert first.error != second.error
    alone = Forecast().measure(trained(sunspots(), 0))
    assert np.array_equal(alone.truth, found.truth)


def test_only_series_are_forecast() -> None:
    assert Forecast().measure(trained(names(), 1)) is None
    assert Forecast().measure(trained(shapes(), 1)) is None


def test_what_is_written_changes_as_the_network_learns() -> None:
    trainer = trained(names(), 0)
    first = Written().measure(trainer)
    assert first == Written().measure(trainer)
    assert first != Written(draw=1).measure(trainer)
    for _ in range(30):
        next(trainer.run())
    later = Written().measure(trainer)
    assert later != first
    assert (later.merit, later.separate, later.prompt) == ("new", True, "")
    known = set(trainer.document.data.source.names())
    pieces = [good for pieces in later.pieces for _, _, good in pieces]
    assert later.share == sum(pieces) / len(pieces)
    assert pieces == [text not in known for text in later.texts if text]


def test_a_text_goes_on_from_one_that_is_held_back() -> None:
    trainer = trained(forgetful(), 3)
    found, info = Written().measure(trainer), trainer.data.info
    part = trainer.data.checking
    sample = part.samples[:, 0] if part.flat else part.samples[0]
    assert found.prompt
    assert readable(sample, info.vocabulary).startswith(found.prompt)
    assert Written(prompt="the ").measure(trainer).prompt == "the "
    assert "no token" in Written(prompt="Ω").measure(trainer).refused
    assert Written(prompt="Ω").measure(trainer).texts == ()


def test_who_looks_ahead_writes_nothing_and_says_why() -> None:
    assert "one direction" in Written().measure(trained(names(bidirectional=True), 1)).refused
    assert Written().measure(trained(copying(), 1)) is None


def test_next_letters_are_confused_with_each_other() -> None:
    trainer = trained(names(), 30)
    found, part = Confusion().measure(trainer), trainer.data.checking
    assert found.class_names[:2] == ("<end>", "a")
    assert found.counts.shape == (27, 27)
    assert found.counts.sum() == (part.labels >= 0).sum()
    says = answers(trainer).argmax(axis=-1)
    vocabulary = trainer.data.info.vocabulary
    a, e = vocabulary.index("a"), vocabulary.index("e")
    row, column = found.class_names.index("a"), found.class_names.index("e")
    assert found.counts[row, column] == ((part.labels == a) & (says == e)).sum()
