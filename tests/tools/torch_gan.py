"""Train the image GANs of the examples and the same networks in torch, side by side, and judge what both make.

    python -m tests.tools.torch_gan gan-digits [--seed 1] [--epochs 300]

The same layers, losses, optimizers, batches, epochs and schedule; torch draws first weights in its own way. One
classifier, trained on real samples, judges 1,000 generated ones of each.
"""

import argparse
import time

import numpy as np
import torch
from msgspec.structs import replace
from threadpoolctl import threadpool_limits
from torch import Tensor, nn

from core.activations.base import Activation as Function
from core.activations.leaky_relu import LeakyReLU
from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.document.document import Document
from core.engine.build import Array
from core.engine.network import Network
from core.layers.activation import Activation
from core.layers.base import Layer, Shape
from core.layers.batch_norm import BatchNorm
from core.layers.conv2d import Conv2D
from core.layers.conv2d_transpose import Conv2DTranspose
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.noise import Noise
from core.layers.reshape import Reshape
from core.layers.verdict import Verdict
from core.measure import JUDGED, judge
from core.spec import tag
from core.templates import TEMPLATES
from core.training.adversarial import Adversarial
from core.training.trainer import Trainer


class ToImages(nn.Module):
    """(batch, height · width · channels) to (batch, channels, height, width)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(-1, *self.shape).permute(0, 3, 1, 2)


def function_of(activation: Function) -> list[nn.Module]:
    match activation:
        case Linear():
            return []
        case ReLU():
            return [nn.ReLU()]
        case LeakyReLU(slope=slope):
            return [nn.LeakyReLU(slope)]
        case Sigmoid():
            return [nn.Sigmoid()]
    raise ValueError(f"say here what {activation.title} is in torch")


def modules(layer: Layer, shape: Shape) -> list[nn.Module]:
    """A layer that takes one shape, in torch; images have their channels first there."""
    match layer:
        case Dense(units=units, bias=bias):
            return [nn.Linear(shape[0], units, bias), *function_of(layer.activation)]
        case Flatten():
            return [nn.Flatten()]
        case Reshape(shape=(height, width, channels)):
            return [ToImages((height, width, channels))]
        case BatchNorm():
            return [nn.BatchNorm2d(shape[-1], layer.epsilon, layer.momentum)]
        case Activation(function=function):
            return function_of(function)
        case Conv2D(padding="same") | Conv2DTranspose(padding="same"):
            kind = nn.Conv2d if isinstance(layer, Conv2D) else nn.ConvTranspose2d
            margin = (layer.kernel[0] - layer.stride[0]) // 2
            parts = kind(shape[-1], layer.filters, layer.kernel, layer.stride, margin, bias=layer.bias)
            return [parts, *function_of(layer.activation)]
    raise ValueError(f"say here what {layer.title} is in torch")


def side(network: Network, names: frozenset[str]) -> nn.Sequential:
    """One player's layers, in their order."""
    found = list[nn.Module]()
    for node in network.nodes:
        if node.id in names and node.spec.inputs and not node.spec.ends:
            found += modules(node.spec, network.inference.facts[node.id].inputs[0])
    return nn.Sequential(*found)


def train_torch(document: Document, network: Network, real: Tensor) -> tuple[nn.Module, float]:
    """The generator that torch comes to, and how many seconds it took."""
    assert network.players is not None
    torch.manual_seed(document.training.seed)
    makes, judges = side(network, network.players.generator), side(network, network.players.discriminator)
    recipe, start = document.training, time.perf_counter()
    verdict = next(n.spec for n in network.nodes if isinstance(n.spec, Verdict))
    size = next(n.spec.size for n in network.nodes if isinstance(n.spec, Noise))
    pairs = (
        (judges, recipe.learning_rate, recipe.optimizer),
        (makes, recipe.adversarial.learning_rate, recipe.adversarial.optimizer),
    )
    optimizers = [torch.optim.Adam(m.parameters(), lr, (o.beta1, o.beta2)) for m, lr, o in pairs]
    loss = nn.functional.binary_cross_entropy_with_logits
    for epoch in range(recipe.epochs):
        order = torch.randperm(len(real))
        for first in range(0, len(real), recipe.batch_size):
            batch = real[order[first : first + recipe.batch_size]]
            factor = recipe.schedule.factor(epoch + first / len(real), recipe.epochs, {})
            for optimizer, (_, rate, _) in zip(optimizers, pairs, strict=True):
                optimizer.param_groups[0]["lr"] = rate * factor
            ones = torch.ones(len(batch), 1)
            fake = makes(torch.randn(len(batch), size))
            answers = judges(torch.cat([fake.detach(), batch]))
            wrong = loss(answers[: len(batch)], 0 * ones) + loss(
                answers[len(batch) :], (1 - verdict.smoothing) * ones
            )
            _step(optimizers[0], wrong)
            _step(optimizers[1], loss(judges(makes(torch.randn(len(batch), size))), ones))
    return makes.eval(), time.perf_counter() - start


def _step(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def train_ours(document: Document) -> tuple[Trainer, float]:
    trainer, start = Trainer(document), time.perf_counter()
    for _ in trainer.run():
        pass
    return trainer, time.perf_counter() - start


def print_judged(who: str, classifier: Trainer, samples: Array, seconds: float) -> None:
    answers = classifier.network.predict(samples)
    shares = np.bincount(answers.argmax(axis=1), minlength=answers.shape[1]) / len(answers)
    sure = answers.max(axis=1).mean()
    print(
        f"{who:<6} {seconds:6.0f} s   mean confidence {sure:.3f}   rarest class {shares.min():.1%}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("template")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int)
    arguments = parser.parse_args()
    document = next(t for t in TEMPLATES if tag(t) == arguments.template)().document()
    recipe = replace(document.training, seed=arguments.seed)
    document = replace(document, training=replace(recipe, epochs=arguments.epochs or recipe.epochs))
    torch.set_num_threads(1)
    with threadpool_limits(1, user_api="blas"):
        compare(document)


def compare(document: Document) -> None:
    """Train both, and print what one judge thinks of what they make."""
    ours, seconds = train_ours(document)
    classifier, accuracy = judge(document)
    print(f"the judge names {accuracy:.2%} of real samples right")
    assert isinstance(ours.method, Adversarial)
    print_judged("ours", classifier, ours.method.generated(ours, JUDGED), seconds)
    data = ours.data
    real = torch.tensor(data.train.raw(data.train.count) * data.scale, dtype=torch.float32).permute(
        0, 3, 1, 2
    )
    makes, seconds = train_torch(document, ours.network, real)
    size = next(n.spec.size for n in ours.network.nodes if isinstance(n.spec, Noise))
    with torch.no_grad():
        made = makes(torch.randn(JUDGED, size)).permute(0, 2, 3, 1).numpy() / data.scale
    print_judged("torch", classifier, made, seconds)


if __name__ == "__main__":
    main()
