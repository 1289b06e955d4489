"""Two players against each other (Goodfellow et al. 2014, algorithm 1)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.engine.build import Array, Mode, Turn
from core.engine.network import Network
from core.errors import DocumentError
from core.layers.noise import Noise
from core.layers.verdict import Verdict
from core.optimizers.base import Optimizer
from core.randomness import generator
from core.training.likeness import divergences, diversity
from core.training.method import Method

if TYPE_CHECKING:
    from core.document.recipe import TrainingRecipe
    from core.training.trainer import Trainer

COMPARED = 10_000  # points that a divergence is taken over
VARIED = 500  # samples that a diversity is taken over
CHUNK = 1_000

Side = Literal["discriminator", "generator"]


@dataclass(frozen=True, slots=True)
class Alone:
    """A job for the training thread: one step of one player, while the other rests.

    Raises:
        DocumentError: there are no players.
        DivergedError: the loss is not finite.
    """

    side: Side

    def __call__(self, trainer: "Trainer") -> None:
        method = trainer.method
        if not isinstance(method, Adversarial):
            raise DocumentError("This network has no generator and no discriminator to train alone.")
        if trainer.finished:
            trainer.go_on(1)
        name = "loss" if self.side == "discriminator" else "generator_loss"
        trainer.step(lambda trainer: {name: method.turn(trainer, self.side)})


class Adversarial(Method):
    """The discriminator learns from generated and real samples; then the generator learns to fool it.

    A step is as many turns of the discriminator as the recipe says, each with a batch of its own, and one of the
    generator. "real_right" and "generated_right" are the shares of samples that the discriminator took for what they
    are, where its loss draws a boundary.
    """

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        assert network.players is not None
        self.verdict: Verdict = network.graph.nodes[network.players.verdict].spec  # type: ignore[assignment]
        self._judged = next(iter(network.graph.into(network.players.verdict))).source

    def optimizers(self, recipe: "TrainingRecipe") -> dict[str, tuple[slice, Optimizer]]:
        return {
            "discriminator": (self.network.span("discriminator"), recipe.optimizer),
            "generator": (self.network.span("generator"), recipe.adversarial.optimizer),
        }

    def step(self, trainer: "Trainer") -> dict[str, float]:
        ways, losses = trainer.recipe.adversarial, dict[str, float]()
        if ways.learns != "generator":
            for _ in range(ways.ratio):
                losses["loss"] = self.turn(trainer, "discriminator")
                if trainer.position >= trainer.data.train.count:
                    break
        if ways.learns != "discriminator":
            losses["generator_loss"] = self.turn(trainer, "generator", again="loss" in losses)
        return losses

    def turn(self, trainer: "Trainer", side: Side, *, again: bool = False) -> float:
        """One player's step; returns its loss.

        Args:
            again: for the samples of the turn before, not for the next ones.

        Raises:
            DivergedError: the loss is not finite.
        """
        recipe = trainer.recipe
        turn = Turn.DISCRIMINATOR if side == "discriminator" else Turn.GENERATOR
        workspace = trainer.workspace(Mode.TRAINING, turn, again=again)
        workspace.forward()
        loss = trainer.checked(float(workspace.total))
        workspace.backward()
        if side == "generator":
            trainer.update(side, recipe.adversarial.learning_rate)
            return loss
        trainer.update(side, recipe.learning_rate)
        if self.verdict.loss.clips is not None:
            weights = self.network.parameters[self.network.span(side)]
            np.clip(weights, -self.verdict.loss.clips, self.verdict.loss.clips, weights)
        if trainer.steps % 8 == 0:  # often enough for a share, and cheap
            self._count(trainer, workspace.values[self._judged].array[0])
        return loss

    def _count(self, trainer: "Trainer", answers: Array) -> None:
        boundary, half = self.verdict.loss.boundary, answers.size // 2
        if boundary is None:
            return
        says_real = answers > boundary
        trainer.note("real_right", np.count_nonzero(says_real[half:]) / half, half)
        trainer.note("generated_right", 1 - np.count_nonzero(says_real[:half]) / half, half)

    def measure(self, trainer: "Trainer") -> dict[str, float]:
        return self.likeness(trainer)

    def likeness(self, trainer: "Trainer") -> dict[str, float]:
        """How like the data what the generator makes is: divergences for points of a plane, else the diversity."""
        bounds, part = trainer.document.data.source.bounds, trainer.data.train
        points = bounds is not None and self.network.sample_shape() == (2,)
        count = min(COMPARED if points else VARIED, part.count)
        real, made = part.raw(count), self.generated(trainer, count)
        if bounds is None or not points:
            return {"diversity": diversity(real, made)}
        kl, js = divergences(real, made, bounds)
        return {"kl": kl, "js": js}

    def generated(self, trainer: "Trainer", count: int, use: str = "likeness") -> Array:
        """Generated samples (count, *sample_shape), written as raw ones are, from noise that is the same at every call;
        of the classes of the first training samples, where the generator is told any.
        """
        targets = None
        if self.conditional:
            targets = trainer.data.train.first_targets(count, trainer.data.target_shape)
        return self.made(trainer, self.noise(count, use), targets)

    @property
    def conditional(self) -> bool:
        """Whether the generator is told the answer to what it makes."""
        return "target" in self.network.workspace(1, Mode.INFERENCE).feeds

    def made(self, trainer: "Trainer", noise: Array, targets: Array | None) -> Array:
        """What the generator makes of noise (count, *entry_shape), written as raw samples are."""
        made = self.network.predict(noise, CHUNK, targets).reshape(-1, *self.network.sample_shape())
        raw: Array = made / trainer.data.scale.astype(made.dtype) + trainer.data.offset.astype(made.dtype)
        return raw

    def noise(self, count: int, use: str = "likeness") -> Array:
        """Noise (count, size), the same for each use at every call."""
        entry = self.network.entry
        if entry is None:
            return np.zeros((count, *self.network.sample_shape()), self.network.dtype)
        spec = self.network.graph.nodes[entry.node].spec
        assert isinstance(spec, Noise)
        z = np.empty((spec.size, count), self.network.dtype)
        spec.draw(generator(self.network.seed, use), z)
        return z.T

    def opinion(self, samples: Array, targets: Array | None = None) -> Array:
        """What the discriminator makes of raw samples (count, *sample_shape): from 0, generated, to 1, real, (count,).

        Args:
            targets: (count, *target_shape), where it is told the answers.
        """
        workspace = self.network.workspace(len(samples), Mode.INFERENCE, Turn.JUDGE)
        workspace.samples[...] = samples.T if samples.ndim == 2 else samples
        if targets is not None and "target" in workspace.feeds:
            workspace.targets[...] = targets.T if targets.ndim == 2 else targets
        workspace.forward()
        answers = workspace.values[self._judged].array[0]
        activation = self.network.graph.nodes[self._judged.node].spec.final_activation
        if activation is not None and activation.__struct_config__.tag in self.verdict.loss.fuses:
            return np.array(answers)
        return self.verdict.loss.opinion(answers)

    def examples(self, trainer: "Trainer", count: int) -> Array:
        return self.noise(count, "examples")
