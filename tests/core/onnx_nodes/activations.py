"""Activations, which are layers of their own here."""

from collections.abc import Callable

import numpy as np

from core.activations.base import Activation as Function
from core.activations.elu import ELU
from core.activations.gelu import GELU
from core.activations.leaky_relu import LeakyReLU
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.activations.softplus import Softplus
from core.activations.tanh import Tanh
from core.layers.activation import Activation
from tests.core.onnx_nodes.case import Case, refuse_if, run_layer


def applied(function: Callable[[Case], Function]) -> Callable[[Case], list[np.ndarray]]:
    def run(case: Case) -> list[np.ndarray]:
        x = case.inputs[0]
        chosen = function(case)
        rows = x.reshape(1, -1) if x.ndim < 2 and not isinstance(chosen, Softmax) else x
        refuse_if(rows.ndim < 2, "arrays without a batch")
        return [run_layer(Activation(function=chosen), rows.astype(np.float32)).reshape(x.shape)]

    return run


def softmax(case: Case) -> Function:
    refuse_if(
        case.get("axis", -1) % case.inputs[0].ndim != case.inputs[0].ndim - 1, "softmax along another axis"
    )
    return Softmax()


def gelu(case: Case) -> Function:
    refuse_if(case.get("approximate", "none") != "tanh", "GELU without its tanh approximation")
    return GELU()


ADAPTERS = {
    "Relu": applied(lambda case: ReLU()),
    "LeakyRelu": applied(lambda case: LeakyReLU(slope=case.get("alpha", 0.01))),
    "Elu": applied(lambda case: ELU(alpha=case.get("alpha", 1.0))),
    "Sigmoid": applied(lambda case: Sigmoid()),
    "Tanh": applied(lambda case: Tanh()),
    "Softplus": applied(lambda case: Softplus()),
    "Softmax": applied(softmax),
    "Gelu": applied(gelu),
}
