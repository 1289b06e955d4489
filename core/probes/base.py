"""What a probe is: one measurement of a network in training."""

from typing import TYPE_CHECKING, Any

from core.spec import Spec

if TYPE_CHECKING:
    from core.training.trainer import Trainer


class Probe(Spec, frozen=True, kw_only=True):
    """Base of all probes. A probe is a value: views that want the same measurement share it."""

    def measure(self, trainer: "Trainer") -> Any:
        """The measurement, as copies that stay true when the training goes on; None where it does not apply.

        It runs in the training thread, a few dozen times a second: it should take well under 5 ms.
        """
        raise NotImplementedError
