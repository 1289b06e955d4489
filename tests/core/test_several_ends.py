"""Several inputs, several outputs with weights, answers at each step, samples that are to be given back."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from core.activations.linear import Linear
from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.data.base import DataInfo, Dataset, Source
from core.data.preprocessing.standardise import Standardise
from core.data.recipe import DataRecipe
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.recipe import TrainingRecipe
from core.document.shapes import infer
from core.engine.build import Mode
from core.engine.compile import compile_document
from core.engine.network import Network
from core.export import exporter_for
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from core.losses import LOSSES
from core.losses.base import Loss
from core.losses.binary_cross_entropy import BinaryCrossEntropy
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.losses.half_squared import HalfSquared
from core.losses.huber import Huber
from core.losses.mean_squared import MeanSquared
from core.spec import tag
from core.training.evaluate import evaluate
from core.training.trainer import Trainer
from tests.core import torch_reference
from tests.core.examples import in_a_row
from tests.core.small_networks import Made, batch_of, compiled, computed
from tests.core.torch_reference import assert_close

STEPS, FEATURES, CLASSES = 4, 3, 5


class Steps(Source, frozen=True, kw_only=True, tag="steps"):
    """Sequences with a class, or values, at each step; of unequal length."""

    classes: int = CLASSES
    count: int = 30

    def info(self) -> DataInfo:
        names = (
            {"class_names": tuple(map(str, range(self.classes)))}
            if self.classes
            else {"value_names": ("a", "b")}
        )
        return DataInfo(sample_shape=(STEPS, FEATURES), steps=STEPS, unequal=True, count=self.count, **names)

    def load(self, seed: int) -> Dataset:
        random = np.random.default_rng(seed)
        samples = random.normal(size=(self.count, STEPS, FEATURES)).astype(np.float32)
        lengths = random.integers(1, STEPS + 1, self.count)
        if not self.classes:
            values = random.normal(size=(self.count, STEPS, 2)).astype(np.float32)
            return Dataset(self.info(), samples, values=values, lengths=lengths)
        labels = random.integers(0, self.classes, (self.count, STEPS))
        labels[np.arange(STEPS) >= lengths[:, None]] = -1
        return Dataset(self.info(), samples, labels=labels, lengths=lengths)


class Placed(Source, frozen=True, kw_only=True, tag="placed"):
    """A class, and two numbers beside it."""

    def info(self) -> DataInfo:
        return DataInfo(sample_shape=(6,), class_names=("a", "b", "c"), value_names=("x", "y"), count=40)

    def load(self, seed: int) -> Dataset:
        random = np.random.default_rng(seed)
        samples = random.normal(2, 3, (40, 6)).astype(np.float32)
        return Dataset(self.info(), samples, np.arange(40) % 3, samples[:, :2] * np.float32(0.5))


def two_ends(weight: float) -> Document:
    """5 → 4 tanh, read by both: → 3, half squared; → 2 of the three targets, Huber times a weight."""
    document = in_a_row(Input(), Dense(units=4, activation=Tanh()), data=DataRecipe(source=Made()))
    document, one = edits.append(document, Dense(units=3, activation=Linear()), "dense1")
    document, _ = edits.append(document, Output(loss=HalfSquared()), one)
    document, other = edits.append(document, Dense(units=2, activation=Linear()), "dense1")
    return edits.append(document, Output(loss=Huber(), weight=weight, columns=(1, 3)), other)[0]


@pytest.mark.parametrize("batch", [1, 7])
@pytest.mark.parametrize("weight", [1.0, 0.3, 20.0])
def test_the_losses_of_two_outputs_are_added_up_with_their_weights(weight: float, batch: int) -> None:
    network = compiled(two_ends(weight))
    samples, targets = batch_of(batch)
    workspace = computed(network, samples, targets)
    total, _, wanted = torch_reference.run(network, samples, targets, workspace)
    assert_close(workspace.total, total.numpy(), 1e-9)
    assert_close(network.gradients, wanted, 1e-6)


def test_a_value_read_by_a_layer_and_by_an_output_gets_both_gradients() -> None:
    document = in_a_row(Input(), Dense(units=3, activation=Tanh()), Output(), data=DataRecipe(source=Made()))
    document, last = edits.append(document, Dense(units=3, activation=Tanh()), "dense1")
    document, _ = edits.append(document, Output(weight=2.0), last)
    network = compiled(document)
    samples, targets = batch_of(7)
    workspace = computed(network, samples, targets)
    total, _, wanted = torch_reference.run(network, samples, targets, workspace)
    assert_close(workspace.total, total.numpy(), 1e-9)
    assert_close(network.gradients, wanted, 1e-6)


def test_inputs_take_columns_and_layers_behind_them_see_only_those() -> None:
    data = DataRecipe(source=Made())
    document = in_a_row(Input(columns=(2, 5)), Dense(units=3, activation=Linear()), Output(), data=data)
    network = compiled(document)
    samples, targets = batch_of(7)
    workspace = computed(network, samples, targets)
    _, answer, wanted = torch_reference.run(network, samples, targets, workspace)
    assert_close(workspace.answer(), answer.numpy(), 1e-9)
    assert_close(network.gradients, wanted, 1e-6)
    assert network.views()["dense1/weight"].shape == (2, 3)


def test_a_column_that_is_not_there_is_told() -> None:
    document = in_a_row(Input(columns=(9,)), Output(), data=DataRecipe(source=Made()))
    assert any("no column 9" in p.message for p in infer(document).problems)


# -- samples as targets ------------------------------------------------------------------------------------------------
def autoencoder(loss: Loss, shape: tuple[int, ...] = (6,)) -> Network:
    activation = Sigmoid() if isinstance(loss, BinaryCrossEntropy) else Linear()
    front = [Flatten()] if len(shape) > 2 else []
    layers = (*front, Dense(units=2, activation=Tanh()), Dense(units=6, activation=activation))
    output = Output(loss=loss, compares="sample")
    return compiled(in_a_row(Input(), *layers, output, data=DataRecipe(source=Made(sample_shape=shape))))


@pytest.mark.parametrize("loss", [HalfSquared(), MeanSquared(), BinaryCrossEntropy()], ids=tag)
@pytest.mark.parametrize("shape", [(6,), (3, 6)], ids=str)
def test_an_autoencoder_is_compared_with_what_the_network_sees(shape: tuple[int, ...], loss: Loss) -> None:
    network, samples = autoencoder(loss, shape), np.random.default_rng(1).uniform(size=(7, *shape))
    if loss.encodings:  # its targets lie in 0 ... 1
        network.set_preprocessing(np.zeros(shape), np.ones(shape))
    workspace = network.workspace(7, Mode.TRAINING)
    assert "target" not in workspace.feeds
    workspace.samples[...] = samples.T if samples.ndim == 2 else samples
    workspace.forward()
    workspace.backward()
    total, _, wanted = torch_reference.run(network, samples, np.zeros(1), workspace)
    assert_close(workspace.total, total.numpy(), 1e-9)
    assert_close(network.gradients, wanted, 1e-6)


def test_an_autoencoder_learns_and_is_judged_by_its_own_samples() -> None:
    document = in_a_row(
        Input(),
        Dense(units=6, activation=Linear()),
        Output(compares="sample"),
        data=DataRecipe(source=Placed(), preprocessing=Standardise()),
        training=TrainingRecipe(epochs=60, learning_rate=0.02),
    )
    trainer = Trainer(document)
    for _ in trainer.run():
        pass
    first, last = trainer.history.columns()["val_loss"][[0, -1]]
    assert last < first / 10
    _, judged = evaluate(trainer.network, trainer.data.validation, trainer.data)
    assert judged.labels is None
    raw = trainer.data.validation.raw(8)
    np.testing.assert_allclose(
        judged.targets, (raw - trainer.data.offset) * trainer.data.scale, rtol=1e-4, atol=1e-5
    )


# -- numbers beside the answer -----------------------------------------------------------------------------------------
def test_the_class_and_the_numbers_beside_it_are_learned_together() -> None:
    document = in_a_row(
        Input(),
        Dense(units=12, activation=Tanh()),
        data=DataRecipe(source=Placed()),
        training=TrainingRecipe(epochs=200, learning_rate=0.03),
    )
    document, classes = edits.append(document, Dense(units=3, activation=Softmax()), "dense1")
    document, _ = edits.append(document, Output(loss=CategoricalCrossEntropy()), classes)
    document, place = edits.append(document, Dense(units=2, activation=Linear()), "dense1")
    document, _ = edits.append(document, Output(compares="values"), place)
    assert infer(document).problems == ()
    trainer = Trainer(document)
    for _ in trainer.run():
        pass
    losses = trainer.history.columns()["loss"]
    assert losses[-1] < losses[0] / 5
    assert (
        trainer.history.last()["accuracy"] > 0.5
    )  # of the class: the first Output that is compared with the answer


def test_all_answers_are_exported_and_checked(tmp_path: Path) -> None:
    """The one that comes first is not the one that is judged."""
    document, image = edits.append(Document(), Input(), None)
    document, back = edits.append(document, Conv2D(filters=1, padding="same"), image)
    document, _ = edits.append(document, Output(compares="sample"), back)
    document, flat = edits.add_node(document, Flatten(), (0.0, 300.0))
    document = edits.connect(document, End(back, "out"), End(flat, "in"))
    document, named = edits.append(document, Dense(units=10, activation=Softmax()), flat)
    document, _ = edits.append(document, Output(loss=CategoricalCrossEntropy()), named)
    trainer, path = Trainer(document), tmp_path / "net.onnx"
    samples = trainer.method.examples(trainer, 8)
    exporter_for(path).export(trainer.network, document, path, samples)
    session = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    answers = session.run(None, {"input": samples.astype(np.float32)})
    assert sorted(a.shape for a in answers) == [(8, 8, 8, 1), (8, 10)]
    for answer in answers:
        source = End(named if answer.ndim == 2 else back, "out")
        wanted = trainer.network.predict(samples, source=source)
        np.testing.assert_allclose(answer, wanted, rtol=1e-5, atol=1e-5)


def test_a_data_set_without_such_numbers_says_so() -> None:
    document = in_a_row(Input(), Dense(units=3), Output(compares="values"), data=DataRecipe(source=Made()))
    assert any("no numbers beside its answers" in p.message for p in infer(document).problems)


# -- an answer at each step --------------------------------------------------------------------------------------------
def stepwise(loss: Loss, classes: int) -> Document:
    units = classes or 2
    activation = Softmax() if isinstance(loss, CategoricalCrossEntropy) else Linear()
    layers = Dense(units=4, activation=Tanh()), Dense(units=units, activation=activation)
    return in_a_row(
        Input(), *layers, Output(loss=loss), data=DataRecipe(source=Steps(classes=classes), train_share=1.0)
    )


@pytest.mark.parametrize("loss", [cls() for cls in LOSSES if not cls.encodings], ids=tag)
def test_values_behind_the_end_of_a_sequence_count_for_nothing(loss: Loss) -> None:
    network, data = compile_document(stepwise(loss, 0), np.float64, np.float64), Steps(classes=0).load(1)
    assert data.values is not None
    assert data.lengths is not None
    gradients = []
    for junk in (0.0, 50.0):
        trainer = Trainer(stepwise(loss, 0), dtype=np.float64)
        assert trainer.data.train.targets is not None
        behind = np.arange(STEPS) >= data.lengths[:, None]
        trainer.data.train.targets[behind] = junk
        workspace = trainer.workspace(Mode.TRAINING)
        workspace.forward()
        workspace.backward()
        gradients.append(trainer.network.gradients.copy())
        kept = workspace.feeds["judged"].reshape(-1) > 0
        y = workspace.answer().reshape(-1, 2)[kept]
        t = workspace.targets.reshape(-1, 2)[kept]
        wanted = torch_reference.LOSSES[tag(loss)](loss, torch.tensor(y), torch.tensor(t))
        assert float(workspace.total) == pytest.approx(float(wanted), rel=1e-9)
    np.testing.assert_allclose(*gradients, rtol=1e-12)
    assert network.inference.feeds["judged"] == (STEPS,)


def test_classes_at_each_step_are_the_mean_over_those_that_are_judged() -> None:
    trainer = Trainer(stepwise(CategoricalCrossEntropy(), CLASSES), dtype=np.float64)
    workspace = trainer.workspace(Mode.TRAINING)
    workspace.forward()
    workspace.backward()
    gradient = trainer.network.gradients.copy()
    total, _, wanted = torch_reference.run(
        trainer.network, np.asarray(workspace.samples), workspace.targets.copy(), workspace
    )
    assert_close(workspace.total, total.numpy(), 1e-9)
    assert_close(gradient, wanted, 1e-6)


def test_only_judged_steps_are_measured() -> None:
    trainer = Trainer(stepwise(CategoricalCrossEntropy(), CLASSES))
    loss, judged = evaluate(trainer.network, trainer.data.train, trainer.data)
    assert judged.labels is not None
    assert len(judged.labels) == int(Steps().load(1).lengths.sum())  # type: ignore[union-attr]
    assert judged.labels.min() >= 0
    assert judged.outputs.shape == (len(judged.labels), CLASSES)
    chosen = judged.outputs[np.arange(len(judged.labels)), judged.labels]
    assert loss == pytest.approx(float(-np.log(chosen).mean()), rel=1e-5)
