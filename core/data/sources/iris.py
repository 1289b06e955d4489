"""Fisher's irises."""

from core.data.base import DataInfo, Dataset, Source
from core.data.files import load_classes


class Iris(Source, frozen=True, kw_only=True, tag="iris"):
    """150 flowers, 50 of each of three species, four lengths in centimetres (Fisher 1936)."""

    title = "Iris flowers"
    help = "150 flowers of three species, each with four lengths in centimetres. A first set of real data."
    order = 40

    def info(self) -> DataInfo:
        return DataInfo(
            sample_shape=(4,),
            class_names=("setosa", "versicolor", "virginica"),
            feature_names=("sepal length", "sepal width", "petal length", "petal width"),
            count=150,
        )

    def load(self, seed: int) -> Dataset:
        return load_classes("iris.npz", self.info())
