"""28×28 hand-written digits."""

from core.data.base import DataInfo, Dataset, Source
from core.data.files import load_classes


class MNIST(Source, frozen=True, kw_only=True, tag="mnist"):
    """60,000 digits to learn from, 10,000 to test with, 28×28 pixels of 0 ... 255 (LeCun et al. 1998)."""

    title = "MNIST digits, 28×28"
    help = "70,000 hand-written digits, the best known set of all; 10,000 official ones are the test."
    order = 51

    def info(self) -> DataInfo:
        return DataInfo(
            sample_shape=(28, 28, 1), class_names=tuple("0123456789"), count=70_000, held_out=10_000
        )

    def load(self, seed: int) -> Dataset:
        return load_classes("mnist.npz", self.info())

    def glimpse(self, seed: int, count: int) -> Dataset:
        return load_classes("mnist.npz", self.info(), count)
