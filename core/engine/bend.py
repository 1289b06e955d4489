"""An activation by itself, apart from any network."""

import numpy as np

from core.activations.base import Activation
from core.engine.build import Array, Arrays, Build, Mode, Turn
from core.randomness import generator


def bend(activation: Activation, sums: Array) -> Array:
    """y = f(z) of single sums (count,), computed by the calls that a network makes."""
    z = np.array(sums, np.float64).reshape(1, -1)
    build = Build(
        batch=z.shape[1],
        mode=Mode.INFERENCE,
        turn=Turn.ALL,
        dtype=z.dtype,
        inputs=[],
        shapes=(),
        feeds={},
        sample_ones=None,
        arrays=Arrays({}, {}, {}, {}, _nothing_joined),
        random=lambda use: generator(0, use),
        learns=False,
        readers=(),
    )
    y: Array = np.empty_like(z)
    activation.forward(build, z, y, 0)
    for function, arguments in build.forward_calls:
        function(*arguments)
    return y.ravel()


def _nothing_joined(first: str, second: str) -> tuple[Array, Array]:
    raise KeyError(f"{first}, {second}")
