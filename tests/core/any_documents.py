"""What sequences of edits begin with and put in: documents and layers; and choices that are read off some bytes."""

from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from msgspec.structs import replace

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.tanh import Tanh
from core.data.preprocessing.pixels import Pixels
from core.data.recipe import DataRecipe
from core.data.sources.adding_problem import AddingProblem
from core.data.sources.digits import Digits
from core.data.sources.iris import Iris
from core.data.sources.logic_gate import LogicGate
from core.data.sources.typed_table import TypedTable
from core.document import annotations, blocks
from core.document.document import Document
from core.layers import LAYERS
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.layers.output_value import OutputValue
from core.layers.simple_rnn import SimpleRNN
from core.layers.split import Split
from core.layers.stack import Stack
from core.layers.take import Take
from core.losses.half_squared import HalfSquared
from core.templates.autoencoder import Autoencoder
from core.templates.gan_blobs import BlobsGAN
from core.templates.lenet import LeNet5
from core.templates.vae import VAE
from core.templates.xor import Xor
from tests.core.examples import digits, gate, in_a_row
from tests.core.hand_wired import HandWired, fully_wired, scattered
from tests.core.variants import variants

T = TypeVar("T")
FEW = 6  # of some things that are chosen together
STRANGE = "ä\u202e“/\n" * 40  # as long as a title may be


class NothingThereError(Exception):
    """There is nothing that the edit could be made to."""


class Picks:
    """Choices that bytes make; when there are none left, the first of everything."""

    def __init__(self, content: bytes) -> None:
        self._numbers = iter(content)

    def number(self, below: int) -> int:
        """One of 0 ... below - 1."""
        return next(self._numbers, 0) % below

    def flag(self) -> bool:
        return self.number(2) == 1

    def one(self, things: Iterable[T]) -> T:
        """One of some things.

        Raises:
            NothingThereError: there are none.
        """
        listed = list(things)
        if not listed:
            raise NothingThereError
        return listed[self.number(len(listed))]

    def some(self, things: Iterable[T]) -> list[T]:
        """A few of some things, each once, at least one."""
        listed = list(things)
        chosen = [self.one(listed) for _ in range(1 + self.number(min(FEW, max(1, len(listed)))))]
        return list(dict.fromkeys(chosen))

    def place(self) -> tuple[float, float]:
        """On the grid, or beside it."""
        beside = 7.5 if self.number(4) == 1 else 0.0
        return (self.number(50) * 20.0 - 200.0 + beside, self.number(30) * 20.0 - 100.0)


# -- what documents are made of ----------------------------------------------------------------------------------------
SMALL: tuple[Layer, ...] = (  # what the edits of neurons need, more often than the rest
    Neuron(),
    Neuron(activation=ReLU(), bias=False),
    OutputValue(),
    Take(index=2),
    Stack(),
    Dense(units=2, activation=Tanh()),
    Dense(units=1, activation=Linear(), bias=False),
    SimpleRNN(units=2),
    Output(loss=HalfSquared()),
    Split(),
    Input(columns=(2, 1)),
)
TABLE = TypedTable(rows="a, b, c, y\n0, 1, 2, 1\n1, 0, 1, 0\n2, 2, 1, 1\n0, 0, 1, 0\n")
DATA: tuple[DataRecipe, ...] = (
    DataRecipe(source=LogicGate(), encoding="-1/+1", train_share=1.0),
    DataRecipe(source=TABLE, encoding="0/1"),
    DataRecipe(source=AddingProblem(length=5, sequences=40), train_share=1.0),
    DataRecipe(source=Digits(), preprocessing=Pixels(white=16)),
    DataRecipe(source=Iris()),
    DataRecipe(source=TypedTable(rows="")),
)


@cache
def all_variants() -> tuple[Layer, ...]:
    """Every layer with every notable value of each of its fields."""
    return tuple(spec for cls in LAYERS for spec in variants(cls))


def layer(picks: Picks) -> Layer:
    match picks.number(4):
        case 0 | 1:
            return picks.one(SMALL)
        case 2:
            return picks.one(LAYERS)()
    place = picks.number(256) * 256 + picks.number(256)
    return all_variants()[place % len(all_variants())]


def values(*neurons: Neuron) -> Document:
    """Two data values through neurons side by side to values of the answer."""
    net = HandWired(2, len(neurons))
    row = net.inputs(2)
    return net.ends([net.put(spec, *row) for spec in neurons])


def remembering() -> Document:
    """Two neurons that remember each other, put into a list."""
    net = HandWired(2, 1)
    row = net.inputs(2)
    pair = [net.put(Neuron(), *row) for _ in range(2)]
    for one in pair:
        for other in pair:
            net.set(net.wire(one, other), delayed=True)
    dense = net.put(Dense(units=1, activation=Linear()), net.put(Stack(gives="last step"), *pair))
    net.put(Output(loss=HalfSquared()), dense)
    return net.document


def marked() -> Document:
    """A row with a block, another for which a card stands, comments, frames, a colour and a pin."""
    document = in_a_row(Input(), *(Dense(units=2) for _ in range(4)), Output(), data=DATA[0])
    document, _ = blocks.group(document, ["dense1", "dense2"], "Front")
    document, name = blocks.group(document, ["dense3", "dense4"])
    document = blocks.collapse(document, name)
    document, _ = annotations.add_note(document, (0.0, 200.0), "Here it begins")
    document, _ = annotations.add_frame(document, ["dense1", "dense2"])
    document = annotations.set_colour(document, ["dense1", name], "teal")
    return annotations.set_pinned(document, ["input1"], True)


def _on(place: int, document: Document) -> Document:
    return replace(document, data=DATA[place])


@cache
def starts() -> dict[str, Document]:
    """Documents to begin with, by name."""
    row = in_a_row(Input(), SimpleRNN(units=2), Dense(units=1, activation=Linear()), Output(), data=DATA[2])
    loops = HandWired(2, 1)
    loops.wire(*(2 * [loops.put(Neuron(), *loops.inputs(2))]))
    return {
        "empty": Document(),
        "gate": gate(),
        "digits": digits(),
        "marked": marked(),
        "image": in_a_row(Input(), Flatten(), Dense(), Dense()),
        "steps": row,
        "hand-wired": _on(0, fully_wired([2, 2, 1])),
        "with a list": _on(4, scattered(3)),
        "scattered": _on(4, scattered(8)),
        "delayed": _on(2, scattered(5, steps=5, delayed=True)),
        "loop": _on(2, loops.ends(["neuron1"])),
        "remembering": _on(2, remembering()),
        "one answer": _on(0, values(Neuron())),
        "three neurons": _on(4, values(Neuron(), Neuron(), Neuron())),
        "xor": Xor().document(),
        "lenet": LeNet5().document(),
        "autoencoder": Autoencoder().document(),
        "vae": VAE().document(),
        "gan": BlobsGAN().document(),
    }
