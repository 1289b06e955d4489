"""The same networks and training steps for us and for torch."""

import itertools
from collections.abc import Callable

import torch

from core.activations.base import Activation
from core.data.recipe import DataRecipe
from core.document import edits
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.engine.build import Mode
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.losses.base import Loss
from core.training.trainer import Trainer


def mlp(
    data: DataRecipe,
    units: list[int],
    hidden: Activation,
    last: Activation,
    loss: Loss,
    training: TrainingRecipe,
) -> Document:
    """Data, Flatten for images, Dense layers and Output in a row."""
    document, node = edits.append(Document(data=data, training=training), Input(), None)
    if len(data.source.info().sample_shape) > 1:
        document, node = edits.append(document, Flatten(), node)
    for count in units[:-1]:
        document, node = edits.append(document, Dense(units=count, activation=hidden), node)
    document, node = edits.append(document, Dense(units=units[-1], activation=last), node)
    return edits.append(document, Output(loss=loss), node)[0]


def our_step(trainer: Trainer) -> Callable[[], float]:
    """One training step of the plan that the app trains with, on a batch that stands ready: loss, gradients, update."""
    trainer.network.use_workers(2)  # as many as are ever timed
    workspace = trainer.network.workspace(trainer.recipe.batch_size, Mode.TRAINING)
    trainer.data.train.fill(trainer.order[: workspace.batch], workspace.feeds)
    updater, rate = trainer.players[""].updater, trainer.recipe.learning_rate

    def step() -> float:
        workspace.forward()
        loss = float(workspace.total)
        workspace.backward()
        updater.step(rate)
        return loss

    return step


def torch_mlp(
    sizes: list[int], hidden: type[torch.nn.Module], last: type[torch.nn.Module] | None
) -> torch.nn.Module:
    """The same layers in torch."""
    modules: list[torch.nn.Module] = []
    for i, (fan_in, fan_out) in enumerate(itertools.pairwise(sizes)):
        modules.append(torch.nn.Linear(fan_in, fan_out))
        end = i == len(sizes) - 2
        if not end or last is not None:
            modules.append((last if end else hidden)())  # type: ignore[misc]
    return torch.nn.Sequential(*modules)


def torch_step(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    x: torch.Tensor,
    y: torch.Tensor,
) -> Callable[[], float]:
    """One eager training step on a batch that stands ready."""

    def step() -> float:
        optimizer.zero_grad()
        value = loss(model(x), y)
        value.backward()
        optimizer.step()
        return value.item()

    return step
