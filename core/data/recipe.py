"""How the data set is made ready: part of the document."""

from typing import Annotated, Literal

import msgspec

from core.data.augmentation import AnyAugmentation
from core.data.base import DataInfo, Shape
from core.data.preprocessing import AnyPreprocessing
from core.data.preprocessing.none import NoPreprocessing
from core.data.sources import AnySource
from core.data.sources.digits import Digits
from core.errors import DataError
from core.spec import meta

Encoding = Literal["one-hot", "0/1", "-1/+1"]


class DataRecipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The data set, how it is split, and how samples and answers are written for the network."""

    source: Annotated[AnySource, meta("Data set", "What the network learns from.")] = Digits()
    train_share: Annotated[
        float,
        meta(
            "Train share",
            "The part of the samples to learn from; the rest checks what was learned. Each class keeps its "
            "share in both. A set with official test samples is checked with those, and this is the part of "
            "the others that is used. A truth table is always learned whole.",
            ge=0.05,
            le=1,
            unit="%",
        ),
    ] = 0.8
    preprocessing: Annotated[
        AnyPreprocessing,
        meta(
            "Preprocessing",
            "What is done to the numbers before the network sees them. Tokens of a text stay as they are.",
        ),
    ] = NoPreprocessing()
    augmentation: Annotated[
        tuple[AnyAugmentation, ...],
        meta(
            "Augmentation",
            "Random changes to the images that are learned from, new ones each time, so that the network does "
            "not learn the pictures by heart. What checks the network stays as it is.",
            advanced=True,
        ),
    ] = ()
    encoding: Annotated[
        Encoding,
        meta("Answers as", "How the right class is written: one output a class, or a single output."),
    ] = "one-hot"

    def feeds(self) -> dict[str, Shape]:
        """The shapes of what layers can be handed: of a sample, its target, the values beside that; which steps of
        the target are judged, and how many steps each sample has, where that differs.

        Raises:
            DataError: the source is not as expected, or as ``target_shape``.
        """
        info, feeds = self.source.info(), dict[str, Shape]()
        if self.augmentation and len(info.sample_shape) != 3:
            raise DataError(
                f"{self.augmentation[0].title} changes images, and {self.source.title} has none. Switch it off under "
                "Data, Augmentation."
            )
        feeds["sample"] = info.sample_shape
        if info.class_names or info.value_names:
            feeds["target"] = self.target_shape()
        if info.class_names and info.value_names:
            feeds["values"] = (len(info.value_names),)
        if info.steps:
            feeds["judged"] = (info.steps,)
        if info.unequal:
            feeds["lengths"] = ()
        return feeds

    def idle(self) -> frozenset[str]:
        """The fields that mean nothing for this source: how classes are written where there are none, and so on."""
        try:
            info = self.source.info()
        except DataError:
            return frozenset()
        meaning = {
            "encoding": bool(info.class_names),
            "preprocessing": not info.vocabulary,
            "augmentation": len(info.sample_shape) == 3,
        }
        return frozenset(name for name, means in meaning.items() if not means)

    def target_shape(self) -> Shape:
        """The shape of one target: one number a class, a single one, or one a value to predict; at each step.

        Raises:
            DataError: one output is to tell more than two classes apart, or the source is not as expected, or has
                nothing to answer.
        """
        info = self.source.info()
        steps = (info.steps,) if info.steps else ()
        return (*steps, self._outputs(info))

    def _outputs(self, info: DataInfo) -> int:
        if not info.class_names and not info.value_names:
            raise DataError(f"{self.source.title} has no answers to learn; it is there to be imitated.")
        if not info.class_names:
            return len(info.value_names)
        count = len(info.class_names)
        if self.encoding == "one-hot":
            return count
        if count > 2:
            raise DataError(
                f"{self.source.title} has {count} classes, and a single output can tell only two apart. "
                "Under Data, set “Answers as” to “one-hot”: one output a class."
            )
        return 1
