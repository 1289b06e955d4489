"""How the network answers against how the data's answers are written: problems with a fix each."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from core.activations.base import Activation
from core.activations.elu import ELU
from core.activations.gelu import GELU
from core.activations.leaky_relu import LeakyReLU
from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.activations.softplus import Softplus
from core.activations.tanh import Tanh
from core.data.base import Source
from core.data.recipe import Encoding
from core.document import edits
from core.document.document import Document
from core.document.graph import Node, Wire
from core.document.problems import Fix, Problem
from core.layers.base import Layer
from core.losses.base import Loss
from core.losses.binary_cross_entropy import BinaryCrossEntropy
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.spec import Spec, fields

UNBOUNDED = (Linear, ReLU, LeakyReLU, ELU, GELU, Softplus)
FITTING: dict[Encoding, tuple[Activation, Loss | None]] = {
    "one-hot": (Softmax(), CategoricalCrossEntropy()),
    "0/1": (Sigmoid(), BinaryCrossEntropy()),
    "-1/+1": (Tanh(), None),
}


def answer_problems(document: Document, output: Node, wire: Wire | None) -> Iterator[Problem]:
    """What is wrong between an Output's loss, the activation in front of it, and the data.

    Args:
        output: a node that has an objective.
        wire: what leads to it, if anything does.
    """
    loss, data = output.spec.objective, document.data
    if loss is None:
        return
    wanted = tuple(e for e in loss.encodings if e != "values")
    if "target" not in output.spec.fed:
        if wanted and "0/1" not in wanted:
            yield Problem(
                node=output.id, message=f"{loss.title} is for classes; here are numbers to compare."
            )
        return
    if not data.source.info().class_names:
        if wanted:
            yield Problem(
                node=output.id,
                message=f"{loss.title} is for classes; {data.source.title} has numbers to predict.",
            )
        return
    if wanted and data.encoding not in wanted:
        yield Problem(
            node=output.id,
            message=f"{loss.title} wants answers written as {' or '.join(wanted)}; "
            f"the data writes them {data.encoding}.",
            fixes=tuple(encode_as(encoding) for encoding in wanted),
        )
    source = document.graph.nodes[wire.source.node] if wire else None
    activation = source.spec.final_activation if source else None
    if source and not loss.encodings and isinstance(activation, UNBOUNDED):
        yield Problem(
            node=output.id,
            severity="warning",
            message="Any number can come out here. For classes, probabilities learn better.",
            fixes=tuple(_probabilities(source, output, data.encoding)),
        )
    if loss.fuses and activation is not None and activation.__struct_config__.tag not in loss.fuses:
        yield Problem(
            node=output.id,
            severity="warning",
            message=f"{loss.title} compares probabilities; {activation.title} in front of it may give other numbers.",
        )


def _probabilities(source: Node, output: Node, encoding: Encoding) -> Iterator[Fix]:
    """A fix that ends the network in what fits the encoding, and measures it with the loss that fits that."""
    alone = source.spec.single and encoding == "one-hot"  # a softmax of one value is always 1
    activation, loss = (Sigmoid(), None) if alone else FITTING[encoding]
    ending = source.spec.ending_in(activation)
    end = output.spec if loss is None else output.spec.measured_by(loss)
    if ending is None or end is None:
        return

    def edit(document: Document) -> Document:
        return edits.with_specs(document, {source.id: ending, output.id: end})

    yield Fix(text=f"End in {activation.title}", edit=edit)


def encode_as(encoding: Encoding) -> Fix:
    """A fix that writes the answers another way."""
    return Fix(
        text=f"Write answers as {encoding}",
        edit=lambda document: replace(document, data=replace(document.data, encoding=encoding)),
    )


def resize(source: Node, spec: Layer) -> Fix:
    """A fix that gives a node the output shape that the node behind it wants."""
    return _changed(f"Change {source.name} to {spec.summary}", source, spec)


def change(node: Node, spec: Layer) -> Fix:
    """A fix that changes some fields of a node's layer, or puts another kind of layer in its place."""
    if type(spec) is not type(node.spec):
        return _changed(f"Make {node.name} a {spec.title}", node, spec)
    return _changed(_news(node.spec, spec), node, spec)


def load_from(old: Source, new: Source) -> Fix:
    """A fix that takes the data set with other settings."""
    return Fix(
        text=_news(old, new),
        edit=lambda document: replace(document, data=replace(document.data, source=new)),
    )


def _news(old: Spec, new: Spec) -> str:
    news = (
        f"{field.title} to {_in_words(getattr(new, field.name))}"
        for field in fields(type(new))
        if getattr(new, field.name) != getattr(old, field.name)
    )
    return f"Set {', '.join(news)}"


def _in_words(value: Any) -> str:
    return "×".join(map(str, value)) if isinstance(value, tuple) else str(value)


def end_in(source: Node, spec: Layer) -> Fix:
    """A fix that gives a node another final activation."""
    assert spec.final_activation is not None
    return _changed(f"End {source.name} in {spec.final_activation.title}", source, spec)


def _changed(text: str, node: Node, spec: Layer) -> Fix:
    return Fix(text=text, edit=lambda document: edits.with_specs(document, {node.id: spec}))
