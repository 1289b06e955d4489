"""Where generated and real samples meet, in front of the discriminator."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.errors import ShapeError
from core.layers.base import Category, Layer, Shape, in_words, mismatch
from core.layers.dense import Dense
from core.layers.reshape import Reshape

if TYPE_CHECKING:
    from core.engine.build import Build
    from core.lowering import Lowering


class RealOrFake(Layer, frozen=True, kw_only=True, tag="real-or-fake"):
    """Hands the discriminator generated and real samples: what leads to “generated” is the generator.

    When the discriminator learns, one batch holds both, the generated samples first; when the generator
    learns, it holds the generated ones (Goodfellow et al. 2014, algorithm 1).
    """

    title = "Real or fake"
    help = "Mixes generated samples with real ones. What follows, the discriminator, is to tell them apart."
    order = 20
    icon = "M2.5 4h3.5l4 4M2.5 12h3.5l4-4h3.5M11.5 6l2 2l-2 2"
    category: ClassVar[Category] = "adversarial"
    inputs: ClassVar[tuple[str, ...]] = ("generated", "real")

    def output_shapes(self, inputs: tuple[Shape, ...]) -> tuple[Shape, ...]:
        generated, real = inputs
        if generated != real:
            mend = Dense(units=real[0]) if len(real) == 1 else Reshape(shape=real)
            raise ShapeError(
                mismatch(generated, self.title, f"{in_words(real)}, as the real samples have"),
                (mend,) if len(generated) == 1 else (),
                wanted=real,
            )
        return (real,)

    def build(self, build: "Build") -> None:
        values = [value for value in build.inputs if value is not None]
        shape = values[0].shape
        if len(values) == 1:
            (x,) = values
            build.emit_view(shape, x.array, None if x.gradient is None else build.gradient_of(x), x.ones)
            return
        generated, real = values
        both, axis = build.emit_new(shape).array, 1 if len(shape) == 1 else 0
        count = generated.array.shape[axis]
        first, second = np.split(both, [count], axis)
        build.forward(np.copyto, first, generated.array)
        build.forward(np.copyto, second, real.array)

    def lower(self, lowering: "Lowering") -> None:
        """Nothing: what is taken away is the generator."""
