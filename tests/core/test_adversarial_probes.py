"""What is measured of an adversarial network while it trains, one player alone, and what is taken away of it."""

import io
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from core.document.recipe import AdversarialRecipe
from core.engine.build import Mode, Turn
from core.errors import DivergedError, DocumentError
from core.export import EXPORTERS
from core.probes import discover_probes
from core.probes.base import Probe
from core.probes.bent_grid import REACH, BentGrid
from core.probes.confusion import Confusion
from core.probes.decision_map import DecisionMap
from core.probes.feature_maps import FeatureMaps
from core.probes.gallery import Gallery
from core.probes.generated import Generated
from core.probes.opinion import Opinion
from core.probes.score import Score
from core.probes.sending import NOISES
from core.progress import Progress
from core.spec import fields
from core.training.adversarial import Adversarial, Alone
from core.training.columns import ADVERSARIAL, columns_of
from core.training.trainer import Trainer
from tests.core.adversaries import adversaries
from tests.core.examples import digits
from tests.core.imitations import clouds, forged_digits, told_digits

DOCUMENTS = {"clouds": clouds, "digits": forged_digits, "told": told_digits}


def after(name: str, steps: int) -> Trainer:
    trainer = Trainer(DOCUMENTS[name]())
    for _, _ in zip(range(steps), trainer.run(), strict=False):
        pass
    return trainer


def method_of(trainer: Trainer) -> Adversarial:
    assert isinstance(trainer.method, Adversarial)
    return trainer.method


# -- probes ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("probe", discover_probes())
def test_every_probe_measures_or_passes_and_changes_nothing(probe: type[Probe], name: str) -> None:
    trainer, other = after(name, 3), after(name, 3)
    nodes = trainer.network.graph.nodes if any(f.name == "node" for f in fields(probe)) else ("",)
    for node in nodes:
        (probe(node=node) if node else probe()).measure(trainer)
    for one in (trainer, other):
        for _, _ in zip(range(3), one.run(), strict=False):
            pass
    assert np.array_equal(trainer.network.parameters, other.network.parameters)


@pytest.mark.parametrize("probe", [Confusion(), DecisionMap(), Gallery(), Score()], ids=lambda p: p.title)
def test_without_answers_there_is_nothing_to_judge(probe: Probe) -> None:
    assert probe.measure(after("clouds", 1)) is None


@pytest.mark.parametrize("probe", [Generated(), Opinion(), BentGrid()], ids=lambda p: p.title)
def test_without_a_generator_there_is_nothing_to_see(probe: Probe) -> None:
    assert probe.measure(Trainer(digits())) is None


def test_generated_samples_come_from_the_same_noise_and_follow_the_training() -> None:
    trainer = after("clouds", 1)
    first, again = (Generated(count=30).measure(trainer) for _ in range(2))
    assert first is not None
    assert again is not None
    assert np.array_equal(first.samples, again.samples)
    noise = method_of(trainer).noise(30, "shown")
    np.testing.assert_allclose(first.samples, trainer.network.predict(noise), rtol=1e-6)
    next(trainer.run())
    later = Generated(count=30).measure(trainer)
    assert later is not None
    assert not np.array_equal(first.samples, later.samples)
    assert not later.samples.flags.writeable


def test_images_come_with_as_many_real_ones() -> None:
    found = Generated(count=20).measure(after("digits", 1))
    assert found is not None
    assert found.samples.shape == found.real.shape == (20, 8, 8, 1)
    assert found.classes == ()


def test_a_generator_that_is_told_the_class_shows_a_row_of_each() -> None:
    trainer = after("told", 1)
    found = Generated(count=60).measure(trainer)
    assert found is not None
    assert found.classes == tuple("0123456789")
    assert len(found.samples) == 60
    noise = np.repeat(method_of(trainer).noise(6, "shown")[2:3], 10, axis=0)
    column = trainer.network.predict(noise, targets=np.eye(10, dtype=np.float32))
    np.testing.assert_allclose(
        found.samples[2::6], column, rtol=1e-4, atol=1e-5
    )  # another batch size adds up anew


def test_opinion_is_what_the_discriminator_says_of_each_point() -> None:
    trainer = after("clouds", 60)
    plane = Opinion(resolution=5).measure(trainer)
    assert plane is not None
    assert plane.outputs.shape == (1, 5, 5)
    said = method_of(trainer).opinion(np.array([[0.75, 0.25]], np.float32))
    assert plane.outputs[0, 1, 3] == pytest.approx(float(said[0]), rel=1e-5)
    assert 0 <= plane.outputs.min() <= plane.outputs.max() <= 1


def test_a_discriminator_that_is_told_the_class_is_asked_about_the_likeliest() -> None:
    trainer = Trainer(adversaries(classes=3))
    plane = Opinion(resolution=4).measure(trainer)
    assert plane is not None
    points = np.array([[0.0, 0.0]] * 3, np.float32)
    said = method_of(trainer).opinion(points, np.eye(3, dtype=np.float32))
    assert plane.outputs[0, 0, 0] == pytest.approx(float(said.max()), rel=1e-5)
    assert said.min() < said.max()


def test_the_bent_grid_is_what_becomes_of_an_even_one() -> None:
    trainer = after("clouds", 5)
    grid = BentGrid(lines=3).measure(trainer)
    assert grid is not None
    corner = trainer.network.predict(np.array([[REACH, -REACH]], np.float32))[0]
    np.testing.assert_allclose(grid[0, 2], corner, rtol=1e-5)
    assert BentGrid().measure(Trainer(adversaries())) is None  # three numbers of noise


def test_layers_of_both_players_show_what_they_make() -> None:
    trainer = after("clouds", 2)
    noise = method_of(trainer).examples(trainer, NOISES)[3]
    made = FeatureMaps(node="noise1", sample=3).measure(trainer)
    assert made is not None
    assert made.sample is None
    np.testing.assert_allclose(made.values, noise, rtol=1e-6)
    answer = FeatureMaps(node="dense4", sample=3).measure(trainer)
    workspace = trainer.network.workspace(1, Mode.INFERENCE, Turn.JUDGE)
    workspace.samples[:, 0] = trainer.data.checking.raw(4)[3]
    workspace.forward()
    assert answer is not None
    np.testing.assert_allclose(
        answer.values, workspace.values[method_of(trainer)._judged].array[:, 0], rtol=1e-6
    )


# -- one player alone --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("side", ["discriminator", "generator"])
def test_a_step_alone_moves_one_player_and_counts(side: str) -> None:
    trainer = Trainer(clouds())
    before = trainer.network.parameters.copy()
    Alone(side)(trainer)
    changed = trainer.network.parameters != before
    other = {"generator": "discriminator", "discriminator": "generator"}[side]
    assert changed[trainer.network.span(side)].any()
    assert not changed[trainer.network.span(other)].any()
    assert (trainer.steps, trainer.position) == (1, 50)
    assert np.isfinite(trainer.loss)


def test_steps_alone_make_epochs_and_a_finished_run_goes_on() -> None:
    trainer = Trainer(clouds(epochs=1))
    for _ in range(8):
        Alone("discriminator")(trainer)
    assert trainer.finished
    assert "generator_loss" not in trainer.history.last()
    Alone("generator")(trainer)
    assert (trainer.epoch, trainer.steps, trainer.epochs) == (1, 9, 2)


def test_a_run_of_the_generator_alone_tells_its_own_loss_only() -> None:
    trainer = Trainer(clouds(adversarial=AdversarialRecipe(learns="generator")))
    for _, _ in zip(range(8), trainer.run(), strict=False):
        pass
    row = trainer.history.last()
    assert "loss" not in row
    assert np.isfinite(row["generator_loss"])


def test_there_is_nobody_alone_in_other_networks() -> None:
    with pytest.raises(DocumentError, match="no generator"):
        Alone("generator")(Trainer(digits()))


def test_a_player_alone_may_diverge_too() -> None:
    trainer = Trainer(clouds())
    good = trainer.network.parameters.copy()
    trainer.network.parameters[...] = np.inf
    with np.errstate(all="ignore"), pytest.raises(DivergedError):
        Alone("discriminator")(trainer)
    assert np.array_equal(trainer.network.parameters, good)


# -- names and export --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_column_of_the_history_has_a_name(name: str) -> None:
    trainer = after(name, 8)
    assert trainer.epoch >= 1
    assert set(trainer.history.last()) - {"epoch", "steps"} <= set(ADVERSARIAL)
    assert columns_of(trainer.document.graph) == ADVERSARIAL
    assert columns_of(digits().graph) == {}


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda e: e.title)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_generator_is_what_is_exported(name: str, exporter: type, tmp_path: Path) -> None:
    trainer = after(name, 3)
    samples = trainer.method.examples(trainer, 16)
    report = exporter().export(trainer.network, trainer.document, tmp_path / f"g{exporter.suffix}", samples)
    assert report.path.stat().st_size > 0
    if exporter.suffix != ".onnx":
        return
    session = onnxruntime.InferenceSession(report.path)
    feeds = {"noise": samples.astype(np.float32)}
    targets = np.eye(10, dtype=np.float32)[np.arange(16) % 10] if name == "told" else None
    if targets is not None:
        feeds["label"] = targets
    (answers,) = session.run(None, feeds)
    expected = trainer.network.predict(samples, targets=targets)
    np.testing.assert_allclose(answers, expected, rtol=1e-5, atol=1e-5)


def test_the_terminal_tells_of_both_players() -> None:
    stream, trainer = io.StringIO(), Trainer(clouds(epochs=1))
    progress = Progress(stream)
    for _ in trainer.run():
        progress.show(trainer)
    row = trainer.history.last()
    line = stream.getvalue().splitlines()[-1]
    for text in (
        f"discriminator {row['loss']:.4f}",
        f"generator {row['generator_loss']:.4f}",
        f"JS {row['js']:.4f}",
    ):
        assert text in line
