"""Training steps against torch eager; an epoch against scikit-learn."""

import itertools
import warnings
from collections.abc import Iterator

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.circle import Circle
from core.data.sources.digits import Digits
from core.data.sources.mnist import MNIST
from core.document.recipe import TrainingRecipe
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.losses.half_squared import HalfSquared
from core.optimizers.adam import Adam
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD
from core.training.trainer import Trainer
from tests.bench.networks import mlp, our_step, torch_mlp, torch_step
from tests.bench.timing import Row, in_words, interleaved


def rows() -> Iterator[Row]:
    """All rows of this file."""
    yield tiny()
    yield mnist([128, 64, 10], Adam(), 32, 2.0)
    yield mnist([128, 64, 10], Adam(), 128, 2.0)
    yield from wide()
    yield digits_epoch()


def tiny() -> Row:
    """2-4-2-1 tanh, batch 10, plain SGD, half squared error."""
    recipe = TrainingRecipe(optimizer=SGD(), learning_rate=0.03, batch_size=10, metrics=())
    data = DataRecipe(source=Circle(), encoding="-1/+1")
    ours = our_step(Trainer(mlp(data, [4, 2, 1], Tanh(), Tanh(), HalfSquared(), recipe)))
    model = torch_mlp([2, 4, 2, 1], torch.nn.Tanh, torch.nn.Tanh)
    peer = torch_step(
        model,
        torch.optim.SGD(model.parameters(), lr=0.03),
        lambda y, t: 0.5 * torch.nn.functional.mse_loss(y, t),
        torch.randn(10, 2),
        torch.randn(10, 1).sign(),
    )
    mine, theirs = interleaved(ours, peer)
    return Row("step 2-4-2-1 tanh, batch 10, SGD", in_words(mine), in_words(theirs), theirs / mine, 12.0)


def mnist(units: list[int], optimizer: Optimizer, batch: int, target: float) -> Row:
    """784-units on MNIST bytes, ReLU, softmax, cross-entropy."""
    name = f"step {'-'.join(map(str, [784, *units]))}, {optimizer.title}, batch {batch}"
    mine, theirs = mnist_seconds(units, optimizer, batch)
    return Row(name, in_words(mine), in_words(theirs), theirs / mine, target)


def mnist_seconds(units: list[int], optimizer: Optimizer, batch: int) -> tuple[float, float]:
    """Seconds a step, ours and torch's."""
    recipe = TrainingRecipe(optimizer=optimizer, batch_size=batch, metrics=())
    data = DataRecipe(source=MNIST(), preprocessing=Pixels())
    ours = our_step(Trainer(mlp(data, units, ReLU(), Softmax(), CategoricalCrossEntropy(), recipe)))
    model = torch_mlp([784, *units], torch.nn.ReLU, None)
    kind = torch.optim.Adam if isinstance(optimizer, Adam) else torch.optim.SGD
    x, y = torch.rand(batch, 784), torch.randint(0, units[-1], (batch,))
    peer = torch_step(model, kind(model.parameters(), lr=1e-3), torch.nn.functional.cross_entropy, x, y)
    return interleaved(ours, peer)


def wide() -> Iterator[Row]:
    """784-512-512-10, batch 256: against torch, and against what the machine's products can do."""
    batch, sizes = 256, [784, 512, 512, 10]
    mine, theirs = mnist_seconds(sizes[1:], SGD(), batch)
    yield Row("step 784-512-512-10, SGD, batch 256", in_words(mine), in_words(theirs), theirs / mine, 2.0)
    forward = sum(a * b for a, b in itertools.pairwise(sizes))
    flops = 2 * batch * (3 * forward - sizes[0] * sizes[1])  # nobody needs the gradient of the pixels
    a, b = np.random.default_rng(0).random((2, 1024, 1024), dtype=np.float32)
    out = np.empty_like(a)
    peak, _ = interleaved(lambda: np.dot(a, b, out), lambda: None)
    share = (flops / mine) / (2 * 1024**3 / peak)
    speeds = f"{flops / mine / 1e9:.0f} GF/s", f"{2 * 1024**3 / peak / 1e9:.0f} GF/s"
    yield Row("  the same, share of sgemm's peak", *speeds, 100 * share, 50.0, unit="%")


def digits_epoch() -> Row:
    """A shuffled epoch of 64-100-10 on all digits: everything the app does in one, against MLPClassifier's."""
    recipe = TrainingRecipe(optimizer=Adam(), batch_size=200, epochs=1_000_000, metrics=())
    data = DataRecipe(source=Digits(), preprocessing=Pixels(white=16), train_share=1.0)
    trainer = Trainer(mlp(data, [100, 10], ReLU(), Softmax(), CategoricalCrossEntropy(), recipe))
    steps = trainer.run()

    def ours() -> None:
        goal = trainer.epoch + 20
        while trainer.epoch < goal:
            next(steps)

    samples = trainer.data.train.samples.reshape(-1, 64) / np.float32(16)
    labels = trainer.data.train.labels
    classifier = MLPClassifier((100,), batch_size=200, max_iter=20, tol=0, n_iter_no_change=10**6, alpha=0)

    def peer() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            classifier.fit(samples, labels)

    mine, theirs = interleaved(ours, peer, rounds=7)
    return Row(
        "epoch of digits 64-100-10, Adam", in_words(mine / 20), in_words(theirs / 20), theirs / mine, 2.3
    )
