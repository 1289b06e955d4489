"""Losses where the numbers are extreme, and worked examples."""

import math

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.activations.base import Activation
from core.activations.linear import Linear
from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.engine.build import Mode
from core.layers.activation import Activation as ActivationLayer
from core.layers.dense import Dense
from core.losses import LOSSES
from core.losses.absolute import Absolute
from core.losses.base import Encoding, Loss
from core.losses.binary_cross_entropy import BinaryCrossEntropy
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.losses.half_squared import HalfSquared
from core.losses.hinge import Hinge
from core.losses.huber import Huber
from core.losses.mean_squared import MeanSquared
from core.spec import tag
from tests.core.small_networks import compiled, ending_in

DTYPES = [np.float32, np.float64]


def measured(
    loss: Loss,
    z: list[float],
    target: list[float],
    *,
    activation: Activation | None = None,
    fused: bool = True,
    encoding: Encoding = "values",
    dtype: type = np.float64,
) -> tuple[float, np.ndarray, np.ndarray]:
    """Loss, answer and ∂L/∂z of one sample whose last sums are z: a Dense with weights 0 and biases z."""
    layer = Dense(units=len(z), activation=activation or Linear())
    rest = () if fused else (ActivationLayer(function=Linear()),)
    network = compiled(ending_in(loss, encoding, layer, *rest), dtype)
    network.parameters[...] = 0
    network.views()["dense1/bias"][...] = z
    workspace = network.workspace(1, Mode.TRAINING)
    workspace.samples[...], workspace.targets[:, 0] = 1, target
    workspace.forward()
    workspace.backward()
    gradient = network.views(network.gradients)["dense1/bias"].copy()
    return float(workspace.total), workspace.answer()[0].copy(), gradient


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("z", "target", "wanted"), [(1000, 0, 1000), (1000, 1, 0), (-1000, 1, 1000), (-1000, 0, 0)]
)
def test_binary_cross_entropy_of_extreme_sums(z: float, target: float, wanted: float, dtype: type) -> None:
    found, answer, gradient = measured(
        BinaryCrossEntropy(), [z], [target], activation=Sigmoid(), encoding="0/1", dtype=dtype
    )
    assert found == wanted
    assert answer == (z > 0)
    assert gradient == (z > 0) - target


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("right", [0, 1, 2])
def test_categorical_cross_entropy_of_extreme_sums(right: int, dtype: type) -> None:
    target, z = np.eye(3)[right], [1000.0, -1000.0, 0.0]
    found, answer, gradient = measured(
        CategoricalCrossEntropy(), z, list(target), activation=Softmax(), encoding="one-hot", dtype=dtype
    )
    assert found == 1000 - z[right]
    np.testing.assert_array_equal(answer, [1, 0, 0])
    np.testing.assert_array_equal(gradient, answer - target)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("activation", [cls() for cls in ACTIVATIONS], ids=tag)
@pytest.mark.parametrize("loss", [cls() for cls in LOSSES], ids=tag)
def test_no_pair_of_activation_and_loss_overflows(
    loss: Loss, activation: Activation, fused: bool, dtype: type
) -> None:
    """Also those which make no sense together: the user may wire them, and is told in words. Warnings are errors."""
    encoding: Encoding = (*loss.encodings, "values")[0]
    high, low = (1.0, -1.0 if encoding == "-1/+1" else 0.0)
    single = encoding in ("0/1", "-1/+1")
    for z in ([1000.0, 0.0, -1000.0], [0.0, 0.0, 0.0], [-1000.0, 1000.0, 1e-20]):
        for target in ([high, low, low], [low, low, high]):
            count = 1 if single else 3
            found, _, gradient = measured(
                loss,
                z[:count],
                target[:count],
                activation=activation,
                fused=fused,
                encoding=encoding,
                dtype=dtype,
            )
            assert math.isfinite(found)
            assert np.all(np.isfinite(gradient))


def test_worked_examples() -> None:
    """Errors 0.5, -2 and 0, by hand."""
    y, target = [1.5, -1.0, 3.0], [1.0, 1.0, 3.0]
    examples: list[tuple[Loss, float, list[float]]] = [
        (HalfSquared(), 0.5 * (0.25 + 4), [0.5, -2, 0]),
        (MeanSquared(), (0.25 + 4) / 3, [1 / 3, -4 / 3, 0]),
        (Absolute(), 2.5 / 3, [1 / 3, -1 / 3, 0]),
        (Huber(delta=1), (0.125 + 1.5) / 3, [0.5 / 3, -1 / 3, 0]),
    ]
    for loss, wanted, slope in examples:
        found, _, gradient = measured(loss, y, target)
        assert found == pytest.approx(wanted, rel=1e-14)
        np.testing.assert_allclose(gradient, slope, rtol=1e-14)


@pytest.mark.parametrize(
    ("y", "target", "wanted", "slope"), [(2, 1, 0, 0), (0.25, 1, 0.75, -1), (0.5, -1, 1.5, 1)]
)
def test_hinge(y: float, target: float, wanted: float, slope: float) -> None:
    found, _, gradient = measured(Hinge(), [y], [target], encoding="-1/+1")
    assert found == wanted
    assert gradient == slope


def test_cross_entropy_of_half_a_chance_is_the_logarithm_of_two() -> None:
    found, answer, gradient = measured(BinaryCrossEntropy(), [0], [1], activation=Sigmoid(), encoding="0/1")
    assert found == pytest.approx(math.log(2), rel=1e-14)
    assert answer == 0.5
    assert gradient == -0.5
