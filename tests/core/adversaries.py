"""Adversarial documents that the tests share, and the same networks in torch."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.activations.linear import Linear
from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.adversarial.base import AdversarialLoss
from core.adversarial.non_saturating import NonSaturating
from core.data.base import Bounds, DataInfo, Dataset, Source
from core.data.recipe import DataRecipe
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.recipe import AdversarialRecipe, TrainingRecipe
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.input import Input
from core.layers.label import Label
from core.layers.noise import Noise
from core.layers.real_or_fake import RealOrFake
from core.layers.verdict import Verdict
from core.optimizers.sgd import SGD
from core.spec import tag


class Cloud(Source, frozen=True, kw_only=True, tag="cloud"):
    """Points around (0.6, 0.4), in two classes where asked."""

    count: int = 40
    classes: int = 0

    @property
    def bounds(self) -> Bounds:
        return ((0.0, 1.0), (0.0, 1.0))

    def info(self) -> DataInfo:
        names = tuple(map(str, range(self.classes)))
        return DataInfo(sample_shape=(2,), count=self.count, class_names=names)

    def load(self, seed: int) -> Dataset:
        random = np.random.default_rng(seed)
        samples = ((0.6, 0.4) + 0.1 * random.standard_normal((self.count, 2))).astype(np.float32)
        return Dataset(self.info(), samples, np.arange(self.count) % self.classes if self.classes else None)


def adversaries(
    loss: AdversarialLoss | None = None,
    *,
    smoothing: float = 0.0,
    sigmoid: bool = False,
    classes: int = 0,
    training: TrainingRecipe | None = None,
) -> Document:
    """Noise → 5 tanh → 2, against 6 tanh → 1; both told the class where there are classes."""
    plain = TrainingRecipe(optimizer=SGD(), adversarial=AdversarialRecipe(optimizer=SGD()), batch_size=8)
    document = Document(
        data=DataRecipe(source=Cloud(classes=classes), train_share=1.0), training=training or plain
    )
    document, noise = edits.append(document, Noise(size=3), None)
    document, real = edits.add_node(document, Input(), (0.0, 300.0))
    label = ""
    if classes:
        document, label = edits.add_node(document, Label(), (0.0, 600.0))
    document, last = with_label(document, noise, label)
    document, last = edits.append(document, Dense(units=5, activation=Tanh()), last)
    document, made = edits.append(document, Dense(units=2, activation=Linear()), last)
    document, divide = edits.add_node(document, RealOrFake(), (900.0, 0.0))
    document = edits.connect(document, End(made, "out"), End(divide, "generated"))
    document = edits.connect(document, End(real, "out"), End(divide, "real"))
    document, last = with_label(document, divide, label)
    document, last = edits.append(document, Dense(units=6, activation=Tanh()), last)
    end = Sigmoid() if sigmoid else Linear()
    document, last = edits.append(document, Dense(units=1, activation=end), last)
    return edits.append(document, Verdict(loss=loss or NonSaturating(), smoothing=smoothing), last)[0]


def with_label(document: Document, node: str, label: str) -> tuple[Document, str]:
    """A node's output, and behind it in the same list the label."""
    if not label:
        return document, node
    document, both = edits.add_node(document, Concatenate(count=2), (500.0, 300.0))
    for source, port in zip((node, label), Concatenate(count=2).inputs, strict=True):
        document = edits.connect(document, End(source, "out"), End(both, port))
    return document, both


class TorchPair:
    """The same two networks in torch, with weights taken over, on the batch that a workspace has computed."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.leaves = {
            key: torch.tensor(w, dtype=torch.float64, requires_grad=True) for key, w in weights.items()
        }

    def generated(self, noise: Tensor, label: Tensor | None) -> Tensor:
        return self._two_layers("dense1", "dense2", joined(noise, label))

    def answers(self, samples: Tensor, label: Tensor | None) -> Tensor:
        return self._two_layers("dense3", "dense4", joined(samples, label))

    def _two_layers(self, first: str, second: str, x: Tensor) -> Tensor:
        w = self.leaves
        hidden = torch.tanh(x @ w[f"{first}/weight"] + w[f"{first}/bias"])
        return hidden @ w[f"{second}/weight"] + w[f"{second}/bias"]

    def of(self, player: str) -> list[Tensor]:
        names = ("dense1", "dense2") if player == "generator" else ("dense3", "dense4")
        return [leaf for key, leaf in self.leaves.items() if key.partition("/")[0] in names]


def joined(x: Tensor, label: Tensor | None) -> Tensor:
    return x if label is None else torch.cat([x, label], dim=1)


def torch_losses(spec: Any, real: Tensor, fake: Tensor, smoothing: float) -> tuple[Tensor, Tensor]:
    """The discriminator's and the generator's loss of answers (batch, 1)."""
    bce = torch.nn.functional.binary_cross_entropy_with_logits
    one, zero = torch.ones_like(real), torch.zeros_like(fake)
    keep = 1 - smoothing
    match tag(spec):
        case "non-saturating":
            return bce(real, keep * one) + bce(fake, zero), bce(fake, one)
        case "minimax":
            return bce(real, keep * one) + bce(fake, zero), torch.log(1 - torch.sigmoid(fake)).mean()
        case "least-squares":
            square = ((real - keep) ** 2).mean() / 2 + (fake**2).mean() / 2
            return square, ((fake - 1) ** 2).mean() / 2
        case "hinge-adversarial":
            return torch.relu(keep - real).mean() + torch.relu(1 + fake).mean(), -fake.mean()
        case "wasserstein":
            return -keep * real.mean() + fake.mean(), -fake.mean()
    raise AssertionError(f"say here what {tag(spec)} computes")
