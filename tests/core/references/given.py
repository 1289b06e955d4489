"""What a reference is given to compute a layer's outputs from."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Given:
    """``weights``: parameters as torch leaves, and states, by name. ``inputs``: what stands at the input ports, then
    what the data feeds, batch-first. ``seen``: what the engine put out at each port for the same batch, batch-first;
    random masks are taken over from it. ``lengths``: valid steps of each sample, None for all.
    """

    weights: dict[str, Tensor]
    inputs: list[Tensor]
    seen: list[Tensor]
    lengths: list[int] | None = None
    training: bool = True

    @property
    def x(self) -> Tensor:
        return self.inputs[0]
