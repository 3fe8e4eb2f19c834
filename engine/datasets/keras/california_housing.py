"""House prices in California, 1990: 20 640 blocks, eight features each, as ``keras.datasets.california_housing``.

Credits: R. K. Pace, R. Barry, «Sparse Spatial Autoregressions», 1997, StatLib; from the US census of 1990, in the
public domain.
"""

from engine.datasets.downloader import Progress
from engine.datasets.embedded.loader import read_embedded
from engine.datasets.keras import file_cache, housing
from engine.datasets.samples import Pair
from engine.validators import Choice

HASH = "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"
NAME = "california_housing.npz"
FEATURE_NAMES = (
    "longitude", "latitude", "housing_median_age", "total_rooms", "total_bedrooms", "population", "households",
    "median_income",
)  # fmt: skip
"""The columns as they are in the file; the description in Keras's documentation differs."""
CLASS_NAMES = ()
SMALL = "california_small"
"""The embedded file of the small version."""


def load_data(version: str = "large", path: str = NAME, test_split: float = 0.2, seed: int = 113,
              progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: float32 ``(n, 8)``; y: float32 ``(n,)``, US dollars.

    version: ``small`` is the first 600 blocks, which are embedded in the engine. path: the name in the cache folder, or
    the absolute path of a file, whose hash is not checked. Raises a ProblemError with code ``download_failed`` or
    ``bad_npz``.
    """
    if Choice(choices=("large", "small")).check("version", version) == "small":
        data = read_embedded(SMALL)
        return housing.split(data.x, data.y, test_split, seed)
    file = file_cache.fetch_keras_file(NAME, path, HASH, housing.STAND_IN, progress)
    x, y = housing.read_table(file, len(FEATURE_NAMES))
    return housing.split(x, y, test_split, seed)


def download(progress: Progress | None = None) -> None:
    """Download the file into the cache if it is not there. Raises a ProblemError with code ``download_failed``."""
    file_cache.fetch_keras_file(NAME, NAME, HASH, housing.STAND_IN, progress)


def available() -> bool:
    """Whether :func:`load_data` works without a network."""
    return file_cache.is_cached(NAME, HASH)
