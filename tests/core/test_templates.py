"""Every template is a document that trains to what it promises."""

from itertools import combinations, groupby

import numpy as np
import pytest
from msgspec.structs import replace
from threadpoolctl import threadpool_limits

from core.activations.linear import Linear
from core.data.sources.count_ones import CountOnes
from core.document import edits
from core.document.document import Document
from core.document.extent import CARD, CIRCLE
from core.document.shapes import infer
from core.measure import measure
from core.spec import checked, tag
from core.templates import TEMPLATES
from core.templates.autoencoder import Autoencoder
from core.templates.base import Template
from core.templates.counting_neuron import CountingNeuron
from core.templates.digits_mlp import DigitsMLP
from core.templates.gan_clouds import CloudsGAN
from core.templates.hand_wired_xor import HandWiredXor
from core.templates.iris import IrisFlowers
from core.templates.mnist_mlp import MnistMLP
from core.templates.perceptron import Perceptron
from core.templates.playground import Playground
from core.templates.remember_a_bit import RememberABit
from core.templates.sunspots_lstm import SunspotsLSTM
from core.templates.sunspots_rnn import SunspotsRNN
from core.templates.textbook_neuron import TextbookNeuron
from core.templates.vae import VAE
from core.templates.xor import Xor
from core.training.checkpoint import set_weights
from core.training.trainer import Trainer

NAMED = {"ids": lambda template: template.__struct_config__.tag}


def trained(document: Document, **changes: object) -> Trainer:
    trainer = Trainer(replace(document, training=replace(document.training, **changes)))
    with threadpool_limits(1, user_api="blas"):  # other tests want a core too
        for _ in trainer.run():
            pass
    return trainer


def accuracies(document: Document, **changes: object) -> list[float]:
    """Accuracy after each epoch, of the validation part where there is one."""
    columns = trained(document, **changes).history.columns()
    return [float(value) for value in columns.get("val_accuracy", columns["accuracy"])]


def findings(trainer: Trainer) -> dict[str, float]:
    return {finding.name: finding.value for finding in measure(trainer)}


def test_names_on_the_command_line() -> None:
    assert [tag(template) for template in TEMPLATES] == [
        "textbook-neuron",
        "perceptron",
        "xor",
        "hand-wired-xor",
        "playground",
        "iris",
        "digits-mlp",
        "mnist-mlp",
        "lenet",
        "mnist-cnn",
        "counting-neuron",
        "remember-a-bit",
        "sunspots-lstm",
        "sunspots-rnn",
        "sunspots-both",
        "adding-lstm",
        "adding-rnn",
        "names-lstm",
        "names-transformer",
        "autoencoder",
        "vae",
        "gan-clouds",
        "gan-ring",
        "gan-blobs",
        "gan-digits",
        "gan-conditional",
        "dcgan",
    ]


@pytest.mark.parametrize("cls", TEMPLATES, **NAMED)
def test_the_document_is_in_order(cls: type[Template]) -> None:
    document = cls().document()
    assert infer(document).problems == ()
    assert checked(document) == document == cls().document()
    assert cls.title
    assert cls.help


@pytest.mark.parametrize("cls", TEMPLATES, **NAMED)
def test_cards_lie_apart_and_wires_lead_to_the_right(cls: type[Template]) -> None:
    graph = cls().document().graph
    for one, other in combinations(graph.nodes.values(), 2):
        (x1, y1), (x2, y2) = one.position, other.position
        assert abs(x1 - x2) >= CARD[0] or abs(y1 - y2) >= CARD[1]
    for wire in (w for w in graph.wires.values() if not w.delayed):
        assert graph.nodes[wire.source.node].position[0] < graph.nodes[wire.target.node].position[0]


@pytest.mark.parametrize("cls", TEMPLATES, **NAMED)
def test_comments_cover_nothing(cls: type[Template]) -> None:
    graph = cls().document().graph
    for note in graph.notes.values():
        bottom = note.position[1] + note.size[1]
        assert all(bottom + CIRCLE[1] < node.position[1] for node in graph.nodes.values())


def test_examples_of_a_group_stand_together() -> None:
    groups = [name for name, _ in groupby(template.group for template in TEMPLATES)]
    assert len(groups) == len(set(groups))


@pytest.mark.parametrize("cls", TEMPLATES, **NAMED)
def test_one_step_moves_every_parameter(cls: type[Template]) -> None:
    trainer = Trainer(cls().document())
    for key, array in cls().weights().items():
        assert trainer.network.views()[key].shape == array.shape
    trainer.network.parameters += np.float32(1e-3)  # a perceptron that is right has nothing to learn
    before = trainer.network.parameters.copy()
    with threadpool_limits(1, user_api="blas"):
        assert np.isfinite(next(trainer.run()))
    after = trainer.network.parameters
    assert np.isfinite(after).all()
    if cls not in (TextbookNeuron, Perceptron):  # they learn from mistakes only
        moved = trainer.network.views(np.float32(after != before))
        assert all(array.any() for array in moved.values()), [k for k, a in moved.items() if not a.any()]


def test_the_neuron_of_the_text_book() -> None:
    template = TextbookNeuron()
    inputs = np.float32([[0.5, 0.6]])
    for activation, expected in ((Linear(), 0.67), (None, 1.0)):
        document = template.document()
        if activation is not None:
            document = edits.set_field(document, "neuron1", "activation", activation)
        trainer = Trainer(document)
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


@pytest.mark.parametrize("seed", range(1, 21))
def test_xor_is_learned_by_neurons_wired_by_hand(seed: int) -> None:
    """A hundred of a hundred seeds do."""
    assert accuracies(HandWiredXor().document(), seed=seed)[-1] == 1.0


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_neuron_learns_to_count(seed: int) -> None:
    document = CountingNeuron().document()
    trainer = trained(document, seed=seed)
    weights = trainer.network.weight_values()
    assert list(weights.values()) == pytest.approx([1.0, 1.0], abs=1e-3)
    assert trainer.history.last()["val_loss"] < 1e-5
    longer = CountOnes(length=60, sequences=20).load(seed)
    numbers = Trainer(replace(document, data=replace(document.data, source=CountOnes(length=60))))
    set_weights(numbers, trainer.network.views())
    np.testing.assert_allclose(numbers.network.predict(longer.samples), longer.values, rtol=0.02, atol=0.02)


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_neuron_learns_to_remember_a_bit(seed: int) -> None:
    trainer = trained(RememberABit().document(), seed=seed)
    assert trainer.history.last()["val_accuracy"] == 1.0
    (loop,) = (w.id for w in trainer.document.graph.wires.values() if w.delayed)
    assert trainer.network.weight_values()[loop] > 1


def test_a_bit_is_remembered_with_the_weights_that_the_comment_tells() -> None:
    document = RememberABit().document()
    wires = document.graph.wires.values()
    for wire, weight in zip((w for w in wires if w.target.port == "in"), (4.0, -4.0, 2.0), strict=False):
        document = edits.set_wires(document, [wire.id], weight=weight)
    assert findings(Trainer(document))["accuracy"] == 1.0


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


@pytest.mark.parametrize("cls", [SunspotsLSTM, SunspotsRNN], **NAMED)
def test_sunspots_are_forecast_better_than_as_last_year(cls: type[Template]) -> None:
    trainer = trained(cls().document())
    assert trainer.history.last()["val_loss"] == pytest.approx(findings(trainer)["squared_error"], rel=1e-5)
    assert findings(trainer)["below_naive"] >= 0.2


@pytest.mark.parametrize(("cls", "share"), [(Autoencoder, 0.6), (VAE, 0.4)])
def test_digits_are_given_back(cls: type[Template], share: float) -> None:
    assert findings(Trainer(cls().document()))["given_back"] < 0
    assert findings(trained(cls().document(), epochs=15))["given_back"] >= share


def test_two_clouds_are_imitated() -> None:
    """The others take the same settings; five seeds of each are in docs/examples.md."""
    trainer = trained(CloudsGAN().document())
    assert trainer.steps <= 5_000
    assert findings(trainer)["js"] < 0.2
