"""The truth tables of the logic gates."""

from typing import Annotated, Literal

import numpy as np

from core.data.base import Bounds, DataInfo, Dataset, Source
from core.spec import meta

INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
OUTPUTS = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "XOR": (0, 1, 1, 0), "NAND": (1, 1, 1, 0)}


class LogicGate(Source, frozen=True, kw_only=True, tag="logic-gate"):
    """The four rows of a gate with two inputs. All four are learned: there is nothing to check with."""

    title = "Logic gate"
    help = "Two switches, one answer: the four rows of a truth table."
    order = 10

    gate: Annotated[
        Literal["AND", "OR", "XOR", "NAND"],
        meta("Gate", "Which gate. A single neuron learns all of them but XOR."),
    ] = "AND"

    @property
    def summary(self) -> str:
        return self.gate

    @property
    def bounds(self) -> Bounds | None:
        return ((-0.5, 1.5), (-0.5, 1.5))

    def info(self) -> DataInfo:
        return DataInfo(
            sample_shape=(2,),
            class_names=("0", "1"),
            feature_names=("x₁", "x₂"),
            count=len(INPUTS),
            whole=True,
        )

    def load(self, seed: int) -> Dataset:
        return Dataset(self.info(), INPUTS.copy(), labels=np.array(OUTPUTS[self.gate], np.intp))
