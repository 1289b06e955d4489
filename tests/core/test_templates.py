"""Every template is a document that trains to what it promises."""

import numpy as np
import pytest
from msgspec.structs import replace
from threadpoolctl import threadpool_limits

from core.activations.linear import Linear
from core.document import edits
from core.document.document import Document
from core.document.shapes import infer
from core.spec import checked, tag
from core.templates import TEMPLATES
from core.templates.base import Template
from core.templates.digits_mlp import DigitsMLP
from core.templates.iris import IrisFlowers
from core.templates.mnist_mlp import MnistMLP
from core.templates.perceptron import Perceptron
from core.templates.playground import Playground
from core.templates.textbook_neuron import TextbookNeuron
from core.templates.xor import Xor
from core.training.trainer import Trainer

NAMED = {"ids": lambda template: template.__struct_config__.tag}
SMALL = [template for template in TEMPLATES if template is not MnistMLP]


def accuracies(document: Document, **changes: object) -> list[float]:
    """Accuracy after each epoch, of the validation part where there is one."""
    trainer = Trainer(replace(document, training=replace(document.training, **changes)))
    with threadpool_limits(1, user_api="blas"):  # other tests want a core too
        for _ in trainer.run():
            pass
    columns = trainer.history.columns()
    return [float(value) for value in columns.get("val_accuracy", columns["accuracy"])]


def test_names_on_the_command_line() -> None:
    assert [tag(template) for template in TEMPLATES] == [
        "textbook-neuron",
        "perceptron",
        "xor",
        "playground",
        "iris",
        "digits-mlp",
        "mnist-mlp",
    ]


@pytest.mark.parametrize("cls", TEMPLATES, **NAMED)
def test_the_document_is_in_order(cls: type[Template]) -> None:
    document = cls().document()
    assert infer(document).problems == ()
    assert checked(document) == document == cls().document()
    places = [node.position for node in document.graph.nodes.values()]
    assert places == sorted(places)
    assert len({x for x, _ in places}) == len(places)
    assert {y for _, y in places} == {0.0}
    assert cls.title
    assert cls.help


@pytest.mark.parametrize("cls", SMALL, **NAMED)
def test_compiles_and_takes_its_weights(cls: type[Template]) -> None:
    views = Trainer(cls().document()).network.views()
    for key, array in cls().weights().items():
        assert views[key].shape == array.shape


def test_the_neuron_of_the_text_book() -> None:
    template = TextbookNeuron()
    inputs = np.float32([[0.5, 0.6]])
    for activation, expected in ((Linear(), 0.67), (None, 1.0)):
        document = template.document()
        if activation is not None:
            document = edits.set_field(document, "dense1", "activation", activation)
        trainer = Trainer(document)
        for key, array in template.weights().items():
            trainer.network.views()[key][...] = array
        assert trainer.network.predict(inputs)[0, 0] == pytest.approx(expected, abs=1e-6)
        np.testing.assert_array_equal(trainer.data.train.samples.T, inputs)
        np.testing.assert_array_equal(trainer.data.train.targets, [[1.0]])


@pytest.mark.parametrize("seed", range(1, 9))
def test_perceptron_learns_and(seed: int) -> None:
    assert accuracies(Perceptron().document(), seed=seed)[-1] == 1.0


def test_perceptron_has_something_to_learn() -> None:
    """There is nothing to watch where the first line is right."""
    found = accuracies(Perceptron().document())
    assert found[0] < 1.0
    assert found.index(1.0) < 20


@pytest.mark.parametrize("seed", range(1, 9))
def test_xor_is_learned(seed: int) -> None:
    assert accuracies(Xor().document(), seed=seed)[-1] == 1.0


def test_playground_parts_the_circle() -> None:
    assert accuracies(Playground().document(), epochs=200)[-1] >= 0.98


def test_iris() -> None:
    assert accuracies(IrisFlowers().document())[-1] >= 0.93


def test_digits() -> None:
    assert accuracies(DigitsMLP().document())[-1] >= 0.95


def test_mnist_in_one_epoch() -> None:
    """The whole run of ten epochs takes too long here; it comes to 98 %."""
    document = MnistMLP().document()
    assert document.training.epochs == 10
    assert accuracies(document, epochs=1)[-1] >= 0.95
