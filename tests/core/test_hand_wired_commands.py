"""Networks wired by hand on the command line: written, checked, trained, measured, exported."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from msgspec.structs import replace
from safetensors import safe_open

from core.commands import run
from core.data.base import Source
from core.data.sources.count_ones import CountOnes
from core.data.sources.latch import Latch
from core.data.sources.logic_gate import LogicGate
from core.document.document import Document
from core.export import exporter_for
from core.templates.counting_neuron import CountingNeuron
from core.training.trainer import Trainer

EXAMPLES = ("hand-wired-xor", "counting-neuron", "remember-a-bit")


@pytest.fixture(params=EXAMPLES)
def trained(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The file of an example that has been trained."""
    path = tmp_path / f"{request.param}.neuro"
    assert run(["new", request.param, str(path)]) == 0
    assert run(["check", str(path)]) == 0
    assert run(["train", str(path)]) == 0
    return path


def test_examples_are_trained_measured_and_told_of(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["measure", "--json", str(trained)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.get("accuracy", 1.0) == 1.0
    assert found["loss"] < 0.02
    assert run(["info", str(trained)]) == 0
    told = capsys.readouterr().out
    neurons = {
        "hand-wired-xor": "Neurons: 4, with 9 weights on wires\n",
        "counting-neuron": "Neurons: 1, with 2 weights on wires (1 delayed)\n",
        "remember-a-bit": "Neurons: 1, with 3 weights on wires (1 delayed)\n",
    }
    assert neurons[trained.stem] in told
    assert "Trained: " in told


def test_networks_of_layers_are_not_said_to_have_single_neurons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["new", "xor", str(tmp_path / "xor.neuro")])
    run(["info", str(tmp_path / "xor.neuro")])
    assert "Neurons" not in capsys.readouterr().out


def test_an_exported_example_answers_right(trained: Path, tmp_path: Path) -> None:
    out = tmp_path / "net.onnx"
    assert run(["export", str(trained), str(out)]) == 0
    samples, right = _task(trained.stem)
    session = onnxruntime.InferenceSession(str(out))
    (answers,) = session.run(None, {session.get_inputs()[0].name: samples})
    if trained.stem == "counting-neuron":
        np.testing.assert_allclose(answers[:, 0], right, atol=0.01)
    else:
        np.testing.assert_array_equal(np.squeeze(answers, -1) > 0, right)


def _task(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Samples that the example was not trained with, where there are more than it was, and the right answers."""
    sources: dict[str, Source] = {
        "hand-wired-xor": LogicGate(gate="XOR"),
        "counting-neuron": CountOnes(),
        "remember-a-bit": Latch(),
    }
    data = sources[name].load(7)
    if data.labels is not None:
        return data.samples, data.labels == 1
    assert data.values is not None
    return data.samples, data.values[:, 0]


def test_safetensors_hold_every_weight_by_its_wire(trained: Path, tmp_path: Path) -> None:
    """A reader who knows nothing of the engine computes the network from its wires."""
    out = tmp_path / "net.safetensors"
    assert run(["export", str(trained), str(out)]) == 0
    with safe_open(out, "np") as file:
        names = file.keys()
        arrays = {name: file.get_tensor(name) for name in names}
        wires = json.loads(file.metadata()["neurowright"])["neurons"]
    samples, right = _task(trained.stem)
    activation = np.array if trained.stem == "counting-neuron" else np.tanh
    steps = samples[:, None] if samples.ndim == 2 else samples
    neurons = list(dict.fromkeys(wire["target"][0] for wire in wires))
    columns = sorted({w["source"][0] for w in wires} - set(neurons))
    values = {name: np.zeros(len(samples)) for name in neurons}
    answers = []
    for t in range(steps.shape[1]):
        values = values | {name: steps[:, t, k] for k, name in enumerate(columns)}
        before = dict(values)
        for name in neurons:
            total = arrays[f"{name}/bias"] + sum(
                arrays[f"{w['id']}/weight"] * (before if w["delayed"] else values)[w["source"][0]]
                for w in wires
                if w["target"][0] == name
            )
            values[name] = activation(total)
        answers.append(values[neurons[-1]])
    if trained.stem == "counting-neuron":
        np.testing.assert_allclose(answers[-1], right, atol=0.01)
    else:
        np.testing.assert_array_equal(np.squeeze(np.stack(answers, 1)) > 0, right)


@pytest.mark.parametrize("length", [3, 100])
def test_the_steps_of_a_sequence_share_their_weights_in_a_file(length: int, tmp_path: Path) -> None:
    """Else a file grew by all weights with each step."""
    document = _of_length(CountingNeuron().document(), length)
    trainer = Trainer(document)
    exporter_for(Path("x.onnx")).export(
        trainer.network, document, tmp_path / "x.onnx", document.data.source.load(1).samples[:8]
    )
    floats = [
        t for t in onnx.load(tmp_path / "x.onnx").graph.initializer if t.data_type == onnx.TensorProto.FLOAT
    ]
    assert len(floats) <= 6


def _of_length(document: Document, length: int) -> Document:
    return replace(document, data=replace(document.data, source=CountOnes(length=length)))
