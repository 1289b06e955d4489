"""What a probe is: one measurement of a network in training."""

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.spec import Spec

if TYPE_CHECKING:
    from core.engine.network import Network
    from core.training.trainer import Trainer

MOST_MULTIPLY_ADDS = 2_000_000_000  # that one measurement may cost: some tenths of a second


class Probe(Spec, frozen=True, kw_only=True):
    """Base of all probes. A probe is a value: views that want the same measurement share it.

    ``static``: it depends on the document and its data only, so that it is taken anew after edits, not after
    steps.
    """

    static: ClassVar[bool] = False

    def measure(self, trainer: "Trainer") -> Any:
        """The measurement, as copies that stay true when the training goes on; None where it does not apply.

        It runs in the training thread, a few dozen times a second: it should take well under 5 ms. What takes
        longer is taken the more rarely.
        """
        raise NotImplementedError


def kept(array: NDArray[Any]) -> NDArray[Any]:
    """A copy that nobody can write to, for a snapshot."""
    copy = np.array(array)
    copy.flags.writeable = False
    return copy


def affordable(network: "Network", limit: int) -> int:
    """How many samples, at most ``limit``, a measurement may send through a network of this size."""
    cost = sum(network.inference.facts[node.id].multiply_adds for node in network.nodes)
    return max(1, min(limit, MOST_MULTIPLY_ADDS // max(cost, 1)))
