"""8×8 hand-written digits."""

from core.data.base import DataInfo, Dataset, Source
from core.data.files import load_classes


class Digits(Source, frozen=True, kw_only=True, tag="digits"):
    """1,797 digits of 8×8 pixels, 0 ... 16 (Alpaydin and Kaynak 1998)."""

    title = "Digits, 8×8"
    help = "1,797 hand-written digits, small enough to learn in seconds. Pixels go from 0 to 16."
    order = 50

    def info(self) -> DataInfo:
        return DataInfo(sample_shape=(8, 8, 1), class_names=tuple("0123456789"), count=1797)

    def load(self, seed: int) -> Dataset:
        return load_classes("digits.npz", self.info())
