"""Write engine/datasets/embedded/files/*.npz from the data that scikit-learn packages.

Run from the repository, in an environment that has scikit-learn:  python tests/golden/record_datasets.py
With the path of Keras's california_housing.npz as argument, it writes the small part of that set, too.
Every file holds x, y, feature_names and class_names (empty for a regression); strings are plain NumPy strings, so
nothing in it is pickled. Archive dates are fixed: recording twice gives the same bytes.
"""

import io
import sys
import zipfile
from pathlib import Path

import numpy as np
from sklearn import datasets

FILES = Path(__file__).parents[2] / "engine" / "datasets" / "embedded" / "files"


def write(name, **arrays):
    """One compressed npz with fixed dates."""
    with zipfile.ZipFile(FILES / f"{name}.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for key, array in arrays.items():
            raw = io.BytesIO()
            np.lib.format.write_array(raw, np.ascontiguousarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{key}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, raw.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)


def table(name):
    """A table: x float32 ``(n, features)``, y uint8 classes or float32 values."""
    source = getattr(datasets, f"load_{name}")()
    classes = [str(c) for c in getattr(source, "target_names", [])]
    write(
        name,
        x=source.data.astype("float32"),
        y=source.target.astype("uint8" if classes else "float32"),
        feature_names=np.array([str(f) for f in source.feature_names]),
        class_names=np.array(classes, dtype="U16"),
    )


def digits():
    """The images as uint8, 0 to 16, which is exact."""
    source = datasets.load_digits()
    assert np.array_equal(source.images, source.images.astype("uint8"))
    write(
        "digits",
        x=source.images.astype("uint8"),
        y=source.target.astype("uint8"),
        feature_names=np.array([str(f) for f in source.feature_names]),
        class_names=np.array([str(c) for c in source.target_names]),
    )


def california(path):
    """The small version of Keras: the first 600 rows, in the public domain."""
    names = ("longitude", "latitude", "housing_median_age", "total_rooms", "total_bedrooms", "population", "households",
             "median_income")
    with np.load(path, allow_pickle=False) as file:
        write("california_small", x=file["x"][:600], y=file["y"][:600], feature_names=np.array(names),
              class_names=np.array([], dtype="U16"))


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    digits()
    for each in ("iris", "wine", "breast_cancer", "diabetes"):
        table(each)
    if len(sys.argv) > 1:
        california(sys.argv[1])
    for path in sorted(FILES.glob("*.npz")):
        print(path.name, path.stat().st_size)
