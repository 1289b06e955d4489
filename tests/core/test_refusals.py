"""Layers that are given a shape they cannot take say what comes and what they want, and offer what mends it."""

import re

import pytest

from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.shapes import infer
from core.errors import ShapeError
from core.layers import LAYERS
from core.layers.add import Add
from core.layers.base import Layer, Shape, flat, in_words
from core.layers.concatenate import Concatenate
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.neuron import Neuron
from core.layers.reshape import Reshape
from core.layers.stack import Stack
from core.layers.take import Take
from core.spec import tag

SHAPES: tuple[Shape, ...] = (
    (1,),
    (2,),
    (64,),
    (12, 1),
    (12, 2),
    (1, 5),
    (8, 8, 1),
    (1, 1, 3),
    (9, 7, 4),
    (5, 8, 8, 1),
)
FED: dict[str, Shape] = {"target": (10,), "values": (3,)}


def refusal(spec: Layer, shape: Shape, other: Shape | None = None) -> ShapeError | None:
    """Why a layer does not take a shape at its first input, and the same or another at the others."""
    shapes = [shape, *[other or shape] * (len(spec.inputs) - 1)] if spec.inputs else []
    try:
        spec.output_shapes((*shapes, *(FED.get(feed, shape) for feed in spec.fed)))
    except ShapeError as error:
        return error
    return None


@pytest.mark.parametrize("shape", SHAPES, ids=in_words)
@pytest.mark.parametrize("layer", LAYERS, ids=tag)
def test_a_refusal_names_both_sides(layer: type[Layer], shape: Shape) -> None:
    spec = layer()
    error = refusal(spec, shape)
    if error is not None:
        assert str(error).startswith(f"{in_words(shape)} here; "), str(error)
        wants = rf"here; {re.escape(spec.title)} wants .*\w"
        too_small = r"here; (the|there|without) .*(more than|is no|is left)"
        assert re.search(wants, str(error)) or re.search(too_small, str(error)), str(error)


@pytest.mark.parametrize("layer", [c for c in LAYERS if len(c().inputs) > 1], ids=tag)
def test_inputs_that_do_not_go_together_are_both_named(layer: type[Layer]) -> None:
    refused = 0
    for one in SHAPES:
        for other in SHAPES:
            error = refusal(layer(), one, other)
            if error is not None:
                refused += 1
                several = f" at {layer().inputs[0]}, " in str(error)
                told = [shape for shape in (one, other) if in_words(shape) in str(error)]
                assert len(told) == 2 if several else told
                assert f"{layer().title} wants " in str(error)
    assert refused


@pytest.mark.parametrize("shape", SHAPES, ids=in_words)
@pytest.mark.parametrize("layer", [c for c in LAYERS if len(c().inputs) == 1], ids=tag)
def test_what_is_offered_helps(layer: type[Layer], shape: Shape) -> None:
    """What is put in between is taken, or brings the shape nearer: a layer in front of which more can be put."""
    error = refusal(layer(), shape)
    for mend in error.fixes if error else ():
        (between,) = mend.output_shapes((shape,))
        again = refusal(layer(), between)
        assert again is None or again.fixes or again.instead or "nothing is left" in str(again)
    for instead in error.instead if error else ():
        again = refusal(instead, shape)
        assert again is None or again.instead


@pytest.mark.parametrize(("layer", "mend"), [(Dense(), Flatten), (Neuron(), Flatten), (Take(), Flatten)])
def test_an_image_is_flattened(layer: Layer, mend: type[Layer]) -> None:
    error = refusal(layer, (8, 8, 1))
    assert error is not None
    assert [type(fix) for fix in error.fixes] == [mend]


def test_a_flat_list_is_counted() -> None:
    assert flat((8, 8, 1)) == "a flat list of 64 values"
    assert flat((1,)) == "a flat list of 1 value"
    assert str(refusal(Dense(), (8, 8, 1))) == "8×8×1 image here; Dense wants a flat list of 64 values."


def wired(target: Layer, *sources: Layer) -> Document:
    """Sources that each take the digits, wired to the inputs of a target in their order."""
    document, data = edits.add_node(Document(), Input(), (0.0, 0.0))
    document, end = edits.add_node(document, target, (660.0, 0.0), "end")
    ports = target.inputs * len(sources) if target.weighs else target.inputs
    for number, (source, port) in enumerate(zip(sources, ports, strict=False)):
        document, node = edits.add_node(document, source, (330.0, 100.0 * number), f"source{number}")
        document = edits.connect(document, End(data, "out"), End(node, "in"))
        document = edits.connect(document, End(node, "out"), End(end, port))
    return document


@pytest.mark.parametrize("target", [Add(), Concatenate()], ids=tag)
@pytest.mark.parametrize("order", [1, -1])
def test_the_image_of_two_inputs_is_flattened_wherever_it_comes_in(target: Layer, order: int) -> None:
    document = wired(target, *(Flatten(), Reshape(shape=(8, 8, 1)))[::order])
    (problem,) = (p for p in infer(document).problems if p.node == "end")
    assert problem.port == target.inputs[1 if order == 1 else 0]
    assert problem.fixes[0].text == "Put Flatten in between"
    mended = infer(problem.fixes[0].edit(document))
    assert not [p for p in mended.problems if p.node == "end" and p.port]


@pytest.mark.parametrize("target", [Neuron(), Stack()], ids=tag)
def test_of_the_wires_into_a_neuron_the_one_that_does_not_fit_is_mended(target: Layer) -> None:
    document = wired(target, Dense(units=1), Dense(units=3))
    for node in ("source0", "source1"):
        wire = document.graph.into(node)[0]
        document = edits.insert_into(document, wire.id, Flatten())
    (problem,) = (p for p in infer(document).problems if p.node == "end" and "3 values here" in p.message)
    assert problem.fixes[0].text == f"Put {Take.title} in between"
    mended = problem.fixes[0].edit(document)
    (taken,) = (n.id for n in mended.graph.nodes.values() if isinstance(n.spec, Take))
    assert [w.source.node for w in mended.graph.into(taken)] == ["source1"]
    assert not [p for p in infer(mended).problems if p.node == "end" and p.port]
