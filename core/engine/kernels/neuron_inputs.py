"""How the values of a list come into the rows of a group of neurons, and their gradients out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.engine.build import Array, Value
    from core.engine.kernels.neurons import NeuronRun


class InputList:
    """Some values of one input list: ``places`` of it go to ``rows`` of the group."""

    def __init__(self, run: NeuronRun, value: Value, places: tuple[int, ...], rows: slice) -> None:
        self.run, self.value, self.rows = run, value, rows
        first, last = places[0], places[-1]
        neighbours = last - first + 1 == len(places)
        self.places: slice | Array = slice(first, last + 1) if neighbours else np.array(places, np.intp)
        self.whole = len(places) == value.shape[-1]
        self.gradient = run.build.gradient_of(value) if run.build.training else None

    def bind_forward(self) -> None:
        build, rows = self.run.build, self._seen(self.run.rows[self.rows])
        values = self._features_first(self.value.array)
        if isinstance(self.places, slice):
            build.forward(np.copyto, rows, values[self.places])
        else:
            picked = np.take(values, self.places, 0)
            build.forward(np.take, values, self.places, 0, picked, "clip")
            build.forward(np.copyto, rows, picked)

    def bind_backward(self) -> None:
        if self.gradient is None:
            return
        build, into = self.run.build, self._features_first(self.gradient)
        slopes = self._seen(self.run.fill_inputs(self.rows))
        if not self.whole:
            build.backward(self.gradient.fill, 0.0)
        build.backward(_put, slopes, self.places, into, self._spread_axes())

    def _seen(self, rows: Array) -> Array:
        """Rows of the group (values, steps, columns) with their axes as those of the list, features first."""
        run = self.run
        if run.length is None:
            return rows[:, 0]
        if run.steps == 1:
            return rows.reshape(len(rows), run.build.batch, run.length)
        return rows.transpose(0, 2, 1)

    def _features_first(self, array: Array) -> Array:
        """(features, batch), or (features, batch, steps); a list without steps has one for all of them."""
        if len(self.value.shape) == 2:
            return np.moveaxis(array, -1, 0)
        return array if self.run.length is None else array[:, :, None]

    def _spread_axes(self) -> bool:
        return self.run.length is not None and len(self.value.shape) == 1


def _put(slopes: Array, places: slice | Array, into: Array, spread: bool) -> None:
    """Slopes to their places; where one value served all steps, their sum."""
    into[places] = slopes.sum(2, keepdims=True) if spread else slopes
