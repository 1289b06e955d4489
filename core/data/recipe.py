"""How the data set is made ready: part of the document."""

from typing import Annotated, Literal

import msgspec

from core.data.base import Shape
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
        AnyPreprocessing, meta("Preprocessing", "What is done to the numbers before the network sees them.")
    ] = NoPreprocessing()
    encoding: Annotated[
        Encoding,
        meta("Answers as", "How the right class is written: one output a class, or a single output."),
    ] = "one-hot"

    def target_shape(self) -> Shape:
        """The shape of one target: one number a class, a single one, or one a value to predict.

        Raises:
            DataError: one output is to tell more than two classes apart, or the source is not as expected.
        """
        info = self.source.info()
        if not info.class_names:
            return (len(info.value_names),)
        count = len(info.class_names)
        if self.encoding == "one-hot":
            return (count,)
        if count > 2:
            raise DataError(
                f"{self.source.title} has {count} classes, and a single output can tell only two apart. "
                "Under Data, set “Answers as” to “one-hot”: one output a class."
            )
        return (1,)
