"""Recurrent layers: against torch where sequences are unequal or truncated, step by step, exported, refused."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from core.activations.linear import Linear
from core.data.base import DataInfo, Source
from core.data.recipe import DataRecipe
from core.document.document import Document
from core.document.graph import End
from core.document.shapes import infer
from core.engine.compile import compile_document
from core.engine.network import Network
from core.engine.stepping import Stepper
from core.errors import DocumentError, ShapeError
from core.export.onnx_format import OnnxExporter
from core.layers.base import Layer, Shape
from core.layers.dense import Dense
from core.layers.embedding import Embedding
from core.layers.flatten import Flatten
from core.layers.gru import GRU
from core.layers.input import Input
from core.layers.lstm import LSTM
from core.layers.output import Output
from core.layers.recurrent import Recurrent
from core.layers.reshape import Reshape
from core.layers.self_attention import SelfAttention
from core.layers.simple_rnn import SimpleRNN
from core.losses.half_squared import HalfSquared
from tests.core import torch_reference
from tests.core.examples import in_a_row
from tests.core.small_networks import compiled, computed

KINDS = [SimpleRNN, GRU, LSTM]
STEPS, FEATURES, OUTPUTS, TOKENS = 6, 3, 2, 9
FORMS = [
    {},
    {"gives": "whole sequence"},
    {"gives": "whole sequence", "bidirectional": True, "layers": 2, "start": "learned"},
    {"bidirectional": True, "layers": 3},
    {"start": "learned", "bias": False},
]
LENGTHS = [[6, 6, 6, 6], [6, 1, 3, 2], [0, 6, 1, 0], [1, 1, 1, 1]]


class Sequences(Source, frozen=True, kw_only=True, tag="test-sequences"):
    """Sequences of a shape; only what shape inference asks for."""

    sample_shape: Shape = (STEPS, FEATURES)
    unequal: bool = False

    def info(self) -> DataInfo:
        names = tuple(map(str, range(OUTPUTS)))
        return DataInfo(sample_shape=self.sample_shape, count=100, value_names=names, unequal=self.unequal)


def document(*layers: Layer, shape: Shape = (STEPS, FEATURES), unequal: bool = False) -> Document:
    end = (Flatten(), Dense(units=OUTPUTS, activation=Linear()), Output(loss=HalfSquared()))
    data = DataRecipe(source=Sequences(sample_shape=shape, unequal=unequal))
    return in_a_row(Input(), *layers, *end, data=data)


def assert_as_in_torch(made: Document, samples: np.ndarray, lengths: list[int] | None = None) -> Network:
    """Loss, answer and gradients as torch has them, twice: what one step leaves behind must not change the next."""
    network = compiled(made)
    targets = np.random.default_rng(2).normal(size=(len(samples), OUTPUTS))
    for _ in range(2):
        given = None if lengths is None else np.array(lengths)
        workspace = computed(network, samples, targets, lengths=given)
        total, answer, gradient = torch_reference.run(network, samples, targets, workspace)
        np.testing.assert_allclose(workspace.total, total, rtol=1e-10)
        np.testing.assert_allclose(workspace.answer(), answer, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(network.gradients, gradient, rtol=1e-6, atol=1e-12)
    return network


def sequences(count: int = 4, shape: Shape = (STEPS, FEATURES)) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(count, *shape))


def tokens(count: int = 4, steps: int = STEPS) -> np.ndarray:
    return np.random.default_rng(1).integers(0, TOKENS, (count, steps)).astype(np.float64)


@pytest.mark.parametrize("lengths", LENGTHS, ids=str)
@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_unequal_lengths(kind: type[Recurrent], form: dict[str, object], lengths: list[int]) -> None:
    assert_as_in_torch(document(kind(units=4, **form), unequal=True), sequences(), lengths)


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_at_padded_steps_changes_nothing(kind: type[Recurrent]) -> None:
    layer = kind(units=4, layers=2, bidirectional=True, gives="whole sequence", start="learned")
    network, samples = compiled(document(layer, unequal=True)), sequences(3)
    lengths, found = np.array([6, 2, 0]), []
    for padding in (0.0, 1e6):
        for sample, length in zip(samples, lengths, strict=True):
            sample[length:] = padding
        workspace = computed(network, samples, np.zeros((3, OUTPUTS)), lengths=lengths)
        found.append((workspace.answer().copy(), network.gradients.copy()))
        y = workspace.values[End("input1", "out")], workspace.batch_first(layer_output(network))
        assert all((row[length:] == 0).all() for row, length in zip(y[1], lengths, strict=True))
    np.testing.assert_array_equal(found[0][0], found[1][0])
    np.testing.assert_allclose(found[0][1], found[1][1], rtol=1e-9)


def layer_output(network: Network) -> End:
    return End(next(n.id for n in network.nodes if isinstance(n.spec, Recurrent)), "out")


@pytest.mark.parametrize("lengths", [None, [6, 3, 0, 1]], ids=str)
@pytest.mark.parametrize("form", FORMS[:4], ids=str)
@pytest.mark.parametrize("truncate", [1, 2, 4])
@pytest.mark.parametrize("kind", KINDS)
def test_truncated(
    kind: type[Recurrent], truncate: int, form: dict[str, object], lengths: list[int] | None
) -> None:
    layer = kind(units=4, truncate=truncate, **form)
    assert_as_in_torch(document(layer, unequal=lengths is not None), sequences(), lengths)


def test_truncation_changes_the_gradient_but_not_the_answer() -> None:
    samples, targets = sequences(), np.zeros((4, OUTPUTS))
    one, other = (compiled(document(LSTM(units=4, truncate=k))) for k in (0, 3))
    answers = [computed(n, samples, targets).answer() for n in (one, other)]
    np.testing.assert_array_equal(*answers)
    assert not np.allclose(one.gradients, other.gradients)


@pytest.mark.parametrize("padding", [None, 0, 3])
def test_embedding(padding: int | None) -> None:
    layer = Embedding(tokens=TOKENS, size=4, padding=padding)
    network = plain(document(layer, LSTM(units=3), shape=(STEPS,)))
    samples, targets = tokens(), np.ones((4, OUTPUTS))
    workspace = computed(network, samples, targets)
    _, answer, gradient = torch_reference.run(network, samples, targets, workspace)
    np.testing.assert_allclose(workspace.answer(), answer, rtol=1e-10)
    np.testing.assert_allclose(network.gradients, gradient, rtol=1e-7, atol=1e-14)
    if padding is not None:
        vectors = workspace.batch_first(End("embedding1", "out"))
        assert (vectors[samples == padding] == 0).all()
        assert (network.views(network.gradients)["embedding1/weight"][padding] == 0).all()


def plain(made: Document, dtype: type = np.float64) -> Network:
    """A network whose preprocessing leaves samples as they are, with weights that are nowhere zero."""
    network, shape = compiled(made, dtype), infer(made).feeds["sample"]
    network.set_preprocessing(np.zeros(shape), np.ones(shape))
    return network


def test_numbers_beyond_the_vocabulary_count_as_the_nearest_token() -> None:
    network = plain(document(Embedding(tokens=TOKENS, size=4), shape=(3,)))
    odd, nearest = np.array([[-1.0, TOKENS, 1e9]]), np.array([[0.0, TOKENS - 1, TOKENS - 1]])
    np.testing.assert_array_equal(network.predict(odd), network.predict(nearest))


def test_the_padding_vector_starts_at_zero() -> None:
    network = compile_document(document(Embedding(tokens=TOKENS, size=4, padding=2), shape=(STEPS,)))
    zero = (network.views()["embedding1/weight"] == 0).all(axis=1)
    assert zero.tolist() == [token == 2 for token in range(TOKENS)]


def test_first_weights_are_orthogonal_gate_by_gate_and_the_forget_gate_is_open() -> None:
    network = compile_document(document(LSTM(units=4, forget_bias=2.0)))
    weight, bias = network.views()["lstm1/recurrent_weight"], network.views()["lstm1/bias"]
    for gate in np.split(weight, 4, axis=1):
        np.testing.assert_allclose(gate.T @ gate, np.eye(4), atol=1e-6)
    np.testing.assert_array_equal(bias, [0] * 8 + [2] * 4 + [0] * 4)


# -- step by step ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", [{}, {"layers": 3}, {"start": "learned", "layers": 2}], ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_step_by_step_gives_what_the_whole_sequence_gives(
    kind: type[Recurrent], form: dict[str, object]
) -> None:
    end = (Dense(units=OUTPUTS, activation=Linear()), Output(loss=HalfSquared()))
    data = DataRecipe(source=StepwiseAnswers())
    layer = kind(units=4, gives="whole sequence", **form)
    network = compiled(in_a_row(Input(), layer, *end, data=data))
    network.set_preprocessing(np.full((STEPS, FEATURES), 0.3), np.full((STEPS, FEATURES), 1.7))
    samples = sequences()
    whole, stepper = network.predict(samples), Stepper(network, batch=4)
    for _ in range(2):
        for t in range(STEPS):
            np.testing.assert_allclose(stepper.step(samples[:, t])[:, 0], whole[:, t], rtol=1e-10)
        stepper.forget()


class StepwiseAnswers(Source, frozen=True, kw_only=True, tag="test-stepwise"):
    """Sequences with an answer at each step."""

    def info(self) -> DataInfo:
        names = tuple(map(str, range(OUTPUTS)))
        return DataInfo(sample_shape=(STEPS, FEATURES), count=100, value_names=names, steps=STEPS)


def test_step_by_step_with_tokens_and_the_last_step() -> None:
    network = plain(document(Embedding(tokens=TOKENS, size=4), LSTM(units=4), shape=(STEPS,)))
    samples, stepper = tokens(2), Stepper(network, batch=2)
    answers = [stepper.step(samples[:, t]) for t in range(STEPS)]
    np.testing.assert_allclose(answers[-1], network.predict(samples), rtol=1e-10)


def test_a_stepper_follows_the_network_as_it_learns() -> None:
    network = plain(document(LSTM(units=4)))
    stepper = Stepper(network)
    before = stepper.step(sequences(1)[:, 0])
    network.parameters *= 0.5
    stepper.forget()
    assert not np.allclose(stepper.step(sequences(1)[:, 0]), before)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((LSTM(bidirectional=True),), "all steps of a sequence at once"),
        ((SelfAttention(heads=1), LSTM()), "all steps of a sequence at once"),
        ((), "all steps of a sequence at once"),
    ],
    ids=["bidirectional", "attention", "flatten"],
)
def test_what_cannot_go_step_by_step_is_said(layers: tuple[Layer, ...], message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        Stepper(compiled(document(*layers)))


def test_preprocessing_that_differs_from_step_to_step_cannot_go_step_by_step() -> None:
    with pytest.raises(DocumentError, match="each step in a way of its own"):
        Stepper(compiled(document(LSTM())))


# -- export ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("kind", [*KINDS, lambda **form: SimpleRNN(function="relu", **form)])
def test_export(kind: type[Recurrent], form: dict[str, object], tmp_path: Path) -> None:
    assert_exported(document(kind(units=4, **form)), sequences(5).astype(np.float32), tmp_path)


@pytest.mark.parametrize("padding", [None, 3])
def test_export_of_tokens(padding: int | None, tmp_path: Path) -> None:
    layers = (Embedding(tokens=TOKENS, size=4, padding=padding), GRU(units=3))
    assert_exported(document(*layers, shape=(STEPS,)), tokens(5).astype(np.float32), tmp_path)


def assert_exported(made: Document, samples: np.ndarray, folder: Path) -> None:
    network = plain(made, np.float32)
    path = folder / "net.onnx"
    OnnxExporter().export(network, made, path, samples)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {session.get_inputs()[0].name: samples})
    wanted = network.predict(samples)
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5 * float(np.abs(wanted).max()))


# -- messages ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_a_list_is_refused_with_ways_out(kind: type[Recurrent]) -> None:
    with pytest.raises(ShapeError, match=r"12 values here; .* wants a sequence") as raised:
        kind().output_shapes(((12,),))
    for fix in raised.value.fixes:
        kind().output_shapes(fix.output_shapes(((12,),)))
    assert {type(fix) for fix in raised.value.fixes} == {Reshape, Embedding}


@pytest.mark.parametrize("shape", [(8, 6, 3), (5, 8, 6, 3)], ids=str)
def test_an_image_is_refused_with_a_way_out(shape: Shape) -> None:
    with pytest.raises(ShapeError, match=r"image.* here; LSTM wants a sequence") as raised:
        LSTM().output_shapes((shape,))
    (fix,) = raised.value.fixes
    assert LSTM().output_shapes(fix.output_shapes((shape,))) == ((32,),)


def test_embedding_refuses_a_sequence_of_lists() -> None:
    with pytest.raises(ShapeError, match="list of token numbers"):
        Embedding().output_shapes(((5, 3),))


def test_a_layer_can_be_made_to_fit_an_output() -> None:
    assert LSTM(bidirectional=True).giving((10,)) == LSTM(units=5, bidirectional=True)
    assert LSTM(bidirectional=True).giving((9,)) is None
    assert LSTM().giving((7, 9)) is None


def test_what_torch_counts_is_what_is_learned() -> None:
    """GRU: torch has two biases for each gate, of which two do the same."""
    for kind, theirs, spare in (
        (SimpleRNN, torch.nn.RNN, 8),
        (GRU, torch.nn.GRU, 16),
        (LSTM, torch.nn.LSTM, 32),
    ):
        made = document(kind(units=8))
        count = infer(made).facts[made.graph.into("flatten1")[0].source.node].parameters
        assert count == sum(p.numel() for p in theirs(FEATURES, 8).parameters()) - spare
