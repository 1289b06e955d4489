"""Recurrent layers: steps in front there, the batch here; gates in another order; both biases are one."""

from collections.abc import Callable

import numpy as np

from core.layers.gru import GRU
from core.layers.lstm import LSTM
from core.layers.recurrent import BACK, Recurrent
from core.layers.simple_rnn import SimpleRNN
from tests.core.onnx_nodes.case import Case, refuse_if, run_layer


def recurrent(kind: type[Recurrent], order: tuple[int, ...]) -> Callable[[Case], list[np.ndarray]]:
    """``order``: for each of our gates its place in ONNX's."""

    def run(case: Case) -> list[np.ndarray]:
        batchwise, direction = case.get("layout", 0), case.get("direction", "forward")
        x = case.inputs[0] if batchwise else case.inputs[0].transpose(1, 0, 2)
        refuse(case, x.shape[1])
        if direction == "reverse":
            x = x[:, ::-1]
        told = [
            want for want in case.outputs if want.ndim == 4
        ]  # Y, then Y_h; the cell state nobody is told here
        told += [want for want in case.outputs if want.ndim == 3][:1]
        return [found(case, want, np.ascontiguousarray(x)) for want in told]

    def found(case: Case, want: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Y (steps, directions, batch, units) or Y_h (directions, batch, units), the batch in front if batchwise."""
        both, whole = case.get("direction") == "bidirectional", want.ndim == 4
        units = case.get("hidden_size")
        layer = kind(units=units, bidirectional=both, gives="whole sequence" if whole else "last step")
        y = run_layer(layer, x, weights_of(case, units))
        y = y.reshape(*y.shape[:-1], 1 + both, units)
        if case.get("layout", 0):
            return y
        return y.transpose(1, 2, 0, 3) if whole else y.transpose(1, 0, 2)

    def weights_of(case: Case, units: int) -> dict[str, np.ndarray]:
        held = {}
        for direction, suffix in enumerate(("", BACK)[: len(case.inputs[1])]):
            w, r = case.inputs[1][direction], case.inputs[2][direction]
            biases = np.zeros(2 * len(w)) if case.input(3) is None else case.inputs[3][direction]
            ours, theirs = (sorted_gates(bias, units) for bias in np.split(biases, 2))
            if kind is GRU:
                held["recurrent_bias" + suffix] = theirs[2 * units :] * case.get("linear_before_reset", 0)
                theirs[2 * units :] *= 1 - case.get("linear_before_reset", 0)
            held["bias" + suffix] = ours + theirs
            held["input_weight" + suffix] = sorted_gates(w, units).T
            held["recurrent_weight" + suffix] = sorted_gates(r, units).T
        return held

    def sorted_gates(array: np.ndarray, units: int) -> np.ndarray:
        return np.concatenate([array[k * units : (k + 1) * units] for k in order])

    def refuse(case: Case, steps: int) -> None:
        lengths = case.input(4)
        refuse_if(lengths is not None and (lengths != steps).any(), "unequal lengths that are an input")
        refuse_if(case.input(7) is not None, "peepholes")
        refuse_if(any(case.input(k) is not None for k in (5, 6)), "first states that are an input")
        early = kind is GRU and steps > 1 and not case.get("linear_before_reset", 0)
        refuse_if(early, "the reset gate in front of the product")

    return run


ADAPTERS = {
    "RNN": recurrent(SimpleRNN, (0,)),
    "GRU": recurrent(GRU, (1, 0, 2)),
    "LSTM": recurrent(LSTM, (1, 0, 2, 3)),
}
