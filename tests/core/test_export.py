"""Exports answer as the network does, in the programs they are made for."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from safetensors import safe_open

from core.activations import ACTIVATIONS
from core.activations.base import Activation
from core.data.preprocessing import PREPROCESSINGS
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.data.sources.logic_gate import LogicGate
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.recipe import TrainingRecipe
from core.document.shapes import infer
from core.engine.network import Network
from core.errors import ExportError, FileError
from core.export import EXPORTERS, Exporter, exporter_for
from core.layers import LAYERS
from core.layers.base import Layer, size_of
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.layers.reshape import Reshape
from core.lowering import Lowering
from core.spec import Spec, fields
from core.training.trainer import Trainer
from tests.core.examples import digits, gate, in_a_row
from tests.core.small_networks import accepted_shapes, takes

Array = np.ndarray
Exported = tuple[Trainer, dict[str, Array], dict[str, Any]]


def trained(document: Document, steps: int = 20) -> Trainer:
    trainer = Trainer(document)
    for _, _ in zip(range(steps), trainer.run(), strict=False):
        pass
    return trainer


def raw(document: Document, count: int = 200) -> Array:
    return document.data.source.load(1).samples[:count]


def run_onnx(path: Path, samples: Array) -> Array:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (answers,) = session.run(None, {session.get_inputs()[0].name: samples.astype(np.float32)})
    return answers


def assert_same_answers(path: Path, network: Network, samples: Array) -> None:
    """To 1e-5 of the largest answer."""
    expected = network.predict(samples)
    answers = run_onnx(path, samples)
    assert answers.dtype == np.float32
    np.testing.assert_allclose(answers, expected, rtol=0, atol=1e-5 * max(1, np.abs(expected).max()))
    assert np.ptp(expected) > 0


def variants(cls: type[Spec]) -> Iterator[Spec]:
    """The default, and one value for each field that differs from it in this field."""
    yield cls()
    for field in fields(cls):
        if field.kind == "float" and field.default is not None:
            low, high = field.low or 0.0, field.high if field.high is not None else field.default + 1
            yield cls(**{field.name: (low + high) / 2})
        if field.kind == "bool":
            yield cls(**{field.name: not field.default})
        if field.kind == "choice":
            yield from (cls(**{field.name: choice}) for choice in field.choices if choice != field.default)


def mended(document: Document) -> Document:
    """The document after its problems' own first fixes."""
    for _ in range(6):
        fixes = [p.fixes[0] for p in infer(document).problems if p.fixes]
        if not fixes:
            break
        document = fixes[0].edit(document)
    assert infer(document).ready, infer(document).problems
    return document


def around(layer: Layer) -> Document:
    """A network with this layer in its middle; all its inputs get the same value, of the first shape that it takes."""
    shape = next(shape for shape in ((8, 8, 1), (8, 8), *accepted_shapes(layer)) if takes(layer, shape))
    front = [] if len(shape) == 3 else [Flatten(), Dense(units=size_of(shape)), Reshape(shape=shape)]
    document, last = in_a_row(Input(), *front, data=digits().data), "input1"
    last = list(document.graph.nodes)[-1]
    document, node = edits.append(document, layer, last)
    for port in layer.inputs:
        document = edits.connect(document, End(last, "out"), End(node, port))
    for spec in (Flatten(), Dense(units=10), Output()):
        document, node = edits.append(document, spec, node)
    return mended(document)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "net.onnx"


@pytest.mark.parametrize("activation", [v for cls in ACTIVATIONS for v in variants(cls)], ids=repr)
def test_every_activation_answers_the_same(activation: Activation, out: Path) -> None:
    document = in_a_row(
        Input(),
        Flatten(),
        Dense(units=12, activation=activation),
        Dense(units=10, activation=activation),
        Output(),
        data=digits().data,
        training=TrainingRecipe(learning_rate=0.01),
    )
    trainer = trained(document)
    report = exporter_for(out).export(trainer.network, document, out, raw(document))
    assert report.largest_difference <= 1e-4
    assert_same_answers(out, trainer.network, raw(document))


MIDDLE = [
    cls for cls in LAYERS if cls.inputs and cls.outputs and cls.category != "adversarial" and not cls.weighs
]


@pytest.mark.parametrize("layer", [v for cls in MIDDLE for v in variants(cls)], ids=repr)
def test_every_layer_answers_the_same(layer: Layer, out: Path) -> None:
    document = around(layer)
    trainer = trained(document)
    exporter_for(out).export(trainer.network, document, out, raw(document))
    assert_same_answers(out, trainer.network, raw(document))


@pytest.mark.parametrize("preprocessing", PREPROCESSINGS)
@pytest.mark.parametrize("source", [Digits(), LogicGate()])
def test_raw_samples_go_in_whatever_the_preprocessing(preprocessing: type, source: Any, out: Path) -> None:
    document = digits() if isinstance(source, Digits) else gate()
    data = DataRecipe(source=source, preprocessing=preprocessing(), encoding=document.data.encoding)
    document = edits.replace(document, data=data)
    trainer = trained(document)
    exporter_for(out).export(trainer.network, document, out, raw(document))
    assert_same_answers(out, trainer.network, raw(document))


def test_a_trained_network_names_the_same_digits_elsewhere(out: Path) -> None:
    document = digits(training=TrainingRecipe(batch_size=32, epochs=12))
    trainer = trained(document, 1_000)
    exporter_for(out).export(trainer.network, document, out, trainer.data.checking.raw(64))
    data = document.data.source.load(1)
    expected = trainer.network.predict(data.samples).argmax(axis=1)
    np.testing.assert_array_equal(run_onnx(out, data.samples).argmax(axis=1), expected)
    assert (expected == data.labels).mean() > 0.9


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_the_batch_may_have_any_length(out: Path, batch: int) -> None:
    trainer = Trainer(digits())
    exporter_for(out).export(trainer.network, trainer.document, out, raw(trainer.document))
    assert run_onnx(out, raw(trainer.document, batch)).shape == (batch, 10)


def test_the_onnx_file_says_what_it_is(out: Path) -> None:
    trainer = Trainer(digits())
    exporter_for(out).export(trainer.network, trainer.document, out, raw(trainer.document))
    model = onnx.load(out)
    onnx.checker.check_model(model, full_check=True)
    assert (model.producer_name, model.ir_version) == ("Neurowright", 8)
    assert [(o.domain, o.version) for o in model.opset_import] == [("", 17)]
    facts = {p.key: p.value for p in model.metadata_props}
    assert json.loads(facts["class_names"]) == [str(i) for i in range(10)]
    assert json.loads(facts["preprocessing"])["white"] == 16
    assert facts["data"] == Digits.title


@pytest.mark.parametrize(("count", "checked"), [(200, 64), (64, 64), (5, 5)])
def test_the_report_says_how_the_file_was_checked(out: Path, count: int, checked: int) -> None:
    trainer = trained(digits())
    samples = raw(trainer.document, count)
    report = exporter_for(out).export(trainer.network, trainer.document, out, samples)
    assert (report.path, report.samples) == (out, checked)
    assert 0 <= report.largest_difference <= 1e-5
    assert f"{checked} samples" in report.text
    assert f"{report.largest_difference:.2g}" in report.text
    model = onnx.reference.ReferenceEvaluator(str(out))
    answers = model.run(None, {"input": samples[:checked].astype(np.float32)})[0]
    expected = trainer.network.predict(samples[:checked])
    assert report.largest_difference == np.abs(answers - expected).max()


def test_no_file_is_written_that_answers_differently(out: Path) -> None:
    class Off(Flatten, frozen=True, kw_only=True, tag="off"):
        """Writes down another function than the one it computes."""

        def lower(self, lowering: Lowering) -> None:
            flat = lowering.add("Flatten", lowering.input(0), axis=1)
            lowering.emit(lowering.add("Mul", flat, lowering.constant(1.01)))

    document = digits()
    node = edits.replace(document.graph.nodes["flatten1"], spec=Off())
    document = edits.with_graph(document, nodes={**document.graph.nodes, "flatten1": node})
    out.write_bytes(b"old")
    with pytest.raises(ExportError, match=r"would answer differently .* nothing was written"):
        exporter_for(out).export(Trainer(document).network, document, out, raw(document))
    assert out.read_bytes() == b"old"
    assert list(out.parent.iterdir()) == [out]


def test_no_file_is_written_of_weights_that_are_not_numbers(out: Path) -> None:
    trainer = Trainer(digits())
    trainer.network.parameters[:] = np.nan
    with pytest.raises(ExportError, match="nothing was written"):
        exporter_for(out).export(trainer.network, trainer.document, out, raw(trainer.document))
    assert not out.exists()


def test_without_samples_nothing_is_written(out: Path) -> None:
    trainer = Trainer(digits())
    with pytest.raises(ExportError, match="no samples to check"):
        exporter_for(out).export(trainer.network, trainer.document, out, raw(trainer.document, 0))
    assert not out.exists()


@pytest.mark.parametrize("exporter", EXPORTERS)
def test_every_export_is_repeatable_and_refuses_bad_places(exporter: type[Exporter], tmp_path: Path) -> None:
    trainer = trained(digits())
    first, second = (tmp_path / f"{i}{exporter.suffix}" for i in (1, 2))
    for path in (first, second):
        report = exporter().export(trainer.network, trainer.document, path, raw(trainer.document))
        assert report.path == path
        assert path.name in report.text
        assert report.largest_difference <= 1e-5
    assert first.read_bytes() == second.read_bytes()
    with pytest.raises(FileError, match="is a folder"):
        exporter().export(trainer.network, trainer.document, tmp_path, raw(trainer.document))
    assert sorted(tmp_path.iterdir()) == [first, second]


@pytest.mark.parametrize("exporter", EXPORTERS)
def test_the_ending_of_a_name_chooses_the_format(exporter: type[Exporter]) -> None:
    assert exporter.suffix.startswith(".")
    assert exporter.help
    assert type(exporter_for(f"a.b/net{exporter.suffix}")) is exporter
    assert type(exporter_for(f"NET{exporter.suffix.upper()}")) is exporter


@pytest.mark.parametrize("name", ["net", "net.pt", "onnx", "net.onnx.bak", ""])
def test_other_endings_are_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(ExportError, match=re.escape(f"“{name}”")) as raised:
        exporter_for(name)
    assert all(exporter.suffix in str(raised.value) for exporter in EXPORTERS)


def test_onnx_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, core.export; sys.exit('onnx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def tensors(tmp_path: Path) -> Exported:
    """A trained network, and what a reader finds in its safetensors file: arrays and description."""
    trainer, path = trained(digits()), tmp_path / "net.safetensors"
    exporter_for(path).export(trainer.network, trainer.document, path, raw(trainer.document))
    with safe_open(path, "np") as file:
        names, description = file.keys(), json.loads(file.metadata()["neurowright"])
        return trainer, {name: file.get_tensor(name) for name in names}, description


def test_safetensors_hold_the_weights_to_the_bit(
    tensors: Exported,
) -> None:
    trainer, arrays, _ = tensors
    for name, view in (trainer.network.views() | trainer.network.state).items():
        np.testing.assert_array_equal(arrays[name], view)


def test_the_description_of_layers_is_enough_to_answer(
    tensors: Exported,
) -> None:
    """A reader that knows four kinds of layers."""
    trainer, arrays, description = tensors
    functions = {
        "relu": lambda z: np.maximum(z, 0),
        "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
    }
    samples = raw(trainer.document).astype(np.float64)
    values: dict[str, Array] = {}
    for layer in description["layers"]:
        name, kind = layer["name"], layer["layer"]["type"]
        x = values[layer["from"][0][0]] if layer["from"] else samples
        if kind == "input":
            values[name] = (x - arrays[f"{name}/offset"]) * arrays[f"{name}/scale"]
        elif kind == "flatten":
            values[name] = x.reshape(len(x), -1)
        elif kind == "dense":
            z = x @ arrays[f"{name}/weight"] + arrays[f"{name}/bias"]
            values[name] = functions[layer["layer"]["activation"]["type"]](z)
        else:
            values[name] = x
        assert [list(values[name].shape[1:])] == layer["output_shapes"] or not layer["output_shapes"]
    assert description["class_names"] == [str(i) for i in range(10)]
    np.testing.assert_allclose(values["output1"], trainer.network.predict(raw(trainer.document)), atol=1e-5)


def test_the_description_of_operators_is_enough_to_answer(
    tensors: Exported,
) -> None:
    """A reader that knows the operators used, and nothing of layers."""
    trainer, arrays, description = tensors
    compute = {
        "Sub": np.subtract,
        "Mul": np.multiply,
        "Add": np.add,
        "MatMul": np.matmul,
        "Identity": lambda x: x,
        "Flatten": lambda x, axis: x.reshape(*x.shape[:axis], -1),
        "Relu": lambda x: np.maximum(x, 0),
        "Softmax": lambda x, axis: np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True),
    }
    (start,), (end,) = description["inputs"], description["outputs"]
    values = arrays | {start: raw(trainer.document).astype(np.float64)}
    for o in description["operators"]:
        values[o["outputs"][0]] = compute[o["op"]](*(values[i] for i in o["inputs"]), **o["attributes"])
    np.testing.assert_allclose(values[end], trainer.network.predict(raw(trainer.document)), atol=1e-5)
