"""The calls of self-attention.

What makes it fast: the scores' scale and the biases ride in the products, as the weights are copied into a matrix with
a row for the biases. Only the mixed values are divided by the sums of the exponentials, never the (steps, steps)
weights. And each head's V has a column of ones behind it: with -Σ dy y in the column behind dy, the product of the two
is what the exponentials have to be multiplied by in the backward pass.
"""

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.engine.build import Array, Build, Value

SAFE = 30.0  # exp(±30), sums of many of them and gradients divided by them are well within float32
LARGE, TINY = 1e30, 1e-30


class Attention:
    """Buffers of one layer. ``inner`` (rows, ...): Q and K of all heads, then V of each head and a one behind it.

    A row is a step of a sample; what is mixed from V has the same columns as V, a column to spare behind each head.
    """

    def __init__(self, build: "Build", x: "Value", heads: int, causal: bool, bias: bool) -> None:
        self.build, self.x, self.bias, self.causal = build, x, bias, causal
        self.steps, self.features = x.shape
        self.heads, self.size = heads, self.features // heads
        self.rows, self.wide = build.batch * self.steps, self.features + heads
        width = 2 * self.features + self.wide
        self.samples = build.constant(1.0, (self.rows, self.features + 1))  # x and a column of ones
        self.weights = build.constant(0.0, (self.features + 1, width))
        self.weights[-1, 2 * self.features :].reshape(heads, -1)[:, -1] = 1
        self.output_weights = build.constant(0.0, (self.wide, self.features))
        self.inner = build.buffer((self.rows, width))
        self.powers = build.buffer((build.batch, heads, self.steps, self.steps))
        self.mixed = build.constant(0.0, (self.rows, self.wide))
        self.inverse = build.buffer((build.batch, self.steps, heads))  # 1 / sum of exponentials
        self.inverses = build.buffer((self.rows, self.wide))  # the same for each column of ``mixed``
        self.scale = build.number(1 / math.sqrt(self.size))
        self.allowed, self.kept = self._allowed(), self._kept()

    # -- views ---------------------------------------------------------------------------------------------------------
    def _parts(self, inner: "Array") -> "tuple[Array, Array, Array]":
        """Q, K (batch, heads, steps, size) and V with its ones (batch, heads, steps, size + 1)."""
        f = self.features
        return (
            self._by_head(inner[:, :f], self.size),
            self._by_head(inner[:, f : 2 * f], self.size),
            self._by_head(inner[:, 2 * f :], self.size + 1),
        )

    def _by_head(self, columns: "Array", size: int) -> "Array":
        return columns.reshape(self.build.batch, self.steps, self.heads, size).transpose(0, 2, 1, 3)

    def _own(self, matrix: "Array") -> "list[Array]":
        """Where Q's, K's and V's weights lie in the matrix with the columns of zeros between them."""
        f = self.features
        value = matrix[:, 2 * f :].reshape(-1, self.heads, self.size + 1)[..., :-1]
        return [matrix[:, :f], matrix[:, f : 2 * f], value]

    def _own_output(self, matrix: "Array") -> "Array":
        """(heads, size, features): the rows of the output's weights, without those between the heads."""
        return matrix.reshape(self.heads, self.size + 1, -1)[:, :-1]

    # -- masks ---------------------------------------------------------------------------------------------------------
    def _allowed(self) -> "Array | None":
        """Where a step may look at another: (steps, steps), or (batch, 1, steps, steps) with lengths."""
        build, order = self.build, np.arange(self.steps)
        earlier = (order[None, :] <= order[:, None]) if self.causal else np.ones((1, self.steps), bool)
        lengths = self.x.lengths
        if lengths is None:
            return earlier if self.causal else None
        allowed = build.buffer((build.batch, 1, *earlier.shape), bool)
        build.forward(np.less, order, lengths[:, None, None, None], allowed)
        if self.causal:
            build.forward(np.logical_and, allowed, earlier, allowed)
        return allowed

    def _kept(self) -> "Array | None":
        """(batch, steps, 1), True up to the end of each sequence."""
        if self.x.lengths is None:
            return None
        kept = self.build.buffer((self.build.batch, self.steps, 1), bool)
        self.build.forward(np.less, np.arange(self.steps)[:, None], self.x.lengths[:, None, None], kept)
        return kept

    # -- forward -------------------------------------------------------------------------------------------------------
    def forward(self, y: "Array") -> None:
        build, flat = self.build, y.reshape(self.rows, -1)
        self._copy_weights()
        query, key, value = self._parts(self.inner)
        build.forward(np.copyto, self.samples[:, :-1], self.x.array.reshape(self.rows, -1))
        build.forward(np.dot, self.samples, self.weights, self.inner)
        build.forward(np.matmul, query, key.swapaxes(2, 3), self.powers)
        build.forward(exponentials, self.powers, self.allowed, build.buffer((*self.powers.shape[:-1], 1)))
        self._sum()
        build.forward(
            np.matmul, self.powers, value[..., :-1], self._by_head(self.mixed, self.size + 1)[..., :-1]
        )
        build.forward(np.multiply, self.mixed, self.inverses, self.mixed)
        build.forward(np.dot, self.mixed, self.output_weights, flat)
        if self.bias:
            build.forward(np.add, flat, build.parameter("output_bias"), flat)
        if self.kept is not None:
            build.forward(np.multiply, y, self.kept, y)

    def _copy_weights(self) -> None:
        build, f = self.build, self.features
        rows = [(self.weights[:-1], build.parameter("input_weight"))]
        if self.bias:
            rows.append((self.weights[-1:], build.parameter("input_bias")[None]))
        for into, own in rows:
            query, key, value = self._own(into)
            build.forward(np.multiply, own[:, :f], self.scale, query)
            build.forward(np.copyto, key, own[:, f : 2 * f])
            build.forward(np.copyto, value, own[:, 2 * f :].reshape(value.shape))
        place = self._own_output(self.output_weights)
        build.forward(np.copyto, place, build.parameter("output_weight").reshape(place.shape))

    def _sum(self) -> None:
        """The inverse sums, for each column: as a product that is twice as fast as copying them."""
        build, total = self.build, self.build.buffer(self.powers.shape[:-1])
        ones = build.constant(1.0, (self.steps,))
        build.forward(np.dot, self.powers.reshape(-1, self.steps), ones, total.reshape(-1))
        if self.allowed is not None:  # where no step may be looked at
            build.forward(partial(np.maximum, total, build.number(TINY), out=total))
        build.forward(np.divide, build.one, total.swapaxes(1, 2), self.inverse)
        row = build.constant(1.0, (1, self.size + 1))
        build.forward(np.dot, self.inverse.reshape(-1, 1), row, self.inverses.reshape(-1, self.size + 1))

    # -- backward ------------------------------------------------------------------------------------------------------
    def backward(self, dy: "Array", dx: "Array | None") -> None:
        build, flat = self.build, dy.reshape(self.rows, -1)
        if self.kept is not None:
            build.backward(np.multiply, dy, self.kept, dy)
        slopes = self._slopes(flat)
        inner = build.constant(0.0, self.inner.shape)
        query, key, value = self._parts(self.inner)
        d_query, d_key, d_value = self._parts(inner)
        d_scores = build.buffer(self.powers.shape)
        build.backward(np.matmul, slopes, value.swapaxes(2, 3), d_scores)
        build.backward(np.multiply, d_scores, self.powers, d_scores)
        build.backward(np.matmul, d_scores, key, d_query)
        build.backward(np.matmul, d_scores.swapaxes(2, 3), query, d_key)
        build.backward(np.matmul, self.powers.swapaxes(2, 3), slopes[..., :-1], d_value[..., :-1])
        if dx is not None:
            build.backward(np.dot, inner, self.weights[:-1].T, dx.reshape(self.rows, -1))
        if not build.frozen:
            self._parameter_gradients(flat, inner)

    def _slopes(self, dy: "Array") -> "Array":
        """Of each head dy and, behind it, -Σ dy y; both over the exponentials' sum."""
        build = self.build
        slopes, product = build.buffer(self.mixed.shape), build.buffer(self.mixed.shape)
        build.backward(np.dot, dy, self.output_weights.T, slopes)
        build.backward(np.multiply, slopes, self.mixed, product)
        build.backward(np.multiply, slopes, self.inverses, slopes)
        total, minus = build.buffer((self.rows * self.heads,)), build.constant(-1.0, (self.size + 1,))
        build.backward(np.dot, product.reshape(-1, self.size + 1), minus, total)
        last = slopes.reshape(-1, self.size + 1)[:, -1]
        build.backward(np.multiply, total, self.inverse.reshape(-1), last)
        return self._by_head(slopes, self.size + 1)

    def _parameter_gradients(self, dy: "Array", inner: "Array") -> None:
        build, f = self.build, self.features
        outer, found = build.buffer(self.output_weights.shape), build.buffer(self.weights.shape)
        build.backward(np.dot, self.mixed.T, dy, outer)
        place = self._own_output(outer)
        build.backward(np.copyto, build.gradient("output_weight").reshape(place.shape), place)
        build.backward(np.dot, self.samples.T, inner, found)
        rows = [(found[:-1], build.gradient("input_weight"))]
        if self.bias:
            rows.append((found[-1:], build.gradient("input_bias")[None]))
            build.backward(np.dot, build.constant(1.0, (self.rows,)), dy, build.gradient("output_bias"))
        for come, own in rows:
            query, key, value = self._own(come)
            build.backward(np.multiply, query, self.scale, own[:, :f])
            build.backward(np.copyto, own[:, f : 2 * f], key)
            build.backward(np.copyto, own[:, 2 * f :].reshape(value.shape), value)


def exponentials(scores: "Array", allowed: "Array | None", peak: "Array") -> None:
    """In place: exp(score - a number a row), 0 where not allowed.

    As long as all scores are small the number is 0. Finding the largest of each row costs as much as a product.
    """
    flat = scores.reshape(-1)
    if not (flat.max() <= SAFE and flat.min() >= -SAFE):
        where = True if allowed is None else allowed
        np.maximum.reduce(scores, axis=-1, out=peak, keepdims=True, initial=-LARGE, where=where)
        np.subtract(scores, peak, scores)
        np.minimum(scores, 0.0, out=scores)  # those that are not allowed may be larger
    np.exp(scores, scores)
    if allowed is not None:
        np.multiply(scores, allowed, scores)
