"""What a network writes at this moment, as it learns to tell the next letter or word."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from core.data.base import DataInfo, Source
from core.data.prepare import Part
from core.data.tokens import START, readable
from core.errors import NeurowrightError
from core.probes.base import Probe, affordable
from core.randomness import generator
from core.spec import meta
from core.training.generation import generate, writes

if TYPE_CHECKING:
    from core.training.trainer import Trainer

SHORT, LONG = (
    (60, 1_000),
    (2, 240),
)  # how many texts of how many tokens: with a start of their own, and without one
LEAST = 20  # tokens, however slow the network is
BEGINNING = 12  # tokens of a sample that a text begins with where nothing else is given
Piece = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class Texts:
    """What each of ``texts`` goes on from is ``prompt``.

    ``pieces``: of each text, prompt and all, the whole pieces that can be judged: where they begin and end, and
    whether they have the ``merit``. ``separate``: each text is whole. ``refused``: why nothing is written.
    """

    prompt: str
    texts: tuple[str, ...]
    pieces: tuple[tuple[Piece, ...], ...] = ()
    merit: str = ""
    separate: bool = False
    refused: str = ""

    @property
    def share(self) -> float | None:
        """How many of the pieces have the merit, 0 to 1; None where none can be judged."""
        found = [good for pieces in self.pieces for _, _, good in pieces]
        return sum(found) / len(found) if found else None


class Written(Probe, frozen=True, kw_only=True, tag="written"):
    """Texts that the network writes; None where it does not learn to tell the next token.

    The same random numbers each time: what changes is what the network has learned.
    """

    title = "Generated text"
    help = "What the network writes by itself at this moment."
    order = 90

    temperature: Annotated[
        float,
        meta(
            "Temperature",
            "How daring it writes: 1 draws as the network says, less takes the likelier more often, 0 always the "
            "likeliest.",
            ge=0,
            le=2,
            step=0.05,
        ),
    ] = 0.8
    prompt: Annotated[str, meta("Begins with", "What the text is to begin with.")] = ""
    draw: Annotated[int, meta("Draw", "Other random numbers for each.", ge=0)] = 0

    def measure(self, trainer: "Trainer") -> Texts | None:
        network, info, source = trainer.network, trainer.data.info, trainer.document.data.source
        if network.players is not None or not writes(info) or network.end.fed[0] != "target":
            return None
        separate = START in info.vocabulary
        count, length = SHORT if separate else LONG
        length = max(LEAST, min(length, affordable(network, 100_000) // 10))
        prompt = self.prompt or ("" if separate else _beginning(trainer.data.checking, info))
        random = generator(network.seed, "written", str(self.draw))
        try:
            found = generate(network, info, length, self.temperature, random, prompt, count)
        except NeurowrightError as error:
            return Texts(prompt, (), separate=separate, refused=str(error))
        texts = tuple(readable(tokens, info.vocabulary) for tokens in found)
        return Texts(prompt, texts, _judged(source, prompt, texts), source.merit, separate)


def _beginning(part: Part, info: DataInfo) -> str:
    tokens = part.samples[:, 0] if part.flat else part.samples[0]
    return readable(tokens[: min(BEGINNING, len(tokens) // 2 + 1)], info.vocabulary)


def _judged(source: Source, prompt: str, texts: tuple[str, ...]) -> tuple[tuple[Piece, ...], ...]:
    return tuple(tuple(source.judge(prompt + text)) for text in texts)
