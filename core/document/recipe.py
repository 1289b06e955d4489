"""How the network is trained: part of the document."""

from typing import Annotated, Literal

import msgspec

from core.metrics import AnyMetric
from core.metrics.accuracy import Accuracy
from core.optimizers import AnyOptimizer
from core.optimizers.adam import Adam
from core.schedules import AnySchedule
from core.schedules.constant import Constant
from core.spec import meta


class Stopping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a training ends before its last epoch; None switches a rule off."""

    loss: (
        Annotated[
            float, meta("At loss", "Stop once the validation loss is at or below this.", ge=0, start=0.01)
        ]
        | None
    ) = None
    accuracy: (
        Annotated[
            float, meta("At accuracy", "Stop once this share is right.", ge=0, le=1, start=0.95, unit="%")
        ]
        | None
    ) = None
    patience: (
        Annotated[
            int,
            meta(
                "Patience",
                "Stop when the validation loss has not improved for so many epochs.",
                ge=1,
                le=10_000,
                start=10,
            ),
        ]
        | None
    ) = None


class AdversarialRecipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the generator of an adversarial network learns; its discriminator learns as the recipe says otherwise."""

    optimizer: Annotated[
        AnyOptimizer, meta("Generator's optimizer", "How the generator's weights follow the slope.")
    ] = Adam()
    learning_rate: Annotated[
        float,
        meta(
            "Generator's learning rate",
            "How far each step of the generator goes.",
            gt=0,
            le=100,
            log=True,
            reach=10,
            live=True,
        ),
    ] = 0.001
    ratio: Annotated[
        int,
        meta(
            "Discriminator's turns",
            "So often the discriminator learns before the generator may.",
            ge=1,
            le=50,
            live=True,
        ),
    ] = 1
    learns: Annotated[
        Literal["both", "discriminator", "generator"],
        meta("Who learns", "Both, or one alone, to see what becomes of it.", live=True),
    ] = "both"


class TrainingRecipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Optimizer, learning rate, batches, regularisation and when to stop."""

    optimizer: Annotated[AnyOptimizer, meta("Optimizer", "How the weights follow the slope of the loss.")] = (
        Adam()
    )
    learning_rate: Annotated[
        float, meta("Learning rate", "How far each step goes.", gt=0, le=100, log=True, reach=10, live=True)
    ] = 0.001
    schedule: Annotated[AnySchedule, meta("Schedule", "How the learning rate changes over time.")] = (
        Constant()
    )
    batch_size: Annotated[
        int,
        meta(
            "Batch size",
            "How many samples each step looks at.",
            ge=1,
            le=65_536,
            log=True,
            reach=1024,
            live=True,
        ),
    ] = 32
    epochs: Annotated[
        int,
        meta(
            "Epochs",
            "How often the whole training set is gone through.",
            ge=1,
            le=1_000_000,
            log=True,
            reach=1000,
        ),
    ] = 20
    l1: Annotated[
        float,
        meta("L1", "Pulls weights to exactly zero, by a constant amount.", ge=0, le=10, live=True, log=True),
    ] = 0.0
    l2: Annotated[
        float, meta("L2", "Pulls weights towards zero, large ones more.", ge=0, le=10, live=True, log=True)
    ] = 0.0
    clip_norm: (
        Annotated[
            float,
            meta("Clip gradient", "The longest a step's gradient may be.", gt=0, le=1e6, log=True, start=1.0),
        ]
        | None
    ) = None
    adversarial: Annotated[
        AdversarialRecipe, meta("Generator", "How the generator learns, where there is one.")
    ] = AdversarialRecipe()
    metrics: Annotated[tuple[AnyMetric, ...], meta("Metrics", "What is measured after each epoch.")] = (
        Accuracy(),
    )
    stopping: Annotated[Stopping, meta("Stop early", "When to end before the last epoch.")] = Stopping()
    shuffle: Annotated[bool, meta("Shuffle", "Mix the samples anew for every epoch.", advanced=True)] = True
    seed: Annotated[
        int,
        meta("Seed", "Decides every random choice: the same seed gives the same run.", ge=0, le=2**31 - 1),
    ] = 1
