"""One of ONNX's node tests, and a way to run one of our layers on it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data.recipe import DataRecipe
from core.document.graph import End
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from tests.core.examples import in_a_row
from tests.core.small_networks import OUTPUTS, Made


class NotCovered(Exception):  # noqa: N818 - it is an answer, not an error
    """A case that asks for what we do not have; the text says what."""


def refuse_if(condition: object, reason: str) -> None:
    """Refuse a case for a reason, which is printed with the table of cases."""
    if condition:
        raise NotCovered(reason)


@dataclass(frozen=True)
class Case:
    """A node with its attributes, its inputs by place (None where left out) and what it must put out."""

    name: str
    operator: str
    attributes: dict[str, Any]
    inputs: list[np.ndarray | None]
    outputs: list[np.ndarray]

    def get(self, attribute: str, default: Any = None) -> Any:
        value = self.attributes.get(attribute, default)
        return value.decode() if isinstance(value, bytes) else value

    def input(self, place: int) -> np.ndarray | None:
        return self.inputs[place] if place < len(self.inputs) else None


def run_layer(layer: Layer, sample: np.ndarray, weights: dict[str, np.ndarray] | None = None) -> np.ndarray:
    """What a layer makes of samples (batch, *shape), batch-first, with the given parameters and states by name."""
    recipe = DataRecipe(source=Made(sample_shape=sample.shape[1:]))
    document = in_a_row(Input(), layer, Flatten(), Dense(units=OUTPUTS), Output(), data=recipe)
    network = compile_document(document, np.float32)
    node = next(n.id for n in network.nodes if n.spec == layer)
    network.set_preprocessing(np.zeros(sample.shape[1:]), np.ones(sample.shape[1:]))
    held = network.views() | network.state
    for name, values in (weights or {}).items():
        held[f"{node}/{name}"][...] = values
    workspace = network.workspace(len(sample), Mode.INFERENCE)
    workspace.samples[...] = sample.T if sample.ndim == 2 else sample
    workspace.forward()
    value = workspace.values[End(node, layer.outputs[0])]
    return np.array(value.array.T if len(value.shape) == 1 else value.array)
