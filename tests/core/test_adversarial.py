"""Generator against discriminator: both players' losses, gradients and steps as torch makes them."""

import numpy as np
import pytest
import torch

from core.activations.relu import ReLU
from core.adversarial import ADVERSARIAL_LOSSES
from core.adversarial.base import AdversarialLoss
from core.adversarial.hinge import HingeAdversarial
from core.adversarial.non_saturating import NonSaturating
from core.adversarial.wasserstein import Wasserstein
from core.document import edits
from core.document.graph import End
from core.document.players import players
from core.document.recipe import AdversarialRecipe, TrainingRecipe
from core.document.shapes import infer
from core.engine.build import Mode, Turn
from core.engine.compile import compile_document
from core.engine.network import Network
from core.engine.workspace import Workspace
from core.layers.input import Input
from core.layers.output import Output
from core.layers.real_or_fake import RealOrFake
from core.layers.verdict import Verdict
from core.optimizers.adam import Adam
from core.training.adversarial import Adversarial
from core.training.checkpoint import capture, restore
from core.training.likeness import divergences, diversity
from core.training.trainer import Trainer
from tests.core.adversaries import TorchPair, adversaries, torch_losses
from tests.core.examples import digits
from tests.core.variants import cases

BATCH = 7


def network_of(
    loss: AdversarialLoss, smoothing: float = 0.0, *, sigmoid: bool = False, classes: int = 0
) -> Network:
    document = adversaries(loss, smoothing=smoothing, sigmoid=sigmoid, classes=classes)
    network, random = compile_document(document, np.float64, np.float64), np.random.default_rng(5)
    network.parameters[...] = random.normal(0, 0.5, network.parameters.size)
    network.set_preprocessing(np.zeros(2), np.ones(2))
    return network


def computed(network: Network, turn: Turn) -> Workspace:
    """One forward and backward pass on made samples and labels."""
    workspace, random = network.workspace(BATCH, Mode.TRAINING, turn), np.random.default_rng(3)
    workspace.samples[...] = random.normal(0.5, 1, (2, BATCH))
    if "target" in workspace.feeds:
        workspace.targets[...] = np.eye(len(workspace.targets))[
            :, random.integers(0, len(workspace.targets), BATCH)
        ]
    network.gradients.fill(np.nan)
    workspace.forward()
    workspace.backward()
    return workspace


def in_torch(
    network: Network, workspace: Workspace, smoothing: float
) -> tuple[TorchPair, torch.Tensor, torch.Tensor]:
    """The same networks in torch, and both players' losses of the batch and the noise that were computed last."""
    pair = TorchPair(network.views())
    noise = torch.tensor(workspace.values[End("noise1", "out")].array.T.copy())
    real = torch.tensor(workspace.samples.T.copy())
    label = torch.tensor(workspace.targets.T.copy()) if "target" in workspace.feeds else None
    fake = pair.generated(noise, label)
    spec = network.graph.nodes["verdict1"].spec
    assert isinstance(spec, Verdict)
    losses = torch_losses(spec.loss, pair.answers(real, label), pair.answers(fake, label), smoothing)
    return pair, *losses


@pytest.mark.parametrize("loss", cases(ADVERSARIAL_LOSSES))
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("classes", [0, 3])
@pytest.mark.parametrize("turn", [Turn.DISCRIMINATOR, Turn.GENERATOR], ids=lambda t: t.value)
def test_loss_and_gradient_of_each_turn(
    turn: Turn, classes: int, smoothing: float, loss: AdversarialLoss
) -> None:
    for sigmoid in (False, True) if loss.fuses else (False,):
        network = network_of(loss, smoothing, sigmoid=sigmoid, classes=classes)
        workspace = computed(network, turn)
        pair, critic, maker = in_torch(network, workspace, smoothing)
        wanted = critic if turn is Turn.DISCRIMINATOR else maker
        assert float(workspace.total) == pytest.approx(float(wanted.detach()), rel=1e-9)
        gradients = torch.autograd.grad(wanted, pair.of(turn.value), allow_unused=True)
        found = network.gradients[network.span(turn.value)]
        assert np.isfinite(found).all()
        expected = np.concatenate([g.numpy().ravel() for g in gradients if g is not None])
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("turn", [Turn.DISCRIMINATOR, Turn.GENERATOR], ids=lambda t: t.value)
def test_the_other_players_gradients_are_left_alone(turn: Turn) -> None:
    network = network_of(NonSaturating())
    computed(network, turn)
    other = {"generator": "discriminator", "discriminator": "generator"}[turn.value]
    assert np.isnan(network.gradients[network.span(other)]).all()


@pytest.mark.parametrize("ratio", [1, 3])
def test_twenty_steps_of_both_players_are_those_of_torch(ratio: int) -> None:
    recipe = TrainingRecipe(
        optimizer=Adam(beta1=0.5),
        learning_rate=0.01,
        batch_size=8,
        adversarial=AdversarialRecipe(optimizer=Adam(), learning_rate=0.02, ratio=ratio),
    )
    trainer = Trainer(adversaries(training=recipe), dtype=np.float64)
    network, pair = trainer.network, TorchPair(trainer.network.views())
    rates = {"discriminator": (0.01, (0.5, 0.999)), "generator": (0.02, (0.9, 0.999))}
    optimizers = {name: torch.optim.Adam(pair.of(name), lr, betas) for name, (lr, betas) in rates.items()}
    watched: list[tuple[str, np.ndarray, np.ndarray]] = []
    update = trainer.update

    def watching(player: str, learning_rate: float) -> None:
        turn = Turn.DISCRIMINATOR if player == "discriminator" else Turn.GENERATOR
        workspace = network.workspace(len(trainer.batch), Mode.TRAINING, turn)
        noise = workspace.values[End("noise1", "out")].array.T.copy()
        watched.append((player, noise, workspace.samples.T.astype(np.float64)))
        update(player, learning_rate)

    trainer.update = watching  # type: ignore[method-assign]
    for _, _ in zip(range(20), trainer.run(), strict=False):
        for player, noise, real in watched:
            optimizers[player].zero_grad()
            fake = pair.generated(torch.tensor(noise), None)
            answers = pair.answers(torch.tensor(real), None), pair.answers(fake, None)
            losses = torch_losses(NonSaturating(), *answers, 0.0)
            losses[player == "generator"].backward()
            optimizers[player].step()
        watched.clear()
    assert trainer.steps == 20
    for key, view in network.views().items():
        np.testing.assert_allclose(view, pair.leaves[key].detach().numpy(), rtol=1e-8, atol=1e-10)


def stepped(trainer: Trainer, count: int) -> Trainer:
    for _, _ in zip(range(count), trainer.run(), strict=False):
        pass
    return trainer


def recipe(**ways: object) -> TrainingRecipe:
    return TrainingRecipe(batch_size=8, adversarial=AdversarialRecipe(**ways))


@pytest.mark.parametrize("side", ["generator", "discriminator"])
def test_one_player_may_learn_alone(side: str) -> None:
    trainer = Trainer(adversaries(training=recipe(learns=side)))
    before = trainer.network.parameters.copy()
    stepped(trainer, 5)
    other = {"generator": "discriminator", "discriminator": "generator"}[side]
    changed = trainer.network.parameters != before
    assert changed[trainer.network.span(side)].any()
    assert not changed[trainer.network.span(other)].any()


def test_the_ratio_takes_so_many_batches_of_an_epoch() -> None:
    trainer = stepped(Trainer(adversaries(training=recipe(ratio=3))), 2)
    assert (
        trainer.players["discriminator"].updater.steps == 5
    )  # of 40 samples there are five batches of eight
    assert trainer.players["generator"].updater.steps == 2
    assert trainer.epoch == 1


def test_the_history_tells_of_both_players() -> None:
    row = stepped(Trainer(adversaries()), 10).history.last()
    assert {"loss", "generator_loss", "real_right", "generated_right", "kl", "js"} <= set(row)
    assert 0 <= row["real_right"] <= 1
    assert 0 <= row["js"] <= 1


@pytest.mark.parametrize("at", [3, 7])
def test_a_resumed_run_is_the_same_to_the_bit(at: int) -> None:
    whole = stepped(Trainer(adversaries(classes=2)), 12)
    begun = stepped(Trainer(adversaries(classes=2)), at)
    arrays, run = capture(begun)
    resumed = Trainer(adversaries(classes=2))
    restore(resumed, arrays, run, begun.history.columns())
    stepped(resumed, 12 - at)
    assert np.array_equal(resumed.network.parameters, whole.network.parameters)
    assert resumed.history.last() == whole.history.last()


def test_wasserstein_keeps_the_discriminators_weights_small() -> None:
    trainer = stepped(Trainer(adversaries(Wasserstein(clip=0.02))), 5)
    network = trainer.network
    assert np.abs(network.parameters[network.span("discriminator")]).max() <= np.float32(0.02)
    assert np.abs(network.parameters[network.span("generator")]).max() > 0.1


def test_what_is_predicted_from_noise_is_what_the_generator_makes() -> None:
    trainer = stepped(Trainer(adversaries(classes=2)), 5)
    method = trainer.method
    assert isinstance(method, Adversarial)
    made = method.generated(trainer, 50)
    assert made.shape == (50, 2)
    pair = TorchPair(trainer.network.views())
    labels = torch.tensor(trainer.data.train.first_targets(50, (2,)), dtype=torch.float64)
    noise = torch.tensor(method.noise(50), dtype=torch.float64)
    np.testing.assert_allclose(made, pair.generated(noise, labels).detach().numpy(), rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(made, method.generated(trainer, 50))


@pytest.mark.parametrize("sigmoid", [False, True])
def test_the_discriminators_opinion_is_its_probability(sigmoid: bool) -> None:
    trainer = stepped(Trainer(adversaries(sigmoid=sigmoid)), 5)
    assert isinstance(trainer.method, Adversarial)
    points = np.random.default_rng(1).random((9, 2)).astype(np.float32)
    answers = TorchPair(trainer.network.views()).answers(torch.tensor(points, dtype=torch.float64), None)
    np.testing.assert_allclose(
        trainer.method.opinion(points), torch.sigmoid(answers)[:, 0].detach().numpy(), rtol=1e-4
    )


def test_players_are_told_apart() -> None:
    found = players(adversaries(classes=2).graph)
    assert found is not None
    assert found.generator >= {"noise1", "dense1", "dense2"}
    assert found.discriminator == {"dense3", "dense4", "verdict1", "concatenate2"}
    assert found.of("input1") == ""
    assert players(digits().graph) is None


# -- problems ----------------------------------------------------------------------------------------------------------
def messages(document: object) -> list[str]:
    return [problem.message for problem in infer(document).problems]  # type: ignore[arg-type]


def test_a_ready_pair_has_no_problems() -> None:
    assert infer(adversaries()).problems == ()
    assert infer(adversaries(classes=2)).problems == ()


@pytest.mark.parametrize("spec", [RealOrFake(), Verdict()])
def test_a_second_one_is_refused_with_a_fix(spec: RealOrFake | Verdict) -> None:
    document, new = edits.add_node(adversaries(), spec, (0.0, 900.0))
    problem = next(p for p in infer(document).problems if "second one" in p.message)
    assert problem.node == new
    assert infer(problem.fixes[0].edit(document)).ready


@pytest.mark.parametrize("port", ["generated", "real"])
def test_a_discriminator_fed_only_one_side_is_told(port: str) -> None:
    document = adversaries()
    wire = next(w for w in document.graph.into("realorfake1") if w.target.port == port)
    problems = infer(edits.remove(document, {wire.id})).problems
    assert any(p.node == "realorfake1" and p.port == port and port in p.message for p in problems)


def test_a_generator_that_makes_something_else_is_mended_by_a_click() -> None:
    document = adversaries()
    document = edits.set_field(document, "dense2", "units", 3)
    problem = next(p for p in infer(document).problems if p.severity == "error")
    assert "3 values" in problem.message
    assert "2 values" in problem.message
    assert infer(problem.fixes[0].edit(document)).ready


def test_an_output_in_an_adversarial_network_is_refused() -> None:
    document, new = edits.append(adversaries(), Output(), "dense3")
    assert any(p.node == new for p in infer(document).problems)


def test_a_verdict_without_a_divide_and_a_generator_without_noise_are_told() -> None:
    document = edits.remove(adversaries(), {"realorfake1"})
    assert any("Verdict ends a discriminator" in m for m in messages(document))
    document = edits.remove(adversaries(), {"noise1"})
    document, _ = edits.append(document, Input(), None)
    document = edits.connect(document, End("input2", "out"), End("dense1", "in"))
    assert any("always makes the same" in m for m in messages(document))


def test_a_verdict_wants_one_value_and_offers_it() -> None:
    document = edits.set_field(adversaries(), "dense4", "units", 4)
    problem = next(p for p in infer(document).problems if p.severity == "error")
    assert infer(problem.fixes[0].edit(document)).ready


@pytest.mark.parametrize("loss", [HingeAdversarial(), NonSaturating()])
def test_a_bent_answer_is_advised_against(loss: AdversarialLoss) -> None:
    document = edits.set_field(adversaries(loss), "dense4", "activation", ReLU())
    problem = next(p for p in infer(document).problems)
    assert problem.severity == "warning"
    assert infer(problem.fixes[0].edit(document)).problems == ()


# -- likeness ----------------------------------------------------------------------------------------------------------
def test_two_draws_of_the_same_points_hardly_differ_and_others_do() -> None:
    random, bounds = np.random.default_rng(0), ((0.0, 1.0), (0.0, 1.0))
    one, other = (0.5 + 0.1 * random.standard_normal((2, 10_000, 2))).astype(np.float32)
    kl, js = divergences(one, other, bounds)
    assert 0 < js < 0.02
    assert 0 <= kl < 0.1
    far_kl, far_js = divergences(one, other + 0.4, bounds)
    assert far_js > 0.9
    assert far_kl > 3
    assert divergences(one, one, bounds) == (0.0, 0.0)


def test_diversity_falls_when_modes_collapse() -> None:
    random = np.random.default_rng(0)
    modes = random.random((10, 64))
    real = modes[random.integers(0, 10, 500)] + 0.01 * random.standard_normal((500, 64))
    two = modes[random.integers(0, 2, 500)] + 0.01 * random.standard_normal((500, 64))
    one = modes[:1] + 0.01 * random.standard_normal((500, 64))
    values = [diversity(real, made) for made in (real[::-1], two, one)]
    assert values[0] == pytest.approx(1, abs=0.05)
    assert values[0] > values[1] + 0.2 > values[2] + 0.2
    assert values[2] < 0.1
