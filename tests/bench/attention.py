"""A transformer's block against torch eager."""

from collections.abc import Iterator

import numpy as np
import torch

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.data.base import DataInfo, Dataset, Source
from core.data.recipe import DataRecipe
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.recipe import TrainingRecipe
from core.layers.add import Add
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.layer_norm import LayerNorm
from core.layers.output import Output
from core.layers.self_attention import SelfAttention
from core.losses.mean_squared import MeanSquared
from core.optimizers.sgd import SGD
from core.training.trainer import Trainer
from tests.bench.networks import our_step, torch_step
from tests.bench.timing import Row, in_words, interleaved

STEPS, FEATURES, HEADS, INNER, BATCH = 64, 64, 4, 128, 32


def rows() -> Iterator[Row]:
    """All rows of this file."""
    ours = our_step(Trainer(document()))
    model = TorchBlock()
    peer = torch_step(
        model,
        torch.optim.SGD(model.parameters(), lr=1e-3),
        torch.nn.functional.mse_loss,
        torch.randn(BATCH, STEPS, FEATURES),
        torch.randn(BATCH, STEPS, FEATURES),
    )
    mine, theirs = interleaved(ours, peer)
    yield Row(
        "step attention block 64×64, SGD, batch 32", in_words(mine), in_words(theirs), theirs / mine, 1.0
    )


class Sequences(Source, frozen=True, kw_only=True, tag="bench-sequences"):
    """Noise of the right shape."""

    def info(self) -> DataInfo:
        return DataInfo(sample_shape=(STEPS, FEATURES), value_names=("none",), count=2 * BATCH)

    def load(self, seed: int) -> Dataset:
        random, info = np.random.default_rng(seed), self.info()
        samples = random.standard_normal((info.count, *info.sample_shape), np.float32)
        return Dataset(info, samples, values=samples[:, 0, :1])


class TorchBlock(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = torch.nn.MultiheadAttention(FEATURES, HEADS, batch_first=True)
        self.first, self.second = torch.nn.LayerNorm(FEATURES), torch.nn.LayerNorm(FEATURES)
        self.inner = torch.nn.Sequential(
            torch.nn.Linear(FEATURES, INNER), torch.nn.ReLU(), torch.nn.Linear(INNER, FEATURES)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.first(x + self.attention(x, x, x, need_weights=False)[0])
        return self.second(x + self.inner(x))


def document() -> Document:
    """Attention, add, norm, a small network for each step, add, norm; the answer is compared with the sample."""
    recipe = TrainingRecipe(optimizer=SGD(), learning_rate=1e-3, batch_size=BATCH, metrics=())
    made = Document(data=DataRecipe(source=Sequences()), training=recipe)
    made, start = edits.append(made, Input(), None)
    made, attention = behind(made, SelfAttention(heads=HEADS), start)
    made, added = behind(made, Add(), start, attention)
    made, norm = behind(made, LayerNorm(), added)
    made, inner = behind(made, Dense(units=INNER, activation=ReLU()), norm)
    made, outer = behind(made, Dense(units=FEATURES, activation=Linear()), inner)
    made, added = behind(made, Add(), norm, outer)
    made, norm = behind(made, LayerNorm(), added)
    return behind(made, Output(loss=MeanSquared(), compares="sample"), norm)[0]


def behind(made: Document, layer: Layer, *sources: str) -> tuple[Document, str]:
    """The document with a layer that reads these nodes, and the layer's node."""
    made, node = edits.add_node(made, layer, (0.0, 0.0))
    for source, port in zip(sources, layer.inputs, strict=True):
        made = edits.connect(made, End(source, "out"), End(node, port))
    return made, node
