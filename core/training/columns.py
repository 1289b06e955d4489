"""What the columns of a history are called, where their names alone do not say it."""

from typing import NamedTuple

from core.document.graph import Graph
from core.document.players import players
from core.training.history import LOSS


class Column(NamedTuple):
    """Columns of one ``quantity`` belong into one picture, with the ``title``; ``curve``: which of them this is.

    ``short``: the quantity in a word.
    """

    quantity: str
    short: str
    title: str
    curve: str
    percent: bool = False


ADVERSARIAL = {
    LOSS: Column(LOSS, "Loss", "Loss", "discriminator"),
    "generator_loss": Column(LOSS, "Loss", "Loss", "generator"),
    "js": Column("js", "JS", "JS divergence", "generated from real"),
    "kl": Column("kl", "KL", "KL divergence", "generated from real"),
    "diversity": Column("diversity", "Diversity", "Diversity", "generated beside real"),
    "real_right": Column("right", "Right", "Discriminator", "right on real", percent=True),
    "generated_right": Column("right", "Right", "Discriminator", "right on generated", percent=True),
}
"""Of an adversarial network: its main loss is the discriminator's."""


def columns_of(graph: Graph) -> dict[str, Column]:
    """The columns of a network's history that have other names than their own."""
    return {} if players(graph) is None else ADVERSARIAL
