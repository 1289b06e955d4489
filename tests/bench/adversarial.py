"""A discriminator's and a generator's step, against torch eager."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

from core.activations.leaky_relu import LeakyReLU
from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.tanh import Tanh
from core.adversarial.non_saturating import NonSaturating
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.mnist import MNIST
from core.data.sources.points_to_imitate import PointsToImitate
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.recipe import AdversarialRecipe, TrainingRecipe
from core.engine.build import Mode, Turn
from core.layers.base import Layer
from core.layers.conv2d import Conv2D
from core.layers.conv2d_transpose import Conv2DTranspose
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.noise import Noise
from core.layers.real_or_fake import RealOrFake
from core.layers.reshape import Reshape
from core.layers.verdict import Verdict
from core.optimizers.adam import Adam
from core.training.trainer import Trainer
from tests.bench.timing import Row, in_words, interleaved

RATE = 0.0002


def rows() -> Iterator[Row]:
    """All rows of this file."""
    yield plane()
    yield images()


def document(
    data: DataRecipe, batch: int, noise: int, generator: list[Layer], discriminator: list[Layer]
) -> Document:
    """A generator and a discriminator, each its layers in a row."""
    adam = Adam(beta1=0.5)
    recipe = TrainingRecipe(
        optimizer=adam,
        learning_rate=RATE,
        batch_size=batch,
        adversarial=AdversarialRecipe(optimizer=adam, learning_rate=RATE),
    )
    made, last = edits.append(Document(data=data, training=recipe), Noise(size=noise), None)
    for layer in generator:
        made, last = edits.append(made, layer, last)
    made, real = edits.add_node(made, Input(), (0.0, 400.0))
    made, divide = edits.add_node(made, RealOrFake(), (2000.0, 0.0))
    made = edits.connect(made, End(last, "out"), End(divide, "generated"))
    made = edits.connect(made, End(real, "out"), End(divide, "real"))
    last = divide
    for layer in discriminator:
        made, last = edits.append(made, layer, last)
    return edits.append(made, Verdict(loss=NonSaturating()), last)[0]


def our_step(trainer: Trainer) -> Callable[[], float]:
    """The discriminator's turn and the generator's, each on a batch that stands ready."""
    trainer.network.use_workers(2)  # as many as are ever timed
    spaces = [
        (name, trainer.workspace(Mode.TRAINING, turn))
        for name, turn in (("discriminator", Turn.DISCRIMINATOR), ("generator", Turn.GENERATOR))
    ]
    updaters = {name: player.updater for name, player in trainer.players.items()}

    def step() -> float:
        for name, workspace in spaces:
            workspace.forward()
            loss = float(workspace.total)
            workspace.backward()
            updaters[name].step(RATE)
        return loss

    return step


def torch_step(
    generator: nn.Module, discriminator: nn.Module, real: torch.Tensor, noise: int
) -> Callable[[], float]:
    """The same in torch, as its own tutorial on DCGAN writes it."""
    bce = nn.functional.binary_cross_entropy_with_logits
    makers, critics = (
        torch.optim.Adam(m.parameters(), RATE, (0.5, 0.999)) for m in (generator, discriminator)
    )
    one, zero = torch.ones(len(real), 1), torch.zeros(len(real), 1)

    def step() -> float:
        critics.zero_grad()
        fake = generator(torch.randn(len(real), noise))
        loss = bce(discriminator(real), one) + bce(discriminator(fake.detach()), zero)
        loss.backward()
        critics.step()
        makers.zero_grad()
        loss = bce(discriminator(fake), one)
        loss.backward()
        makers.step()
        return float(loss.detach())

    return step


def plane() -> Row:
    """2 → 16 → 2 against 2 → 16 → 16 → 1, batch 100."""
    batch = 100
    trainer = Trainer(
        document(
            DataRecipe(source=PointsToImitate(), train_share=1.0),
            batch,
            2,
            [Dense(units=16, activation=ReLU()), Dense(units=2, activation=Linear())],
            [Dense(units=16), Dense(units=16), Dense(units=1, activation=Linear())],
        )
    )
    maker = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
    critic = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))
    peer = torch_step(maker, critic, torch.rand(batch, 2), 2)
    mine, theirs = interleaved(our_step(trainer), peer)
    return Row("GAN 2-D, D + G step", in_words(mine), in_words(theirs), theirs / mine, 12.0)


def images() -> Row:
    """DCGAN on 28×28 digits, batch 64: 64 → 7×7×64 → 14×14×32 → 28×28×1, and the way back."""
    batch, noise = 64, 64
    up: dict[str, Any] = {"kernel": (4, 4), "stride": (2, 2)}
    trainer = Trainer(
        document(
            DataRecipe(source=MNIST(), preprocessing=Pixels()),
            batch,
            noise,
            [
                Dense(units=7 * 7 * 64, activation=ReLU()),
                Reshape(shape=(7, 7, 64)),
                Conv2DTranspose(filters=32, activation=ReLU(), **up),
                Conv2DTranspose(filters=1, activation=Tanh(), **up),
            ],
            [
                Conv2D(filters=32, activation=LeakyReLU(slope=0.2), **up),
                Conv2D(filters=64, activation=LeakyReLU(slope=0.2), **up),
                Flatten(),
                Dense(units=1, activation=Linear()),
            ],
        )
    )
    maker = nn.Sequential(
        nn.Linear(noise, 7 * 7 * 64),
        nn.ReLU(),
        nn.Unflatten(1, (64, 7, 7)),
        nn.ConvTranspose2d(64, 32, 4, 2, 1),
        nn.ReLU(),
        nn.ConvTranspose2d(32, 1, 4, 2, 1),
        nn.Tanh(),
    )
    critic = nn.Sequential(
        nn.Conv2d(1, 32, 4, 2, 1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(32, 64, 4, 2, 1),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(7 * 7 * 64, 1),
    )
    peer = torch_step(maker, critic, torch.rand(batch, 1, 28, 28), noise)
    mine, theirs = interleaved(our_step(trainer), peer, network=trainer.network)
    return Row("DCGAN 28×28, D + G step", in_words(mine), in_words(theirs), theirs / mine, 1.2)
