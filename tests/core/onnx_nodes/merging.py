"""Layers with several inputs or outputs: their inputs are cut from one list of all numbers."""

import numpy as np

from core.data.recipe import DataRecipe
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.layers.add import Add
from core.layers.base import Layer
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.multiply import Multiply
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.layers.split import Split
from tests.core.onnx_nodes.case import Case, refuse_if
from tests.core.small_networks import OUTPUTS, Made


def run(layer: Layer, inputs: list[np.ndarray]) -> list[np.ndarray]:
    """What a layer puts out at each port, batch-first, for inputs (batch, *shape)."""
    batch = len(inputs[0])
    flat = np.concatenate([x.reshape(batch, -1) for x in inputs], 1)
    document = Document(data=DataRecipe(source=Made(sample_shape=flat.shape[1:])))
    document, source = edits.append(document, Input(), None)
    document, node = edits.add_node(document, layer, (0.0, 0.0))
    ends = [End(source, "out")]
    if len(inputs) > 1:
        parts = Split(sizes=tuple(x[0].size for x in inputs))
        document, cut = edits.add_node(document, parts, (0.0, 0.0))
        document = edits.connect(document, ends[0], End(cut, "in"))
        ends = [End(cut, port) for port in parts.outputs]
    for end, x, port in zip(ends, inputs, layer.inputs, strict=True):
        document, block = edits.add_node(document, Reshape(shape=x.shape[1:]), (0.0, 0.0))
        document = edits.connect(document, end, End(block, "in"))
        document = edits.connect(document, End(block, "out"), End(node, port))
    document, last = edits.append(document, Flatten(), node)
    document, last = edits.append(document, Dense(units=OUTPUTS), last)
    network = compile_document(edits.append(document, Output(), last)[0], np.float32)
    network.set_preprocessing(np.zeros(flat.shape[1]), np.ones(flat.shape[1]))
    workspace = network.workspace(batch, Mode.INFERENCE)
    workspace.samples[...] = flat.T
    workspace.forward()
    return [np.array(workspace.batch_first(End(node, port))) for port in layer.outputs]


def with_batch(array: np.ndarray) -> np.ndarray:
    refuse_if(array.dtype.kind != "f", "whole numbers")
    return array[None] if array.ndim == 1 else array


def value_by_value(layer: Layer):
    def adapter(case: Case) -> list[np.ndarray]:
        first, second = case.inputs
        refuse_if(first.shape != second.shape, "inputs of two shapes")
        return [run(layer, [with_batch(first), with_batch(second)])[0].reshape(first.shape)]

    return adapter


def concat(case: Case) -> list[np.ndarray]:
    inputs = [with_batch(x) for x in case.inputs]
    refuse_if(case.get("axis") % case.inputs[0].ndim != case.inputs[0].ndim - 1, "another axis than the last")
    return [run(Concatenate(count=len(inputs)), inputs)[0].reshape(case.outputs[0].shape)]


def split(case: Case) -> list[np.ndarray]:
    x = with_batch(case.inputs[0])
    refuse_if(
        case.get("axis", 0) % case.inputs[0].ndim != case.inputs[0].ndim - 1, "another axis than the last"
    )
    sizes = tuple(part.shape[-1] for part in case.outputs)
    refuse_if(0 in sizes, "empty parts")
    parts = run(Split(sizes=sizes), [x])
    return [part.reshape(wanted.shape) for part, wanted in zip(parts, case.outputs, strict=True)]


def total(case: Case) -> list[np.ndarray]:
    refuse_if(len(case.inputs) < 2, "a sum of one value")
    inputs = [with_batch(x) for x in case.inputs]
    return [run(Add(count=len(inputs)), inputs)[0].reshape(case.outputs[0].shape)]


ADAPTERS = {
    "Add": value_by_value(Add()),
    "Mul": value_by_value(Multiply()),
    "Sum": total,
    "Concat": concat,
    "Split": split,
}
