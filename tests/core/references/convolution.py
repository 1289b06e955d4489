"""Convolution, pooling and what goes with them in torch, which wants the channels first and pads both sides alike."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from tests.core.references.functions import activate
from tests.core.references.given import Given


def margins(
    f: Any, sizes: Sequence[int], kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> list[int]:
    """What to pad with, in torch's order: the last axis first, before and behind."""
    count, found = len(sizes), list[int]()
    for axis in reversed(range(count)):
        if f.padding == "valid":
            found += [0, 0]
        elif f.padding == "explicit":
            found += [f.margins[axis], f.margins[axis + count]]
        else:
            windows = -(-sizes[axis] // stride[axis])
            reach = (windows - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1
            missing = max(reach - sizes[axis], 0)
            found += [missing // 2, missing - missing // 2]
    return found


def channels_first(x: Tensor) -> Tensor:
    """(..., height, width, channels) as (images, channels, height, width)."""
    return x.reshape(-1, *x.shape[-3:]).permute(0, 3, 1, 2)


def channels_last(y: Tensor, x: Tensor) -> Tensor:
    """The way back, with the leading axes of x."""
    y = y.permute(0, 2, 3, 1)
    return y.reshape(*x.shape[:-3], *y.shape[1:])


def conv2d(f: Any, given: Given) -> Tensor:
    x = channels_first(given.x)
    padded = functional.pad(x, margins(f, x.shape[2:], f.kernel, f.stride, f.dilation))
    weight, bias = given.weights["weight"].permute(3, 2, 0, 1).contiguous(), given.weights.get("bias")
    z = functional.conv2d(padded, weight, bias, f.stride, 0, f.dilation, f.groups)
    return activate(f.activation, channels_last(z, given.x))


def conv1d(f: Any, given: Given) -> Tensor:
    x = given.x.transpose(1, 2)
    padded = functional.pad(x, margins(f, x.shape[2:], [f.kernel], [f.stride], [f.dilation]))
    weight, bias = given.weights["weight"].permute(2, 1, 0).contiguous(), given.weights.get("bias")
    z = functional.conv1d(padded, weight, bias, f.stride, 0, f.dilation, f.groups)
    return activate(f.activation, z.transpose(1, 2))


def conv2d_transpose(f: Any, given: Given) -> Tensor:
    """All of the output by torch, then cut to size."""
    x = channels_first(given.x)
    weight = given.weights["weight"].permute(3, 2, 0, 1).contiguous()
    z = functional.conv_transpose2d(x, weight, None, f.stride)
    high, wide = given.seen[0].shape[-3:-1]
    sizes = [n * s for n, s in zip(x.shape[2:], f.stride, strict=True)]
    left, right, top, bottom = margins(f, sizes, f.kernel, f.stride, (1, 1))
    z = functional.pad(z, (0, f.stride[1] * 2, 0, f.stride[0] * 2))  # beyond it there is nothing
    z = z[:, :, top : top + high, left : left + wide]
    extra = (0, 0) if f.padding == "same" else f.output_padding
    if f.padding == "same":
        assert [high, wide] == sizes
    else:
        assert high == (x.shape[2] - 1) * f.stride[0] + f.kernel[0] - top - bottom + extra[0]
        assert wide == (x.shape[3] - 1) * f.stride[1] + f.kernel[1] - left - right + extra[1]
    z = channels_last(z, given.x)
    return activate(f.activation, z + given.weights["bias"] if f.bias else z)


def max_pooling2d(f: Any, given: Given) -> Tensor:
    x = channels_first(given.x)
    padded = functional.pad(x, margins(f, x.shape[2:], f.kernel, f.stride, (1, 1)), value=-torch.inf)
    return channels_last(functional.max_pool2d(padded, f.kernel, f.stride), given.x)


def average_pooling2d(f: Any, given: Given) -> Tensor:
    x = channels_first(given.x)
    pad = margins(f, x.shape[2:], f.kernel, f.stride, (1, 1))
    sums = functional.avg_pool2d(functional.pad(x, pad), f.kernel, f.stride)
    counts = functional.avg_pool2d(functional.pad(torch.ones_like(x), pad), f.kernel, f.stride)
    return channels_last(sums / counts, given.x)


def max_pooling1d(f: Any, given: Given) -> Tensor:
    x = given.x.transpose(1, 2)
    padded = functional.pad(x, margins(f, x.shape[2:], [f.kernel], [f.stride], [1]), value=-torch.inf)
    return functional.max_pool1d(padded, f.kernel, f.stride).transpose(1, 2)


def average_pooling1d(f: Any, given: Given) -> Tensor:
    x = given.x.transpose(1, 2)
    pad = margins(f, x.shape[2:], [f.kernel], [f.stride], [1])
    sums = functional.avg_pool1d(functional.pad(x, pad), f.kernel, f.stride)
    counts = functional.avg_pool1d(functional.pad(torch.ones_like(x), pad), f.kernel, f.stride)
    return (sums / counts).transpose(1, 2)


def each(f: Any, given: Given, pool: Callable[[Tensor], Tensor]) -> Tensor:
    """Pool over all places of each sample, or over the steps that count."""
    lengths = given.lengths if given.x.ndim == 3 else None
    rows = [x[:n] for x, n in zip(given.x, lengths, strict=True)] if lengths else list(given.x)
    return torch.stack([pool(x.reshape(-1, x.shape[-1])) for x in rows])


def up_sampling(f: Any, given: Given) -> Tensor:
    x = channels_first(given.x)
    blend: dict[str, Any] = {"align_corners": False} if f.blending == "bilinear" else {}
    y = functional.interpolate(x, scale_factor=[float(s) for s in f.factor], mode=f.blending, **blend)
    return channels_last(y, given.x)


def zero_padding(f: Any, given: Given) -> Tensor:
    top, left, bottom, right = f.margins
    return functional.pad(given.x, (0, 0, left, right, top, bottom))


def cropping(f: Any, given: Given) -> Tensor:
    top, left, bottom, right = f.margins
    return functional.pad(given.x, (0, 0, -left, -right, -top, -bottom))


LAYERS: dict[str, Callable[[Any, Given], Tensor | tuple[Tensor, ...]]] = {
    "conv1d": conv1d,
    "conv2d": conv2d,
    "conv2d-transpose": conv2d_transpose,
    "max-pooling1d": max_pooling1d,
    "max-pooling2d": max_pooling2d,
    "average-pooling1d": average_pooling1d,
    "average-pooling2d": average_pooling2d,
    "global-average-pooling": lambda f, given: each(f, given, lambda x: x.mean(0)),
    "global-max-pooling": lambda f, given: each(f, given, lambda x: x.amax(0)),
    "up-sampling": up_sampling,
    "zero-padding": zero_padding,
    "cropping": cropping,
}
