"""Which layers are offered at an open end of a wire: those that fit there, and no others."""

import pytest

from core.data.recipe import DataRecipe
from core.data.sources.typed_table import TypedTable
from core.document import edits
from core.document.document import Document
from core.document.fitting import fitting_before, fitting_behind
from core.document.graph import End
from core.document.shapes import infer
from core.layers import LAYERS
from core.layers.base import Layer
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from tests.core.examples import digits, in_a_row


def behind(document: Document, node: str) -> list[Layer]:
    return list(fitting_behind(document, infer(document), End(node, "out")))


def before(document: Document, node: str) -> list[Layer]:
    return list(fitting_before(document, infer(document), End(node, "in")))


def fits(document: Document, spec: Layer, node: str) -> bool:
    """Whether shape inference knows what a new layer behind a node makes of it."""
    document, new = edits.add_node(document, spec, (900.0, 900.0))
    for port in spec.inputs:
        document = edits.connect(document, End(node, "out"), End(new, port))
    return new in infer(document).facts


@pytest.mark.parametrize("node", ["input1", "flatten1", "dense1", "dense2"])
def test_offered_is_just_what_shape_inference_accepts(node: str) -> None:
    document = digits()
    offered = {type(spec) for spec in behind(document, node)}
    for cls in LAYERS:
        if cls.inputs:
            assert (cls in offered) == fits(document, cls(), node), cls.title
    assert Input not in offered


def test_an_image_is_offered_flatten_but_not_dense() -> None:
    offered = {type(spec) for spec in behind(digits(), "input1")}
    assert Flatten in offered
    assert Dense not in offered


def test_behind_an_unknown_shape_everything_is_offered() -> None:
    document = in_a_row(Dense())
    assert [type(s) for s in behind(document, "dense1")] == [c for c in LAYERS if c.inputs]


def test_an_output_is_offered_a_layer_of_the_right_size() -> None:
    document = in_a_row(Output())
    offered = {type(spec): spec for spec in before(document, "output1")}
    assert offered[Dense] == Dense(units=10)
    assert Input not in offered


def test_a_list_is_what_dense_is_offered_layers_for() -> None:
    offered = {type(spec) for spec in before(in_a_row(Dense()), "dense1")}
    assert {Dense, Flatten, Dropout} <= offered
    assert Output not in offered


def test_data_is_offered_before_what_takes_it() -> None:
    assert Input in {type(s) for s in before(in_a_row(Flatten()), "flatten1")}
    assert Input not in {type(s) for s in before(in_a_row(Dense()), "dense1")}  # an image is not a list


def test_data_that_cannot_be_read_is_no_obstacle() -> None:
    broken = DataRecipe(source=TypedTable(rows=""))
    document = in_a_row(Dense(), data=broken)
    assert Dropout in {type(s) for s in before(document, "dense1")}
    assert Dropout in {type(s) for s in behind(document, "dense1")}


def test_an_output_is_offered_something_while_the_data_have_a_fault() -> None:
    document = Document(data=DataRecipe(source=TypedTable(rows="")))
    document, node = edits.add_node(document, Output(), (0.0, 0.0))
    assert Dense in {type(spec) for spec in before(document, node)}
