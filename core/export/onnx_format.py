"""ONNX, which most runtimes read; in operator set 17 and format version 8, known since 2022."""

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.atomic import replacing
from core.document.document import Document
from core.engine.network import Network
from core.errors import ExportError
from core.export.base import CHECKED_SAMPLES, TOLERANCE, Exporter, Report, described
from core.layers.base import Shape
from core.lowering import LABEL, Lowered, lower

if TYPE_CHECKING:
    import onnx

OPERATOR_SET, FORMAT_VERSION = 17, 8
LOOPS, FEW_SAMPLES = {"ConvTranspose"}, 4
LARGEST = 2_000_000_000  # bytes; protocol buffers end at 2 GiB


class OnnxExporter(Exporter, frozen=True, kw_only=True, tag="onnx"):
    """The network with its preprocessing: raw float32 samples (batch, *sample_shape) in, answers out."""

    title = "ONNX"
    help = "The network as one file that runs in most other programs, on phones and in browsers too."
    order = 10
    suffix = ".onnx"

    def export(self, network: Network, document: Document, path: Path | str, samples: NDArray[Any]) -> Report:
        lowered = lower(network)
        if sum(a.nbytes for a in lowered.initializers.values()) > LARGEST:
            raise ExportError("An ONNX file holds at most 2 GB of weights. Export as safetensors instead.")
        model = _model(lowered, document)
        samples = samples[: _affordable(lowered)]
        if not len(samples):
            raise ExportError("There are no samples to check the ONNX file with. Choose a data set first.")
        known = _labels(lowered, len(samples))
        feeds = {name: samples.astype(np.float32) for name in lowered.inputs if name not in known} | known
        targets = known.get(LABEL)
        expected = [network.predict(samples, targets=targets, source=end) for end in lowered.ends]
        difference = _check(model, feeds, expected)
        with replacing(path) as file:
            file.write(model.SerializeToString())
        text = (
            f"{Path(path).name} was checked with {len(samples)} samples: "
            f"its answers differ from the network's by at most {difference:.2g}."
        )
        if "lengths" in network.inference.feeds:
            steps = network.sample_shape()[0]
            text += f" It takes sequences of {steps} steps, all of which count; padding is data to it."
        return Report(Path(path), difference, len(samples), text)


def _model(lowered: Lowered, document: Document) -> "onnx.ModelProto":
    from onnx import helper, numpy_helper

    graph = helper.make_graph(
        [
            helper.make_node(o.op, o.inputs, o.outputs, o.outputs[0], **o.attributes)
            for o in lowered.operators
        ],
        "network",
        _ports(lowered.inputs),
        _ports(lowered.outputs),
        [numpy_helper.from_array(array, name) for name, array in lowered.initializers.items()],
    )
    model = helper.make_model(
        graph,
        producer_name="Neurowright",
        opset_imports=[helper.make_opsetid("", OPERATOR_SET)],
        ir_version=FORMAT_VERSION,
        doc_string=document.notes,
    )
    facts = described(document)
    helper.set_model_props(model, {n: v if isinstance(v, str) else json.dumps(v) for n, v in facts.items()})
    return model


def _ports(shapes: dict[str, Shape]) -> list["onnx.ValueInfoProto"]:
    from onnx import TensorProto, helper

    return [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["batch", *s]) for n, s in shapes.items()]


def _labels(lowered: Lowered, count: int) -> dict[str, NDArray[Any]]:
    """Some answers, for a network that is told them beforehand; none for others."""
    if LABEL not in lowered.inputs:
        return {}
    shape = lowered.inputs[LABEL]
    numbers = np.arange(count * math.prod(shape)) % (shape[-1] + 1) == 0
    return {LABEL: numbers.reshape(count, *shape).astype(np.float32)}


def _affordable(lowered: Lowered) -> int:
    """How many samples ONNX's reference computes in a moment; some of its operators are loops in Python."""
    return FEW_SAMPLES if any(o.op in LOOPS for o in lowered.operators) else CHECKED_SAMPLES


def _check(model: "onnx.ModelProto", feeds: dict[str, NDArray[Any]], expected: list[NDArray[Any]]) -> float:
    """The largest difference between the model's answers, by ONNX's own reference, and the expected ones."""
    import onnx
    from onnx.reference import ReferenceEvaluator
    from onnx.reference.ops.op_rnn import RNN_14

    class RNN(RNN_14):
        """ONNX's own knows tanh only, though its standard has ReLU."""

        op_domain = ""

        def choose_act(self, name: str, alpha: Any, beta: Any) -> Any:
            choose: Any = RNN_14.choose_act
            return _relu if name == "Relu" else choose(self, name, alpha, beta)

    try:
        onnx.checker.check_model(model, full_check=True)
        results: Any = ReferenceEvaluator(model, new_ops=[RNN]).run(None, feeds)
    except Exception as error:  # whatever is wrong with the model, it is not to be written
        raise ExportError(f"The network cannot be written as ONNX: {error}") from error
    largest = 0.0
    for answers, wanted in zip(results, expected, strict=True):
        difference = float(np.abs(answers - wanted).max()) if answers.shape == wanted.shape else math.inf
        if not difference <= TOLERANCE * max(1.0, float(np.abs(wanted).max())):
            raise ExportError(
                f"The ONNX file would answer differently from the network, by up to {difference:.2g}; "
                "nothing was written. Please report this."
            )
        largest = max(largest, difference)
    return largest


def _relu(values: NDArray[Any]) -> Any:
    return np.maximum(values, 0)
