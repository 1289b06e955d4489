"""How much room things take up on the canvas, in canvas units (pixels at 100 %)."""

from core.layers.base import Layer

CARD = (172.0, 64.0)  # width and least height of a card
CIRCLE = (44.0, 44.0)  # a single value: a neuron, an input value
PORT_PITCH = 16.0  # between ports on a side that has many


def extent(spec: Layer) -> tuple[float, float]:
    """Width and height of a node: a circle for a single value, else a card as high as its ports ask for."""
    if spec.single:
        return CIRCLE
    ports = max(len(spec.inputs), len(spec.outputs))
    return (CARD[0], max(CARD[1], (ports + 1) * PORT_PITCH))
