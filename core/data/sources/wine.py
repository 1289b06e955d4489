"""Wines from three growers."""

from core.data.base import DataInfo, Dataset, Source
from core.data.files import load_classes


class Wine(Source, frozen=True, kw_only=True, tag="wine"):
    """178 Italian wines of three cultivars, 13 chemical measurements (Forina et al. 1988)."""

    title = "Wine"
    help = (
        "178 wines of three cultivars, by 13 chemical measurements of very different size: standardise them."
    )
    order = 41

    def info(self) -> DataInfo:
        return DataInfo(
            sample_shape=(13,),
            class_names=("cultivar 1", "cultivar 2", "cultivar 3"),
            feature_names=(
                "alcohol",
                "malic acid",
                "ash",
                "alcalinity of ash",
                "magnesium",
                "total phenols",
                "flavanoids",
                "nonflavanoid phenols",
                "proanthocyanins",
                "colour intensity",
                "hue",
                "OD280/OD315",
                "proline",
            ),
            count=178,
        )

    def load(self, seed: int) -> Dataset:
        return load_classes("wine.npz", self.info())
