"""Single values against data that are not made for them: problems and mends, so that nobody is stuck with a neuron."""

from collections.abc import Iterator

from msgspec.structs import replace

from core.activations.sigmoid import Sigmoid
from core.activations.step import Step
from core.data.recipe import Encoding
from core.data.sources.logic_gate import LogicGate
from core.document.answers import encode_as
from core.document.document import Document
from core.document.graph import Graph, Node
from core.document.problems import Fix, Problem
from core.layers.base import Shape
from core.layers.output_value import OutputValue


def left_out(document: Document, target: Shape) -> Iterator[Problem]:
    """Classes that no output value stands for.

    Args:
        target: the shape of what output values are compared with.
    """
    graph, data = document.graph, document.data
    ends = [node for node in graph.nodes.values() if "target" in node.spec.fed and node.spec.ends]
    columns = {node.spec.column for node in ends if isinstance(node.spec, OutputValue)}
    names = data.source.info().class_names
    missing = [number for number in range(1, target[-1] + 1) if number not in columns]
    if not names or not missing or not ends or not all(isinstance(node.spec, OutputValue) for node in ends):
        return
    yield Problem(
        node=ends[0].id,
        severity="warning",
        message=f"The answers are written as {target[-1]} numbers, one a class. No output value stands for "
        f"{_listed([names[number - 1] for number in missing])}.",
        fixes=as_one_number(document, ends[0]),
    )


def as_one_number(document: Document, end: Node) -> tuple[Fix, ...]:
    """The fix that has one number tell two classes apart, in a way that what is wired to an end can say."""
    data = document.data
    if data.encoding != "one-hot" or len(data.source.info().class_names) != 2:
        return ()
    return (encode_as(_sayable(document.graph, end)),)


def gate_instead(document: Document, node: Node) -> tuple[Fix, ...]:
    """The fix that takes data of single values, where an input value finds none."""
    if not node.spec.single or "sample" not in node.spec.fed:
        return ()
    ends = [other for other in document.graph.nodes.values() if other.spec.ends]
    encoding = _sayable(document.graph, ends[0]) if ends else "-1/+1"
    source = LogicGate(gate="XOR")
    return (
        Fix(
            text=f"Learn {source.gate} instead",
            edit=lambda document: replace(
                document, data=replace(document.data, source=source, encoding=encoding, augmentation=())
            ),
        ),
    )


def _sayable(graph: Graph, end: Node) -> Encoding:
    """How one output that leads to an end can tell two classes apart."""
    sources = (graph.nodes[wire.source.node].spec for wire in graph.into(end.id))
    return "0/1" if any(isinstance(s.final_activation, Sigmoid | Step) for s in sources) else "-1/+1"


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:3])
    return f"{shown} and {len(names) - 3:,} more" if len(names) > 3 else shown
