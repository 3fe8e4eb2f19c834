"""text_dataset_from_directory: batches of strings from text files in a folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.utils.directory_loader import DirectoryLoader


def text_dataset_from_directory(
    directory: Any, labels: Any = "inferred", label_mode: str | None = "int", class_names: Sequence[str] | None = None,
    batch_size: int | None = 32, max_length: int | None = None, shuffle: bool = True, seed: int | None = None,
    validation_split: float | None = None, subset: str | None = None, follow_links: bool = False, verbose: bool = True,
) -> Any:  # fmt: skip
    """Batches ``(x, y)`` of a folder with one subfolder per class. Source: Keras 3, ``utils``.

    x: strings ``(batch,)``, each of at most ``max_length`` bytes in UTF-8. y: as for ``image_dataset_from_directory``.
    """

    def load(path: str) -> str:
        return Path(path).read_bytes()[:max_length].decode("utf-8", errors="ignore")

    loader = DirectoryLoader(labels, label_mode, class_names, batch_size, shuffle, seed, validation_split, subset,
                      follow_links, verbose)
    return loader.dataset(directory, (".txt",), load)
