"""The archive format of CIFAR-10 and CIFAR-100: pickled batches of 32×32 colour images in a ``.tar.gz``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import final

import numpy as np

from engine.datasets.downloader import Progress
from engine.datasets.keras import file_cache
from engine.datasets.keras.safe_pickle import load_pickle
from engine.datasets.keras.tar_members import extract_members
from engine.datasets.samples import Pair
from engine.errors import ProblemError, fail
from engine.typing import Array

SHAPE = (3, 32, 32)
PIXELS = 3 * 32 * 32
MAX_BATCH_BYTES = 200_000_000
STAND_IN = "colour_shapes"


@final
@dataclass(frozen=True)
class CifarArchive:
    """An archive in Keras's cache. target: name of the folder of the extracted files.

    files: maps the path of each batch in the archive to its number of images.
    """

    url: str
    sha256: str
    target: str
    files: Mapping[str, int]

    def download(self, progress: Progress | None = None) -> list[Path]:
        """Paths of the batches in the cache; the archive is downloaded and extracted if they are missing.

        Raises a ProblemError with code ``download_failed`` or ``bad_archive``.
        """
        return self.cached_paths() or self._extract(progress)

    def _extract(self, progress: Progress | None) -> list[Path]:
        """Extract the batches; an existing file is kept until a complete one replaces it."""
        archive = file_cache.fetch(self.url, f"{self.target}_archive", self._check, stand_in=STAND_IN,
                                   progress=progress)
        folder = archive.parent / self.target
        extract_members(archive, self.files, folder)
        return [folder / name for name in self.files]

    def cached_paths(self) -> list[Path] | None:
        """Paths of the batches; None unless all exist and each has at least as many bytes as its pixels need."""
        for folder in file_cache.cache_folders(self.target):
            paths = [folder / name for name in self.files]
            rows = self.files.values()
            if all(p.is_file() and p.stat().st_size >= n * PIXELS for p, n in zip(paths, rows, strict=True)):
                return paths
        return None

    def _check(self, path: Path) -> None:
        file_cache.check_hash(path, self.sha256)

    def load_batches(self, label_key: str, progress: Progress | None = None) -> list[Pair]:
        """``(x, y)`` of each batch; x: uint8 ``(n, 32, 32, 3)``; y: uint8 ``(n, 1)``.

        label_key: key of the labels in a batch. Damaged files are extracted again. Raises the errors of
        :meth:`download` and of :func:`read_batch`.
        """
        paths = self.download(progress)
        try:
            return [read_batch(path, label_key) for path in paths]
        except ProblemError:
            paths = self._extract(progress)
        return [read_batch(path, label_key) for path in paths]


def read_batch(path: Path, label_key: str) -> Pair:
    """``(x, y)`` of one batch. Raises a ProblemError with code ``bad_pickle`` if it has no images with these labels."""
    if path.stat().st_size > MAX_BATCH_BYTES:
        raise fail("bad_pickle", file=path.name, detail="the file is too large")
    batch = load_pickle(path.read_bytes(), path.name)
    data = batch.get("data") if isinstance(batch, dict) else None
    labels = batch.get(label_key) if isinstance(batch, dict) else None
    is_images = isinstance(data, np.ndarray) and data.dtype == np.uint8 and data.ndim == 2 and data.shape[1] == PIXELS
    if data is None or not is_images or not isinstance(labels, list) or len(labels) != len(data):
        raise fail("bad_pickle", file=path.name, detail=f"it holds no images with {label_key}")
    if not all(type(label) is int and 0 <= label <= 255 for label in labels):
        raise fail("bad_pickle", file=path.name, detail=f"{label_key} are no classes")
    x = data.reshape(-1, *SHAPE).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(x), np.array(labels, "uint8")[:, None]


def concatenate(batches: list[Pair]) -> Pair:
    """``(x, y)`` of all batches, in their order."""
    xs: list[Array] = [x for x, _ in batches]
    ys: list[Array] = [y for _, y in batches]
    return np.concatenate(xs), np.concatenate(ys)
