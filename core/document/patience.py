"""Whether a training is long enough to get anywhere, said before it is started."""

from collections.abc import Iterator

from msgspec.structs import replace

from core.data.splits import counts
from core.document.document import Document
from core.document.problems import Fix, Problem
from core.errors import NeurowrightError

LEAST_REACH = (
    0.1  # first weights are between -1 and 1 as a rule; moved by less, they still are what they were
)
STEPS, RATE = 1_000, 0.02  # enough for small networks and few samples


def patience_problems(document: Document) -> Iterator[Problem]:
    """A recipe with which no weight can go far: the default one, where the data are a few samples only."""
    training = document.training
    try:
        learned, _ = counts(document.data.source.info(), document.data.train_share)
    except NeurowrightError:  # told where problems are told
        return
    each = -(-learned // training.batch_size)
    steps = each * training.epochs
    if not training.optimizer.strides or not 0 < steps * training.learning_rate < LEAST_REACH:
        return
    epochs = max(training.epochs, -(-STEPS // each))
    yield Problem(
        severity="warning",
        message=f"With so few samples {training.epochs:,} epochs are {steps:,} steps. {training.optimizer.title} "
        f"then moves no weight by more than about {steps * training.learning_rate:.2g}: too little to learn much.",
        fixes=(_longer(epochs),),
    )


def _longer(epochs: int) -> Fix:
    return Fix(
        text=f"Train {epochs:,} epochs at a rate of {RATE}",
        edit=lambda document: replace(
            document, training=replace(document.training, epochs=epochs, learning_rate=RATE)
        ),
    )
