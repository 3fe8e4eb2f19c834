"""House prices near Boston, 1970s: 506 rows, 13 features each, as ``keras.datasets.boston_housing``.

Keras and others advise against it: its column B assumes that racial segregation raises house prices. It is here only
for old tutorials; ``california_housing`` with ``version="small"`` replaces it.
Credits: D. Harrison, D. L. Rubinfeld, «Hedonic prices and the demand for clean air», 1978, StatLib.
"""

from engine.datasets.downloader import Progress
from engine.datasets.keras import file_cache, housing
from engine.datasets.samples import Pair

HASH = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"
NAME = "boston_housing.npz"
COLUMNS = 13


def load_data(path: str = NAME, test_split: float = 0.2, seed: int = 113,
              progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: float64 ``(n, 13)``; y: float64 ``(n,)``, thousands of US dollars.

    path: as for ``california_housing``. Raises a ProblemError with code ``download_failed`` or ``bad_npz``.
    """
    x, y = housing.read_table(file_cache.fetch_keras_file(NAME, path, HASH, housing.STAND_IN, progress), COLUMNS)
    return housing.split(x, y, test_split, seed)
