"""Convolution, pooling and resizing: images with channels first there, last here."""

import numpy as np

from core.activations.linear import Linear
from core.layers.average_pooling1d import AveragePooling1D
from core.layers.average_pooling2d import AveragePooling2D
from core.layers.conv2d import Conv2D
from core.layers.conv2d_transpose import Conv2DTranspose
from core.layers.cropping import Cropping
from core.layers.global_average_pooling import GlobalAveragePooling
from core.layers.global_max_pooling import GlobalMaxPooling
from core.layers.max_pooling1d import MaxPooling1D
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.up_sampling import UpSampling
from core.layers.zero_padding import ZeroPadding
from tests.core.onnx_nodes.case import Case, NotCovered, refuse_if, run_layer


def padded(case: Case) -> dict[str, object]:
    """Our padding and margins for ONNX's ``auto_pad`` and ``pads``."""
    auto = case.get("auto_pad", "NOTSET")
    refuse_if(auto == "SAME_LOWER", "an odd zero in front (SAME_LOWER)")
    if auto == "SAME_UPPER":
        return {"padding": "same"}
    pads = case.get("pads", [0, 0, 0, 0])
    return {"padding": "explicit", "margins": tuple(pads)} if any(pads) else {"padding": "valid"}


def images(array: np.ndarray) -> np.ndarray:
    refuse_if(array.ndim == 5, "volumes")
    refuse_if(array.ndim == 3, "this operator along one axis")
    return np.ascontiguousarray(array.transpose(0, 2, 3, 1), np.float32)


def back(array: np.ndarray) -> list[np.ndarray]:
    return [array.transpose(0, 3, 1, 2)]


def conv(case: Case) -> list[np.ndarray]:
    x, weight, bias = images(case.inputs[0]), case.inputs[1], case.input(2)
    layer = Conv2D(
        filters=len(weight),
        kernel=weight.shape[2:],
        stride=tuple(case.get("strides", (1, 1))),
        dilation=tuple(case.get("dilations", (1, 1))),
        groups=case.get("group", 1),
        activation=Linear(),
        bias=bias is not None,
        **padded(case),
    )
    weights = {"weight": weight.transpose(2, 3, 1, 0)} | ({} if bias is None else {"bias": bias})
    return back(run_layer(layer, x, weights))


def conv_transpose(case: Case) -> list[np.ndarray]:
    x, weight = images(case.inputs[0]), case.inputs[1]
    refuse_if(case.get("group", 1) > 1, "groups in a transposed convolution")
    refuse_if(any(d > 1 for d in case.get("dilations", (1, 1))), "dilation in a transposed convolution")
    refuse_if("output_shape" in case.attributes, "margins found from an output shape")
    stride = tuple(case.get("strides", (1, 1)))
    extra = tuple(case.get("output_padding", (0, 0)))
    refuse_if(
        any(e >= s for e, s in zip(extra, stride, strict=True)), "output padding not less than the stride"
    )
    layer = Conv2DTranspose(
        filters=weight.shape[1],
        kernel=weight.shape[2:],
        stride=stride,
        output_padding=extra,
        activation=Linear(),
        bias=False,
        **padded(case),
    )
    return back(run_layer(layer, x, {"weight": weight.transpose(2, 3, 1, 0)}))


def pool(case: Case) -> list[np.ndarray]:
    x = case.inputs[0]
    refuse_if(x.ndim == 5, "volumes")
    refuse_if(len(case.outputs) > 1, "the places of the maxima as a second output")
    refuse_if(x.dtype != np.float32, "whole numbers")
    refuse_if(case.get("ceil_mode", 0), "windows that hang over the far edge only (ceil_mode)")
    refuse_if(any(d > 1 for d in case.get("dilations", (1,))), "dilation in pooling")
    refuse_if(case.get("count_include_pad", 0), "margins counted in an average")
    kernel = case.get("kernel_shape")
    stride = case.get("strides", [1] * len(kernel))
    fields = padded(case)
    refuse_if(fields["padding"] == "explicit", "margins by number in pooling")
    two = {"MaxPool": MaxPooling2D, "AveragePool": AveragePooling2D}[case.operator]
    one = {"MaxPool": MaxPooling1D, "AveragePool": AveragePooling1D}[case.operator]
    if x.ndim == 3:
        y = run_layer(
            one(kernel=kernel[0], stride=stride[0], **fields), np.ascontiguousarray(x.transpose(0, 2, 1))
        )
        return [y.transpose(0, 2, 1)]
    return back(run_layer(two(kernel=tuple(kernel), stride=tuple(stride), **fields), images(x)))


def global_pool(case: Case) -> list[np.ndarray]:
    layer = GlobalAveragePooling() if case.operator == "GlobalAveragePool" else GlobalMaxPooling()
    return [run_layer(layer, images(case.inputs[0]))[:, :, None, None]]


def resize(case: Case) -> list[np.ndarray]:
    x = case.inputs[0]
    wanted = np.array(case.outputs[0].shape)
    factor = wanted / x.shape
    mode, place = case.get("mode", "nearest"), case.get("coordinate_transformation_mode", "half_pixel")
    refuse_if(mode == "cubic", "cubic blending")
    refuse_if(np.any(factor[:2] != 1) or np.any(factor < 1), "making images smaller")
    refuse_if(np.any(factor % 1), "factors that are not whole numbers")
    refuse_if(mode == "linear" and place != "half_pixel", f"linear blending with {place}")
    # with whole factors, rounding down and rounding to the nearest middle of a pixel are the same
    nearest = (
        place in ("half_pixel", "asymmetric") and case.get("nearest_mode", "round_prefer_floor") != "ceil"
    )
    refuse_if(mode == "nearest" and not (nearest and place == "half_pixel"), f"nearest with {place}")
    blending = "nearest" if mode == "nearest" else "bilinear"
    layer = UpSampling(factor=(int(factor[2]), int(factor[3])), blending=blending)
    return back(run_layer(layer, images(x)))


def pad(case: Case) -> list[np.ndarray]:
    x, pads, value, axes = (case.input(i) for i in range(4))
    refuse_if(case.get("mode", "constant") != "constant", "margins that are not zero")
    refuse_if(value is not None and float(value) != 0, "margins that are not zero")
    refuse_if(axes is not None, "margins at chosen axes")
    refuse_if(x is None or x.ndim != 4, "margins of what is not an image")
    before, behind = pads[:4], pads[4:]
    refuse_if(any(before[:2]) or any(behind[:2]), "margins at batch or channels")
    return back(run_layer(ZeroPadding(margins=(*map(int, before[2:]), *map(int, behind[2:]))), images(x)))


def cut(case: Case) -> list[np.ndarray]:
    raise NotCovered(f"parts of arrays of any shape ({Cropping.title} is of images)")


ADAPTERS = {
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "MaxPool": pool,
    "AveragePool": pool,
    "GlobalAveragePool": global_pool,
    "GlobalMaxPool": global_pool,
    "Resize": resize,
    "Pad": pad,
    "Slice": cut,
}
