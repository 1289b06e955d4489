"""Recurrent layers against torch eager: a training step, the loss behind the last step."""

from collections.abc import Iterator

import numpy as np
import torch

from core.activations.linear import Linear
from core.data.base import DataInfo, Dataset, Source
from core.data.recipe import DataRecipe
from core.document.document import Document
from core.document.edits import append
from core.document.recipe import TrainingRecipe
from core.layers.dense import Dense
from core.layers.gru import GRU
from core.layers.input import Input
from core.layers.lstm import LSTM
from core.layers.output import Output
from core.layers.recurrent import Recurrent
from core.layers.simple_rnn import SimpleRNN
from core.losses.mean_squared import MeanSquared
from core.optimizers.sgd import SGD
from core.training.trainer import Trainer
from tests.bench.networks import our_step, torch_step
from tests.bench.timing import Row, in_words, interleaved

STEPS, FEATURES, BATCH, ANSWERS = 64, 32, 32, 10


def rows() -> Iterator[Row]:
    """All rows of this file."""
    yield row(SimpleRNN(units=128), torch.nn.RNN, 3.0)
    yield row(GRU(units=128), torch.nn.GRU, 1.0)
    yield row(LSTM(units=128), torch.nn.LSTM, 1.0)
    yield row(LSTM(units=32), torch.nn.LSTM, 1.5)


def row(layer: Recurrent, kind: type[torch.nn.RNNBase], aim: float) -> Row:
    model = TorchLast(kind, layer.units)
    peer = torch_step(
        model,
        torch.optim.SGD(model.parameters(), lr=1e-3),
        torch.nn.functional.mse_loss,
        torch.randn(BATCH, STEPS, FEATURES),
        torch.randn(BATCH, ANSWERS),
    )
    mine, theirs = interleaved(our_step(Trainer(document(layer))), peer)
    name = f"step {layer.title} H {layer.units}, T {STEPS}, SGD, batch {BATCH}"
    return Row(name, in_words(mine), in_words(theirs), theirs / mine, aim)


class Sequences(Source, frozen=True, kw_only=True, tag="bench-recurrent"):
    """Noise of the right shape."""

    def info(self) -> DataInfo:
        names = tuple(map(str, range(ANSWERS)))
        return DataInfo(sample_shape=(STEPS, FEATURES), value_names=names, count=2 * BATCH)

    def load(self, seed: int) -> Dataset:
        random, info = np.random.default_rng(seed), self.info()
        samples = random.standard_normal((info.count, *info.sample_shape), np.float32)
        return Dataset(info, samples, values=samples[:, 0, :ANSWERS])


class TorchLast(torch.nn.Module):
    """A recurrent layer and a linear one behind its last step."""

    def __init__(self, kind: type[torch.nn.RNNBase], units: int) -> None:
        super().__init__()
        self.inner = kind(FEATURES, units, batch_first=True)
        self.end = torch.nn.Linear(units, ANSWERS)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.end(self.inner(x)[0][:, -1])


def document(layer: Recurrent) -> Document:
    recipe = TrainingRecipe(optimizer=SGD(), learning_rate=1e-3, batch_size=BATCH, metrics=())
    made, node = append(Document(data=DataRecipe(source=Sequences()), training=recipe), Input(), None)
    for spec in (layer, Dense(units=ANSWERS, activation=Linear()), Output(loss=MeanSquared())):
        made, node = append(made, spec, node)
    return made
