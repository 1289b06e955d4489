"""Safetensors: the weights as plain arrays, with a description of the layers."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.atomic import replacing
from core.document import tensors
from core.document.document import Document
from core.document.graph import Node
from core.engine.network import Network
from core.engine.neurons import Neurons
from core.export.base import Exporter, Report, described
from core.lowering import Lowered, lower

KEY = "neurowright"  # the one entry of the file's metadata: the description, as JSON


class SafetensorsExporter(Exporter, frozen=True, kw_only=True, tag="safetensors"):
    """Arrays by ``node/name`` and ``wire/weight``, and as metadata a JSON description.

    From both the answers can be computed. The description has ``layers`` for people, each with its fields, wires and
    shapes, ``neurons``, the weighed wires between single ones, and ``operators`` for programs: ONNX operators in order,
    from the input to the outputs.
    """

    title = "Safetensors"
    help = "The weights as plain arrays, for NumPy, PyTorch, JAX and the like."
    order = 20
    suffix = ".safetensors"

    def export(self, network: Network, document: Document, path: Path | str, samples: NDArray[Any]) -> Report:
        lowered = lower(network)
        description = msgspec.json.encode(_description(network, document, lowered)).decode()
        arrays = lowered.initializers | _of_neurons(network)
        content = tensors.encode(arrays, {KEY: description})
        difference = _largest_difference(tensors.decode(content), network)
        with replacing(path) as file:
            file.write(content)
        text = (
            f"{Path(path).name} holds {len(arrays)} arrays; "
            f"they differ from the network's by at most {difference:.2g}."
        )
        return Report(Path(path), difference, 0, text)


def _description(network: Network, document: Document, lowered: Lowered) -> dict[str, Any]:
    return {
        "version": 1,
        "inputs": lowered.inputs,
        "outputs": lowered.outputs,
        **described(document),
        "layers": [_layer(node, network) for node in network.nodes if not isinstance(node.spec, Neurons)],
        "neurons": [wire for wire in network.drawn.wires.values() if network.has(f"{wire.id}/weight")],
        "operators": [
            {"op": o.op, "inputs": o.inputs, "outputs": o.outputs, "attributes": o.attributes}
            for o in lowered.operators
        ],
    }


def _of_neurons(network: Network) -> dict[str, NDArray[Any]]:
    """The weight of each wire and the bias of each neuron; the operators have them as matrices."""
    drawn = network.drawn
    single = {*drawn.wires, *(name for name, node in drawn.nodes.items() if node.spec.weighs)}
    return {key: array.copy() for key, array in network.views().items() if key.rpartition("/")[0] in single}


def _layer(node: Node, network: Network) -> dict[str, Any]:
    facts = network.inference.facts[node.id]
    wires = {wire.target.port: wire.source for wire in network.graph.into(node.id)}
    return {
        "name": node.id,
        "title": node.name,
        "layer": node.spec,
        "from": [wires[port] for port in node.spec.inputs],
        "output_shapes": facts.outputs,
    }


def _largest_difference(written: dict[str, NDArray[Any]], network: Network) -> float:
    ours = network.views() | network.block_views() | network.state
    return max(
        (float(np.abs(written[k] - a).max()) for k, a in ours.items() if k in written and a.size), default=0.0
    )
