"""What is known of one node."""

import msgspec

from core.layers.base import Shape


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one node whose inputs are known. ``memory`` in bytes for one sample, forward and backward."""

    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    parameters: int
    multiply_adds: int
    memory: int
